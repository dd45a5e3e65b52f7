"""Energies as people say them."""

from __future__ import annotations


def unit_of(largest_pj: float) -> tuple[str, float]:
    """A unit in which the largest of some energies is between 1 and 1000, and the factor from pJ."""
    for unit, scale in (("pJ", 1.0), ("nJ", 1e-3), ("µJ", 1e-6)):
        if largest_pj * scale < 1000:
            return unit, scale
    return "mJ", 1e-9


def in_joules(picojoules: float) -> str:
    unit, scale = unit_of(picojoules)
    return f"{picojoules * scale:.3g} {unit}"
