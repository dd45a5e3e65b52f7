"""Trainings: requests and progress."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.dataset import ALWAYS_HERE, MOST_TIME_STEPS
from backend.schemas.families import TrainableFamily
from backend.schemas.job import JobContract, JobState

Units = Annotated[int, Field(ge=1, le=4096)]


class RecipeFields(BaseModel):
    """Everything that a training depends on: equal recipes train equal networks."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    dataset: str = Field(ALWAYS_HERE, max_length=40)
    family: TrainableFamily = "mlp"
    hidden: tuple[Units, ...] = Field(
        (), max_length=8, description="Units or filters of the hidden layers; empty: the usual ones of the family."
    )
    time_steps: int | None = Field(
        None,
        ge=1,
        le=MOST_TIME_STEPS,
        description="T, for recurrent families: number of chunks that an image is cut into, a divisor of its pixels; a "
        "sequence has its own.",
    )
    noise: float = Field(0.0, ge=0, le=10, description="Standard deviation of the gaussian noise at every pre-activation.")
    weight_noise: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Standard deviation of gaussian noise on the weights, new in every batch, as a fraction of max |w|.",
    )
    weight_clip: float | None = Field(
        None,
        gt=0,
        le=20,
        description="After every update, weights are clipped to this number of standard deviations of their layer.",
    )
    optimiser: Literal["adam", "rmsprop", "sgd"] = "adam"
    learning_rate: float = Field(0.001, gt=0, le=10)
    batch_size: int = Field(128, ge=1, le=4096)
    epochs: int = Field(10, ge=1, le=1000)
    seed: int = Field(0, ge=0, le=2**31 - 1)

    def command(self) -> str:
        """Return the command that trains this network."""
        parts = [f"mhoscope train --dataset {self.dataset} --family {self.family}"]
        if self.time_steps:
            parts.append(f"--time-steps {self.time_steps}")
        if self.hidden:
            parts.append(f"--hidden {','.join(map(str, self.hidden))}")
        parts.append(f"--noise {self.noise:g}")
        if self.weight_noise:
            parts.append(f"--weight-noise {self.weight_noise:g}")
        if self.weight_clip:
            parts.append(f"--weight-clip {self.weight_clip:g}")
        parts.append(f"--optimiser {self.optimiser} --learning-rate {self.learning_rate:g}")
        parts.append(f"--batch-size {self.batch_size} --epochs {self.epochs} --seed {self.seed}")
        return " ".join(parts)


class TrainingRequest(RecipeFields):
    """The body of `POST /api/v1/trainings`."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]*$", max_length=80)] | None = Field(
        None, description="Name of the network, whose id is dataset/name; null: made from family, T, noise and seed."
    )


class Training(BaseModel):
    """A training with its state and progress."""

    model_config = ConfigDict(extra="forbid")

    id: str
    network: str = Field(description="Id of the trained network, which exists once the state is done.")
    recipe: RecipeFields
    state: JobState
    created_at: str = Field(description="ISO 8601, UTC.")
    finished_at: str | None
    epoch: int = Field(description="Number of completed epochs.")
    progress: float = Field(ge=0, le=1)
    eta_s: float | None = Field(description="Estimated seconds left, from the pace so far.")
    history: dict[str, list[float]] = Field(
        description="For each epoch: loss and accuracy with the training noise, and clean accuracy on training images without it."
    )
    clean_accuracy: float | None = Field(description="Accuracy on the full test set without noise, once the training is done.")
    error: str | None = Field(description="Why it failed, and what to do.")
    command: str = Field(description="The command that trains the same network.")
    sequence: int = Field(description="Grows with every change; the id of the latest event.")


class TrainingList(BaseModel):
    """A page of trainings."""

    items: list[Training]
    total: int


TRAINING_JOBS = JobContract("/trainings", TrainingRequest, Training, TrainingList)
