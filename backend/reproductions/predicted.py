"""Predicted accuracies beside measured ones, as they are committed."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

PREDICTION = "prediction"
"""Name of the file of this measurement."""
KEPT = 0.95
"""Share of the clean accuracy down to which noise is tolerated: the largest such noise is the network's noise margin."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Compared(_Part):
    """One accuracy, predicted without simulating a chip and measured on simulated chips, with the interval of their mean."""

    x: float = Field(description="Value of what the run sweeps; of a margin, sigma.")
    predicted: float
    measured: float
    ci_low: float
    ci_high: float


class NoiseMargin(_Part):
    """The largest noise that keeps 95 % of a network's clean accuracy, predicted and measured; null: none within reach.

    `low` and `high` bound the measured one. `points` are around it, at values that the prediction chose.
    """

    kind: str = Field(description="programming or read.")
    clean: float
    predicted: float | None
    measured: float | None
    low: float | None
    high: float | None
    at_measured: float | None = Field(description="Accuracy that is predicted at the measured margin.")
    points: list[Compared]


class PredictedNetwork(_Part):
    """All that was measured of one network. Times are seconds of one processor core."""

    network: str
    tables_s: float = Field(description="To find gradients anew.")
    curve_s: float = Field(description="To predict a curve of 20 points then.")
    runs: dict[str, list[Compared]] = Field(description="Points of committed runs, by the name of the run.")
    left_out: dict[str, list[str]] = Field(description="What is left out of other runs.")
    margins: list[NoiseMargin]


class PredictionFile(_Part):
    """All that was measured of predictions. `method` is raised where predictions change."""

    date: str
    engine_version: str
    method: int
    images: int
    networks: list[PredictedNetwork]


@lru_cache(maxsize=1)
def committed_predictions() -> PredictionFile | None:
    """Return what ships with the program; None where it was not measured."""
    return predictions_in(files("backend.reproductions") / "results")


def predictions_in(folder: Traversable | Path) -> PredictionFile | None:
    """Return the measurement in a folder, if there is one."""
    file = folder / f"{PREDICTION}.json"
    return PredictionFile.model_validate_json(file.read_text(encoding="utf-8")) if file.is_file() else None
