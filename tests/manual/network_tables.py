"""The zoo and the kinds of layers as tables."""

from __future__ import annotations

import json

from backend.datasets import SOURCES, record_of
from backend.layers import KINDS
from backend.networks import zoo_cards
from backend.schemas.families import FAMILIES
from backend.schemas.network import NetworkCard
from tests.manual.marks import table


def datasets() -> str:
    """A row for each data set, and below them who made each and where it comes from."""
    found = [source.record for source in SOURCES.values()]
    rows: list[list[object]] = [
        [
            one.short_title,
            f"`{one.name}`",
            " × ".join(map(str, one.shape)),
            len(one.classes),
            f"{one.train_images:,}",
            f"{one.test_images:,}",
            one.licence,
        ]
        for one in found
    ]
    heads = ["data set", "id", "shape", "classes:", "to train on:", "to test on:", "licence"]
    words = [f"- **{one.short_title}**: {one.citation} ({one.year}). {one.source}" for one in found]
    return "\n\n".join([table(heads, rows), "\n".join(words)])


def zoo() -> str:
    """Clean accuracies in percent on the full test sets: a row for each architecture, a column for each training noise.

    Further training seeds follow the first one's accuracy in brackets.
    """
    known = [card for card in zoo_cards().values() if card.training]
    levels = sorted({card.training_noise or 0.0 for card in known})
    found: dict[tuple[str, str, int], dict[float, list[tuple[int, float]]]] = {}
    for card in known:
        line = found.setdefault((record_of(card.dataset).short_title, _architecture(card), card.parameters), {})
        line.setdefault(card.training_noise or 0.0, []).append((card.seed or 0, 100 * card.clean_accuracy))
    rows: list[list[object]] = [
        [title, architecture, f"{parameters:,}", *(_cell(sorted(line.get(level, []))) for level in levels)]
        for (title, architecture, parameters), line in found.items()
    ]
    return table(["data set", "architecture", "parameters:", *(f"noise {level:g}:" for level in levels)], rows)


def layers() -> str:
    """A row for each kind of layer: its settings with their defaults, what it does, and from which Keras layers it is read."""
    rows: list[list[object]] = []
    for name, kind in KINDS.items():
        settings = [
            f"`{field}`" if info.is_required() else f"`{field}` = {json.dumps(info.default)}"
            for field, info in kind.model_fields.items()
            if field not in ("kind", "inputs")
        ]
        rows.append([f"`{name}`", ", ".join(settings), kind.sentence, ", ".join(kind.keras_classes[:1])])
    equations = [f"- **{kind.title}**: {' '.join(kind.__doc__.split())}" for kind in KINDS.values() if kind.__doc__]
    return "\n\n".join([table(["kind", "settings", "what it does", "from Keras"], rows), "\n".join(equations)])


def _architecture(card: NetworkCard) -> str:
    parts = [FAMILIES[card.family].words]
    parts += [f"T = {card.time_steps}"] if card.time_steps else []
    return ", ".join([*parts, *([f"weight noise {card.weight_noise:g}"] if card.weight_noise else [])])


def _cell(found: list[tuple[int, float]]) -> str:
    first, *further = (f"{accuracy:.2f}" for _seed, accuracy in found) if found else ("",)
    return f"{first} ({', '.join(further)})" if further else first
