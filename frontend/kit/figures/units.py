"""Energies, times and conductances as people say them."""

from __future__ import annotations

import re


def unit_of(largest_pj: float) -> tuple[str, float]:
    """A unit in which the largest of some energies is between 1 and 1000, and the factor from pJ."""
    for unit, scale in (("pJ", 1.0), ("nJ", 1e-3), ("µJ", 1e-6)):
        if largest_pj * scale < 1000:
            return unit, scale
    return "mJ", 1e-9


def in_joules(picojoules: float) -> str:
    unit, scale = unit_of(picojoules)
    return f"{picojoules * scale:.3g} {unit}"


AGES = {1: "1 s", 10: "10 s", 60: "1 min", 600: "10 min", 3600: "1 h", 36_000: "10 h", 86_400: "1 day"} | {
    864_000: "10 days",
    8_640_000: "100 days",
    31_536_000: "1 year",
}
"""Marks of an axis of ages, in seconds."""


def in_time(seconds: float) -> str:
    """Such as "40 s", "2.5 h", "12 days" or "3.2 years"."""
    for unit, size in (("s", 1), ("min", 60), ("h", 3600)):
        if seconds < 120 * size or (unit == "h" and seconds < 48 * 3600):
            return f"{seconds / size:.2g} {unit}"
    return f"{seconds / 86_400:.3g} days" if seconds < 1000 * 86_400 else f"{seconds / 31_536_000:.2g} years"


def micro(text: str) -> str:
    """A text with µS and µA where a table or a source says uS and uA."""
    return re.sub(r"\bu(?=[SA]\b)", "µ", text)


def signed(value: float) -> str:
    """A number of points to one decimal, with a minus sign rather than a hyphen, and no sign at zero."""
    text = f"{value:.1f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "\N{MINUS SIGN}")
