"""Measurements taken in turns, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The median of repeated measurements, with the least and the greatest."""

    median: float
    least: float
    greatest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))

    @classmethod
    def single(cls, value: float) -> Spread:
        """Of what was measured once."""
        return cls(value, value, value)


def take_turns(jobs: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """What each job gives in each of `repeats` rounds. Every other round goes backwards: no job is always first."""
    given: dict[str, list[float]] = {name: [] for name in jobs}
    for round_ in range(repeats):
        for name in list(jobs)[:: -1 if round_ % 2 else 1]:
            given[name].append(jobs[name]())
    return given


def ratio(of: Sequence[float], to: Sequence[float]) -> Spread:
    """`of` / `to`, taken round by round: what slows a whole round slows both."""
    return Spread.of([one / other for one, other in zip(of, to, strict=True)])
