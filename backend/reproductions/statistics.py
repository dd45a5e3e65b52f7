"""Means over chips and training seeds, their differences, and what an interval says of a claim."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.schemas.reproduction import Verdict
from backend.schemas.run import Point
from backend.student_t import t_quantile

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Mean:
    """A mean accuracy, as a fraction, with the variance of the mean and its degrees of freedom.

    `seeds` training seeds and `draws` chips over all of them stand behind it; 0 degrees of freedom: exact.
    """

    value: float
    variance: float
    freedom: float
    seeds: int
    draws: int
    of_seeds: tuple[float, ...] = ()

    @property
    def half_width(self) -> float:
        return 0.0 if not self.freedom else _quantile(self.freedom) * math.sqrt(self.variance)

    @property
    def low(self) -> float:
        return self.value - self.half_width

    @property
    def high(self) -> float:
        return self.value + self.half_width


def over_seeds(points: Sequence[Point]) -> Mean:
    """The mean over the training seeds of one architecture, each a point.

    The variance of seeds' means holds that of training and that of chips. Seeds that agree by accident must not
    promise more than their chips allow, so it is at least the chips' own. One seed alone: its chips decide.
    """
    return _over([point.accuracy for point in points], [_of_chips(point) for point in points], [point.draws for point in points])


def paired(first: Sequence[Point], second: Sequence[Point]) -> Mean:
    """The mean difference of the same networks under two settings: what training seeds have in common cancels.

    The variance is that of `over_seeds`. Chips are taken as independent of each other; where both settings see the same
    chips, that makes the interval too wide rather than too narrow.
    """
    pairs = list(zip(first, second, strict=True))
    gaps = [a.accuracy - b.accuracy for a, b in pairs]
    return _over(gaps, [_of_chips(a) + _of_chips(b) for a, b in pairs], [a.draws for a in first], [b.draws for b in second])


def _over(values: Sequence[float], chips: Sequence[float], *draws: Sequence[int]) -> Mean:
    """Of one value a training seed, each with the variance of its chips; `draws` of each run that is behind the values."""
    count, total = len(values), sum(map(sum, draws))
    value = math.fsum(values) / count
    if count == 1:
        freedom = min(run[0] for run in draws) - 1 if chips[0] else 0
        return Mean(value, chips[0], freedom, 1, total, tuple(values))
    between = math.fsum((one - value) ** 2 for one in values) / (count - 1)
    within = math.fsum(chips) / count
    return Mean(value, max(between, within) / count, count - 1, count, total, tuple(values))


def _of_chips(point: Point) -> float:
    """Variance of one network's mean over chips: what its interval says, which knows of subsets of images and of rounding."""
    if point.ci_high <= point.ci_low:
        return 0.0
    return ((point.ci_high - point.ci_low) / 2 / _quantile(point.draws - 1)) ** 2


def difference(a: Mean, b: Mean) -> Mean:
    """A - b, independent of each other: Welch's interval, with Satterthwaite's degrees of freedom."""
    variance = a.variance + b.variance
    spread = sum(one.variance**2 / one.freedom for one in (a, b) if one.freedom)
    freedom = variance**2 / spread if spread else 0.0
    return Mean(a.value - b.value, variance, freedom, min(a.seeds, b.seeds), a.draws + b.draws)


def exceeds(estimate: Mean, threshold: float = 0.0) -> Verdict:
    """Whether it is above a threshold: decided only where the whole interval lies on one side."""
    if estimate.low > threshold:
        return "holds"
    return "fails" if estimate.high < threshold else "open"


def apart(low: float, high: float, other_low: float, other_high: float) -> Verdict:
    """Whether an interval lies above another: decided only where they do not overlap."""
    return "holds" if low > other_high else "fails" if high < other_low else "open"


def at_least(estimate: Mean, threshold: float) -> Verdict:
    """As `exceeds`, but an exact number that equals the threshold is enough."""
    return "holds" if estimate.low >= threshold else exceeds(estimate, threshold)


def within(estimate: Mean, margin: float) -> Verdict:
    """Whether it is nearer to 0 than a margin."""
    if -margin < estimate.low and estimate.high < margin:
        return "holds"
    return "fails" if estimate.low > margin or estimate.high < -margin else "open"


def combine(verdicts: Sequence[Verdict]) -> Verdict:
    """Of several verdicts, one: it holds if all do; it is open if most are; else it holds partly if some do, fails if most do."""
    count, half = {verdict: list(verdicts).count(verdict) for verdict in ("holds", "partly", "fails", "open")}, len(verdicts) / 2
    if count["holds"] == len(verdicts) and verdicts:
        return "holds"
    if count["open"] > half:
        return "open"
    if count["holds"] or count["partly"]:
        return "partly"
    return "fails" if count["fails"] > half else "open"


def _quantile(freedom: float) -> float:
    return t_quantile(freedom, 0.5 + CONFIDENCE / 2)


def percent(mean: Mean) -> str:
    """Such as "87.13 [86.90, 87.36] %"."""
    if not mean.half_width:
        return f"{100 * mean.value:.2f} %"
    return f"{100 * mean.value:.2f} [{100 * mean.low:.2f}, {100 * mean.high:.2f}] %"


def points(mean: Mean) -> str:
    """A difference in percentage points, such as "+2.1 [+1.2, +3.0] points"."""
    if not mean.half_width:
        return f"{_signed(mean.value)} points"
    return f"{_signed(mean.value)} [{_signed(mean.low)}, {_signed(mean.high)}] points"


def _signed(value: float) -> str:
    return f"{100 * value:+.2f}".replace("-", "\N{MINUS SIGN}")


def over_draws(values: Sequence[float]) -> Mean:
    """Of numbers that each belong to one chip; at least two."""
    count = len(values)
    mean = math.fsum(values) / count
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    return Mean(mean, variance / count, count - 1 if variance else 0, 1, count)
