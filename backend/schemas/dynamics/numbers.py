"""Numbers with their intervals."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.setting import Strict


class Estimate(Strict):
    """A mean with its 95 % confidence interval, over `n` chips or images, as the field says that has it."""

    mean: float
    low: float
    high: float
    n: int


class Band(Strict):
    """A curve: a mean with its 95 % confidence interval at each x."""

    x: list[float]
    mean: list[float]
    low: list[float]
    high: list[float]
    n: int = Field(description="Chips or images behind each mean, as the field says that has the band.")
