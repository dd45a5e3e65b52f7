"""The noise margin of a network: the largest programming error with which it keeps 95 % of its clean accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from backend.reproductions.measurements import Measurements, NotMeasured
from backend.reproductions.predicted import KEPT
from backend.reproductions.runs import DIGITS_RECURRENT
from backend.schemas.network import dataset_of
from backend.schemas.run import Point

RUNS = ("programming", "levels", "time-steps-programming", "time-steps-margins", "recurrent-programming")
"""Runs of each data set that sweep programming error alone."""


@dataclass(frozen=True)
class Margin:
    """A noise margin as a fraction of the weight range, with the interval that those of the accuracies leave.

    `beyond` says that the accuracy is kept at the largest sigma that was measured, which then stands for the margin.
    """

    network: str
    value: float
    low: float
    high: float
    beyond: bool

    def percent(self) -> str:
        """Such as "2.81 [2.51, 3.08] %"."""
        shown = f"{100 * self.value:.2f} [{100 * self.low:.2f}, {100 * self.high:.2f}] %"
        return f"above {shown}" if self.beyond else shown


def margin_of(measured: Measurements, network: str) -> Margin:
    """Return the margin of a network, linear between the sigmas at which it was measured. Raises NotMeasured."""
    dataset = dataset_of(network)
    names = (DIGITS_RECURRENT,) if dataset == "digits" else tuple(f"{dataset}-{run}" for run in RUNS)
    found: dict[float, Point] = {}
    for name in names:
        if name in measured.runs and network in measured.runs[name].spec.networks:
            for x in measured.values(name):
                point = measured.point(name, network, x)
                if x not in found or found[x].draws < point.draws:
                    found[x] = point
    if len(found) < 3 or 0.0 not in found:
        raise NotMeasured(f"the noise margin of {network}")
    places = sorted(found)
    least = KEPT * found[0.0].accuracy
    value, low, high = (
        _crossing([(x, getattr(found[x], end)) for x in places], least) for end in ("accuracy", "ci_low", "ci_high")
    )
    return Margin(network, value, min(low, value), max(high, value), beyond=found[places[-1]].accuracy >= least)


def _crossing(curve: list[tuple[float, float]], least: float) -> float:
    """Return where a curve first falls below a level; its end if it never does."""
    for (x, above), (following, below) in pairwise(curve):
        if below < least:
            return x if above <= least else x + (following - x) * (above - least) / (above - below)
    return curve[-1][0]
