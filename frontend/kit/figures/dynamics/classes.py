"""Classes of a data set as colours and names."""

from __future__ import annotations

from collections.abc import Sequence

from backend.schemas.dynamics import Trajectories
from frontend.kit.theme import SERIES, Scheme
from frontend.kit.titles import class_names

# After the seven of series three more, which keep their distance from them in both themes.
MORE: dict[Scheme, tuple[str, ...]] = {
    "light": ("#882255", "#8A8A1F", "#7B4DD8"),
    "dark": ("#F2777F", "#B9B85E", "#B49BFF"),
}
MOST_CLASSES = 10
"""Drawn at once."""


def class_colour(scheme: Scheme, place: int) -> str:
    """Of the class at a place among those that are drawn."""
    palette = (*SERIES[scheme], *MORE[scheme])
    return palette[place % len(palette)]


def places(labels: Sequence[int]) -> dict[int, int]:
    """Where the colour of each class is: at its label while there is room, so that a missing class changes no other's."""
    room = all(label < MOST_CLASSES for label in labels)
    return {label: label if room else place for place, label in enumerate(labels)}


def class_title(dataset: str, label: int) -> str:
    """The name of a class, or its number where the data set is not known."""
    names = class_names(dataset)
    return names[label] if label < len(names) else str(label)


def drawn_classes(found: Trajectories) -> list[int]:
    """Labels that are drawn: in their order, at most ten."""
    return sorted({path.label for path in found.paths} | set(found.class_means))[:MOST_CLASSES]
