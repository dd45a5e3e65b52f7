"""What the inputs of a network are: an affine map of stored values, which lie in [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Literal, NamedTuple, get_args

AUTO, UNIT, BYTES, SYMMETRIC = "auto", "unit", "bytes", "symmetric"
Channels = Literal["auto", "first", "last"]
ANYWHERE: Channels = "auto"
FIRST: Channels = "first"
LAST: Channels = "last"
CHANNELS: tuple[Channels, ...] = get_args(Channels)
"""Where the channels of a model's input are: as its shape says, before rows and columns, or behind them."""
LARGEST = 1e6
"""Largest mean, and largest factor 1 / std."""
EXPECTED = (
    "auto, unit (0 to 1), bytes (0 to 255), symmetric (-1 to 1), or a mean and a standard deviation such as 0.13,0.31 "
    "(all means, then all deviations, to give one of each for every channel)"
)


class Conversion(NamedTuple):
    """Inputs are `scale` times the stored value, plus `shift`: each one number for all, or one for each channel."""

    scale: tuple[float, ...]
    shift: tuple[float, ...]


_NAMED = {
    UNIT: Conversion((1.0,), (0.0,)),
    BYTES: Conversion((255.0,), (0.0,)),
    SYMMETRIC: Conversion((2.0,), (-1.0,)),
}


def conversion(values: str, channels: int | None = None) -> Conversion | None:
    """Return how inputs follow from stored values in [0, 1]; None for auto.

    Raises ValueError, with what can be given, also if there are numbers for another number of channels.
    """
    if values == AUTO:
        return None
    if values in _NAMED:
        return _NAMED[values]
    try:
        numbers = [float(number) for number in values.split(",")]
    except ValueError:
        numbers = []
    means, deviations = numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
    possible = all(isfinite(mean) and abs(mean) <= LARGEST for mean in means) and all(
        isfinite(deviation) and deviation >= 1 / LARGEST for deviation in deviations
    )
    if not means or len(means) != len(deviations) or not possible:
        raise ValueError(f"must be {EXPECTED}; received {values[:80]!r}")
    if channels is not None and len(means) not in (1, channels):
        raise ValueError(f"must have one mean, or one for each of {channels} channels; received {len(means)} of them")
    return Conversion(
        tuple(1 / deviation for deviation in deviations),
        tuple(0.0 - mean / deviation for mean, deviation in zip(means, deviations, strict=True)),
    )


def standardised(means: Sequence[float], deviations: Sequence[float]) -> str:
    """Return the text of a mean and a standard deviation for each channel, to four digits."""
    return ",".join(f"{number:.4g}" for number in (*means, *deviations))


def in_words(values: str) -> str:
    """Return what the inputs of a network are, for a page."""
    ranges = {UNIT: "0 to 1, as stored", BYTES: "0 to 255", SYMMETRIC: "-1 to 1", AUTO: "not known yet"}
    if values in ranges:
        return ranges[values]
    numbers = values.split(",")
    half = len(numbers) // 2
    return f"(value - mean) / deviation, mean {', '.join(numbers[:half])}, deviation {', '.join(numbers[half:])}"
