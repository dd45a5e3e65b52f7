"""Differences between points, paired chip by chip."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

DIFFERENCE_INTERVAL = "t interval of the mean difference over draws that both have, for this test set"


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DifferenceRequest(_Wire):
    """What to compare a run with: exactly one of `baseline` and `other`."""

    run: str
    baseline: str | None = Field(
        None, description="A network of the run: it is subtracted from every other network, at each point."
    )
    other: str | None = Field(None, description="Another run: it is subtracted from this run, at each point that both have.")


class Difference(_Wire):
    """Accuracy of a point minus that of its counterpart, paired by draw (common random numbers)."""

    network: str
    x: float
    y: float | None = None
    difference: float = Field(description="Mean over the draws that both points have.")
    ci_low: float
    ci_high: float
    std_draws: float = Field(description="Standard deviation of the difference over draws.")
    draws: int = Field(description="Draws that both points have; 1 if neither has randomness.")
    separate: bool = Field(description="Whether the interval excludes 0.")


class Differences(_Wire):
    """The comparison of a run with one of its networks, or with another run."""

    against: str = Field(description="The baseline network, or the other run's id.")
    confidence: float
    interval: str = DIFFERENCE_INTERVAL
    items: list[Difference]
