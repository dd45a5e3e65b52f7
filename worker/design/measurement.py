"""What a sampler answers, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Measurement:
    """Mean accuracy over draws with its confidence interval, as fractions."""

    accuracy: float
    ci_low: float
    ci_high: float

    def __post_init__(self) -> None:
        if not self.ci_low <= self.accuracy <= self.ci_high:  # NaN fails too
            raise ValueError(f"accuracy must lie in its interval; received {self.accuracy} and [{self.ci_low}, {self.ci_high}]")


@dataclass(frozen=True)
class Target:
    """The least accuracy: absolute, or as a share of the clean accuracy."""

    value: float
    kind: Literal["absolute", "share"] = "share"

    def __post_init__(self) -> None:
        if not 0 < self.value <= 1:
            raise ValueError(f"target must be greater than 0 and at most 1; received {self.value}")

    def accuracy(self, clean: float) -> float:
        return self.value if self.kind == "absolute" else self.value * clean
