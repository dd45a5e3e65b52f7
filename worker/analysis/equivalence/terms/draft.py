"""What a tool's file says of a setting, before it is asked whether it was compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Draft:
    """A program for another tool, or none, and how it relates to the setting.

    `match` is "equal" if the laws are the same, "size" if only the standard deviation of the weights is, "none" without one.
    """

    match: Literal["equal", "size", "none"]
    program: str = ""
    note: str = ""


def function(imports: Sequence[str], signature: str, docstring: str, body: Sequence[str]) -> str:
    """Return a module of Python with one function."""
    lines = [f"def {signature}:", f'    """{docstring}"""', *(f"    {line}" if line else "" for line in body)]
    return "\n".join([*imports, "", "", *lines])


def prepared(weight_bits: int | None, percentile: float) -> list[str]:
    """Return lines that clip the array `weights` to a percentile of |w|, and round it to levels with one at 0."""
    lines = []
    if percentile < 100:
        lines.append(f"clip = np.percentile(np.abs(weights[weights != 0]), {percentile:g})")
        lines.append("weights = np.clip(weights, -clip, clip)")
    if weight_bits:
        lines.append(f"step = np.abs(weights).max() / {2 ** (weight_bits - 1) - 1}")
        lines.append("weights = np.rint(weights / step) * step")
    return lines


def number(value: float) -> str:
    """Return a number as a program holds it, with six digits."""
    return f"{value:.6g}"
