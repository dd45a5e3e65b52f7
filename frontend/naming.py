"""Networks as people say them."""

from __future__ import annotations

from collections.abc import Iterable

DATASETS = {"digits": "Digits (8 x 8)", "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}


def title_of(network: str, among: Iterable[str] = ()) -> str:
    """fashion-mnist/rnn-t4-noise0.1 as "RNN T=4, trained at 0.1"; the data set is said where others are among them."""
    dataset, name = network.split("/", 1)
    words: list[str] = []
    remarks: list[str] = []
    for part in name.split("-"):
        if part[:1] == "t" and part[1:].isdigit():
            words.append(f"T={part[1:]}")
        elif part.startswith("noise"):
            if part != "noise0":
                remarks.append(f"trained at {part[5:]}")
        elif part[:1] == "s" and part[1:].isdigit():
            remarks.append(f"seed {part[1:]}")
        else:
            words.append(part.upper() if part in ("mlp", "cnn", "rnn", "lstm", "gru") else part)
    if any(other.split("/", 1)[0] != dataset for other in among):
        remarks.append(DATASETS.get(dataset, dataset))
    return ", ".join([" ".join(words), *remarks])
