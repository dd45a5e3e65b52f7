"""Networks as people say them."""

from __future__ import annotations

from collections.abc import Iterable

CLASSES = {
    "digits": tuple("0123456789"),
    "mnist": tuple("0123456789"),
    "fashion-mnist": ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
}
DATASETS = {"digits": "Digits (8 x 8)", "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}

SHORT = ("mlp", "cnn", "rnn", "lstm", "gru")


def family_name(family: str) -> str:
    """rnn-stacked as "RNN stacked", lenet5 as "LeNet-5"."""
    if family == "lenet5":
        return "LeNet-5"
    return " ".join(part.upper() if part in SHORT else part for part in family.split("-"))


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
        elif part.startswith("wn") and part[2:3].isdigit():
            remarks.append(f"weight noise {100 * float(part[2:]):g} %")
        elif part.isdigit():
            remarks.append(f"no. {part}")
        elif part[:1] == "s" and part[1:].isdigit():
            remarks.append(f"seed {part[1:]}")
        else:
            words.append(family_name(part))
    if any(other.split("/", 1)[0] != dataset for other in among):
        remarks.append(DATASETS.get(dataset, dataset))
    return ", ".join([" ".join(words), *remarks])
