"""Marks of a logarithmic axis that is not many powers of ten long: plotly.js writes the digits between them alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any

FEW, MANY = (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)


def marks(values: Sequence[float]) -> dict[str, Any]:
    """From the mark below the smallest of some positive values to the one above the largest; nothing for none."""
    if not values:
        return {}
    low, high = min(values), max(values)
    digits = FEW if high > 10 * low else MANY
    powers = range(floor(log10(low)) - 1, floor(log10(high)) + 2)
    possible = [float(f"{digit * 10.0**power:.3g}") for power in powers for digit in digits]
    below, above = max(mark for mark in possible if mark <= low), min(mark for mark in possible if mark >= high)
    shown = [mark for mark in possible if below <= mark <= above]
    return {"tickvals": shown, "ticktext": [f"{mark:g}" for mark in shown]}
