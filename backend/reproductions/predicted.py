"""Predicted accuracies beside measured ones, as they are committed."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

PREDICTION = "prediction"
"""Name of the file of this measurement."""
KEPT = 0.95
"""Share of the clean accuracy down to which noise is tolerated: the largest such noise is the network's noise margin."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Compared(_Part):
    """One accuracy, predicted without simulating a chip and measured on simulated chips, with the interval of their mean."""

    network: str
    x: float = Field(description="Value of what the run sweeps; of a margin, sigma.")
    predicted: float
    measured: float
    ci_low: float
    ci_high: float


class OfRun(_Part):
    """A committed run whose points were predicted, or what the prediction leaves out of it."""

    run: str
    parameter: str
    left_out: list[str]
    points: list[Compared]


class NoiseMargin(_Part):
    """The largest noise that keeps 95 % of a network's clean accuracy, predicted and measured; null: none within reach.

    `low` and `high` bound the measured one. `points` are around it, at values that the prediction chose.
    """

    network: str
    kind: str = Field(description="programming or read.")
    clean: float
    predicted: float | None
    measured: float | None
    low: float | None
    high: float | None
    at_measured: float | None = Field(description="Accuracy that is predicted at the measured margin.")
    points: list[Compared]


class PredictionFile(_Part):
    """All that was measured of predictions. `seconds` is the processor time of a network's tables and of a curve then."""

    date: str
    engine_version: str
    images: int
    runs: list[OfRun]
    margins: list[NoiseMargin]
    seconds: dict[str, tuple[float, float]] = Field(description="By network: tables anew; then a curve of 20 points.")


@lru_cache(maxsize=1)
def committed_predictions() -> PredictionFile | None:
    """Return what ships with the program; None where it was not measured."""
    file = files("backend.reproductions") / "results" / f"{PREDICTION}.json"
    return PredictionFile.model_validate_json(file.read_text(encoding="utf-8")) if file.is_file() else None
