"""How much better one point is than another, chip by chip."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

DIFFERENCE_INTERVAL = "t interval of the mean difference over draws that both have, for this test set"


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DifferenceRequest(_Wire):
    """Exactly one of `baseline` and `other`."""

    run: str
    baseline: str | None = Field(None, description="A network of the run: every other network less this one, at each place.")
    other: str | None = Field(None, description="Another run: this run less that one, where both have a network and a place.")


class Difference(_Wire):
    """Accuracy of a point less that of what it is compared with, paired by draw: common random numbers."""

    network: str
    x: float
    y: float | None = None
    difference: float = Field(description="Mean over the draws that both have.")
    ci_low: float
    ci_high: float
    std_draws: float = Field(description="Standard deviation of the difference over draws.")
    draws: int = Field(description="Draws that both have; 1 where neither has chance.")
    separate: bool = Field(description="Whether the interval leaves 0 out.")


class Differences(_Wire):
    """The comparison of a run with one of its networks or with another run."""

    against: str = Field(description="The baseline network, or the other run's id.")
    confidence: float
    interval: str = DIFFERENCE_INTERVAL
    items: list[Difference]
