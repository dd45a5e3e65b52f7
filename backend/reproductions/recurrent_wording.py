"""Recurrent networks among the measurements, and their numbers as text."""

from __future__ import annotations

from collections.abc import Sequence

from backend.reproductions.measurements import Measurements
from backend.reproductions.recurrent import NetworkNumbers
from backend.schemas.dynamics import Estimate


def networks_of(measured: Measurements, datasets: Sequence[str], names: Sequence[str]) -> list[NetworkNumbers]:
    """Return what was measured of these networks of these data sets, in this order. Raises NotMeasured."""
    found = measured.recurrent
    return [found[network] for dataset in datasets for name in names if (network := f"{dataset}/{name}") in found]


def estimate(found: Estimate | None) -> str:
    """Such as "0.41 [0.35, 0.47]"; a dash for none."""
    if found is None:
        return "\N{EN DASH}"
    return f"{number(found.mean)} [{number(found.low)}, {number(found.high)}]"


def number(value: float | None) -> str:
    """To three digits; a dash for none."""
    return "\N{EN DASH}" if value is None else f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
