"""Where accuracy crosses a target: bisection on a sampler, with an interval on the answer.

The interval holds every value at which the target lies inside the interval of
the measured accuracy: a test at each value, inverted. As long as accuracy moves
one way, the true crossing is in it at least as often as the sampler's own
intervals cover: as often with common random numbers at all values, more often
with fresh ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from worker.design.measurement import Measurement

Measure = Callable[[float], Measurement]
Passes = Callable[[Measurement], bool]
Outcome = Literal["found", "everywhere", "nowhere"]


@dataclass(frozen=True)
class Answer:
    """The crossing in [low, high] of the search, or that there is none.

    `value` is the last value on the good side by the mean (None if nowhere).
    From `ci_low` to `ci_high` the measurements cannot tell; an end equals the
    search's end where even that is not decided. `measured` has every value
    asked for, in order of the value. `monotone` is False if two of them
    contradict a one-way course by more than their intervals.
    """

    outcome: Outcome
    value: float | None
    ci_low: float
    ci_high: float
    target: float
    measured: tuple[tuple[float, Measurement], ...]
    monotone: bool


def largest(measure: Measure, *, target: float, low: float, high: float, tolerance: float) -> Answer:
    """The largest value in [low, high] with accuracy >= target, for accuracy that falls with the value (noise).

    `tolerance` is the width at which bisection stops, in units of the value.
    """
    _check(low, high)
    if tolerance <= 0:
        raise ValueError(f"tolerance must be greater than 0; received {tolerance}")

    def middle(a: float, b: float) -> float | None:
        return (a + b) / 2 if b - a > tolerance else None

    return _search(measure, target, low, high, middle, rising=False)


def fewest(measure: Callable[[int], Measurement], *, target: float, low: int, high: int) -> Answer:
    """The smallest whole number in [low, high] with accuracy >= target, for accuracy that rises with it (bits)."""
    _check(low, high)

    def middle(a: float, b: float) -> float | None:
        return float((int(a) + int(b)) // 2) if abs(b - a) > 1 else None

    return _search(lambda value: measure(int(value)), target, float(low), float(high), middle, rising=True)


def _search(
    measure: Measure, target: float, low: float, high: float, middle: Callable[[float, float], float | None], *, rising: bool
) -> Answer:
    known: dict[float, Measurement] = {}

    def at(value: float) -> Measurement:
        if value not in known:
            known[value] = measure(value)
        return known[value]

    good, bad = (high, low) if rising else (low, high)
    by_mean = _crossing(at, lambda one: one.accuracy >= target, good, bad, middle)
    surely = _crossing(at, lambda one: one.ci_low >= target, good, bad, middle)
    perhaps = _crossing(at, lambda one: one.ci_high >= target, good, bad, middle)
    outcome: Outcome = "found"
    if by_mean.last_good is None:
        outcome = "nowhere"
    elif by_mean.first_bad is None:
        outcome = "everywhere"
    ends = (
        surely.last_good if surely.last_good is not None else good,
        perhaps.first_bad if perhaps.first_bad is not None else bad,
    )
    return Answer(
        outcome=outcome,
        value=by_mean.last_good,
        ci_low=min(ends),
        ci_high=max(ends),
        target=target,
        measured=tuple(sorted(known.items(), key=lambda pair: pair[0])),
        monotone=_is_monotone(known, rising=rising),
    )


@dataclass(frozen=True)
class _Crossing:
    last_good: float | None
    first_bad: float | None


def _crossing(at: Measure, passes: Passes, good: float, bad: float, middle: Callable[[float, float], float | None]) -> _Crossing:
    """Between an end that should pass and one that should not."""
    if not passes(at(good)):
        return _Crossing(None, good)
    if passes(at(bad)):
        return _Crossing(bad, None)
    while (value := middle(min(good, bad), max(good, bad))) is not None:
        if passes(at(value)):
            good = value
        else:
            bad = value
    return _Crossing(good, bad)


def _is_monotone(known: dict[float, Measurement], *, rising: bool) -> bool:
    """No later value is on the wrong side of an earlier one with intervals apart."""
    course = [known[value] for value in sorted(known, reverse=rising)]
    lowest_high = float("inf")
    for one in course:
        if one.ci_low > lowest_high:
            return False
        lowest_high = min(lowest_high, one.ci_high)
    return True


def _check(low: float, high: float) -> None:
    if not low < high:
        raise ValueError(f"low must be less than high; received {low} and {high}")
