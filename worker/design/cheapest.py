"""The cheapest network that is accurate enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from worker.design.measurement import Measurement


@dataclass(frozen=True)
class Candidate:
    """A network at the chosen noise."""

    network: str
    energy_pj: float
    measurement: Measurement


@dataclass(frozen=True)
class Choice:
    """`certain` holds the target by the whole interval, `likely` by its mean; None: no network does.

    `likely` costs at most as much.
    """

    certain: Candidate | None
    likely: Candidate | None


def cheapest(candidates: Sequence[Candidate], *, target: float) -> Choice:
    """Of equal energies the more accurate network, then the first by name."""
    ordered = sorted(candidates, key=lambda one: (one.energy_pj, -one.measurement.accuracy, one.network))
    return Choice(
        certain=next((one for one in ordered if one.measurement.ci_low >= target), None),
        likely=next((one for one in ordered if one.measurement.accuracy >= target), None),
    )
