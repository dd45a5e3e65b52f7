"""Comparisons that several claims make: one architecture against another, at one place of a run."""

from __future__ import annotations

from collections.abc import Callable

from backend.reproductions.measurements import Measurements
from backend.reproductions.statistics import Mean, difference, exceeds, percent, points
from backend.reproductions.wording import DATA_SETS, title
from backend.schemas.reproduction import Finding, Verdict

Rule = Callable[[Mean], Verdict]


def compare(measured: Measurements, run: str, first: str, second: str, x: float, *, choice: str, rule: Rule = exceeds) -> Finding:
    """Whether one's accuracy less another's satisfies a rule; by default, whether it is above 0."""
    a, b = measured.mean(run, first, x), measured.mean(run, second, x)
    gap = difference(a, b)
    names = f"{DATA_SETS[measured.dataset(run)]}: {title(first)} {percent(a)}, {title(second)} {percent(b)}"
    seeds = f"{gap.seeds} training seed{'s' if gap.seeds > 1 else ''} each"
    return Finding(choice=choice, verdict=rule(gap), evidence=f"{names}, difference {points(gap)} ({seeds})")
