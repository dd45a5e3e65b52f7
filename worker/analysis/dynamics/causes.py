"""What makes the hidden states of a chip differ from those of an ideal one, cause by cause."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from backend.options import causes
from worker.analysis.attribution.switches import causes_in, with_only
from worker.crossbar import Conditions

ALL = "all"
"""In place of a cause: everything that the conditions have."""
ALONE: tuple[tuple[Collection[causes.Cause], bool], ...] = (
    ((causes.PROGRAMMING, causes.DRIFT), True),
    ((causes.READ,), False),
    ((causes.IMAGES,), False),
)
"""What is looked at alone, named after its first cause, and whether its errors are the same at all time steps."""
REDRAWN = frozenset({causes.READ, causes.TELEGRAPH, causes.THERMAL, causes.IMAGES})
"""Causes whose errors are not the same at all time steps."""


@dataclass(frozen=True)
class Cause:
    """One cause alone, or all of them, as conditions of a chip."""

    id: str
    title: str
    frozen: bool | None
    """Whether its errors are the same at all time steps; None: some are."""
    conditions: Conditions


def causes_of(conditions: Conditions) -> list[Cause]:
    """Return each cause that is on, then all together; nothing for an ideal chip that is shown the images as they are.

    Programming error with the drift of a device, read noise and test-set noise stand alone; what else is on is in the last one.
    """
    on = causes_in([conditions, *(layer for _index, layer in conditions.by_layer)])
    if not on:
        return []
    alone = [
        Cause(first.id, first.title, frozen, with_only(conditions, on.intersection(group)))
        for group, frozen in ALONE
        if (first := next(iter(group))) in on
    ]
    redrawn = on & REDRAWN
    whole = with_only(conditions, on)
    frozen = alone[0].frozen if len(alone) == 1 and alone[0].conditions == whole else None if redrawn else True
    return [*alone, Cause(ALL, "All together", frozen, whole)]


def number_of_kinds(conditions: Conditions) -> int:
    """Return how many different conditions the causes have: where there is one cause alone, it is all together."""
    return len({cause.conditions for cause in causes_of(conditions)})
