"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Plan:
    threads: int
    repeats: int = 5
    seconds: float = 0.8
    """At least so long is a timed job."""
    images: int = 10_000
    agreement_images: int = 1_000
    agreement_draws: int = 60
    half_width: float = 0.005
    brute_draws: int = 5
    """Draws of a point that are timed for brute force."""
    quick: bool = False


def plan(threads: int, *, quick: bool) -> Plan:
    """The whole, or as little as shows that everything works."""
    whole = Plan(threads)
    if not quick:
        return whole
    return replace(
        whole,
        repeats=2,
        seconds=0.05,
        images=100,
        agreement_images=100,
        agreement_draws=20,
        half_width=0.05,
        brute_draws=2,
        quick=True,
    )
