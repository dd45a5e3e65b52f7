"""The zoo as a table for the README: `python -m worker.training.table README.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from backend.networks import zoo_cards
from backend.schemas.network import NetworkCard

BEGIN, END = "<!-- zoo: made by `make tables` -->", "<!-- /zoo -->"
TITLES = {"digits": "Digits", "mnist": "MNIST", "fashion-mnist": "Fashion-MNIST"}
FAMILIES = {
    "mlp": "MLP",
    "cnn": "CNN",
    "lenet5": "LeNet-5",
    "rnn": "RNN",
    "rnn-stacked": "RNN of two layers",
    "rnn-skip": "RNN with a skip connection",
    "skip-rnn": "Skip RNN",
    "lstm": "LSTM",
    "gru": "GRU",
}


def table(cards: Iterable[NetworkCard]) -> str:
    """Clean accuracies in percent on the full test sets: a row for each architecture, a column for each training noise.

    Further training seeds follow the first one's accuracy in brackets.
    """
    known = [card for card in cards if card.training]
    levels = sorted({card.training_noise or 0.0 for card in known})
    rows: dict[tuple[str, str, int], dict[float, list[tuple[int, float]]]] = {}
    for card in known:
        row = rows.setdefault((card.dataset, _architecture(card), card.parameters), {})
        seed = card.training.seed if card.training else 0
        row.setdefault(card.training_noise or 0.0, []).append((seed, 100 * card.clean_accuracy))
    lines = [
        "| data set | architecture | parameters | " + " | ".join(f"noise {level:g}" for level in levels) + " |",
        "| --- | --- | ---: |" + " ---: |" * len(levels),
    ]
    for (dataset, architecture, parameters), row in rows.items():
        cells = [_cell(sorted(row.get(level, []))) for level in levels]
        lines.append(f"| {TITLES[dataset]} | {architecture} | {parameters:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _architecture(card: NetworkCard) -> str:
    parts = [FAMILIES.get(card.family, card.family)]
    parts += [f"T = {card.time_steps}"] if card.time_steps else []
    on_weights = re.search(r"-wn([\d.]+)", card.id)
    return ", ".join([*parts, *([f"weight noise {on_weights[1]}"] if on_weights else [])])


def _cell(found: list[tuple[int, float]]) -> str:
    first, *further = (f"{accuracy:.2f}" for _seed, accuracy in found) if found else ("",)
    return f"{first} ({', '.join(further)})" if further else first


def updated(text: str) -> str:
    """A document with the table between its marks made anew."""
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{table(zoo_cards().values())}\n\n{END}{after}"


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(updated(document.read_text(encoding="utf-8")), encoding="utf-8")
