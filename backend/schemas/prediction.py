"""Accuracy curves that are predicted to first order in the errors, without simulating a chip."""

from __future__ import annotations

from pydantic import Field

from backend.schemas.job import JobContract, JobState
from backend.schemas.setting import Strict
from backend.schemas.spec import Spec


class PredictedCurve(Strict):
    """One network's predicted accuracies, at the values of the request's sweep in their order."""

    network: str
    accuracy: list[float] | None = Field(description="Null where the setting has something that the prediction leaves out.")
    left_out: list[str] = Field(description="What it leaves out, in words of a person; empty if nothing.")
    images: int = Field(description="Test images from whose Jacobians the losses are predicted.")
    clean: float = Field(
        description="Accuracy without noise on all test images of the request: predicted losses are taken from it."
    )
    half_width: float = Field(
        description="Half-width of the 95 % interval that the choice of images leaves, at its widest; of chips it says nothing."
    )


class Prediction(Strict):
    """A request for predicted curves with its state and the curves so far."""

    id: str
    request: Spec
    state: JobState
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    curves: list[PredictedCurve] = Field(description="One for each network, in the order of the request, as they are found.")
    engine_version: str
    error: str | None
    sequence: int

    @property
    def progress(self) -> float:
        """How far it is, from 0 to 1."""
        return len(self.curves) / len(self.request.networks)


class PredictionList(Strict):
    """A page of predictions."""

    items: list[Prediction]
    total: int


PREDICTION_JOBS = JobContract("/predictions", Spec, Prediction, PredictionList)
