"""A network's card, as a user reads it, with its layers."""

from __future__ import annotations

from math import prod
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.layers import Layer
from backend.schemas.families import FamilyId

Origin = Literal["zoo", "trained", "uploaded"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TrainingRecord(_Wire):
    """How a network came to be; enough to train it again."""

    optimiser: str
    learning_rate: float
    batch_size: int
    epochs: int
    seed: int
    images: int = Field(description="Training images.")
    hidden: tuple[int, ...] = Field((), description="Units or filters of the hidden layers, where not the family's usual ones.")
    command: str
    date: str = Field(description="ISO 8601 date.")
    history: dict[str, list[float]] = Field(
        default_factory=dict,
        description="Per epoch: loss and accuracy with the training noise on; clean accuracy on training images, without it.",
    )


class NetworkCard(_Wire):
    """One network as `GET /api/v1/networks` shows it."""

    id: str
    dataset: str
    family: FamilyId
    time_steps: int | None
    training_noise: float | None = Field(
        description="Standard deviation of the gaussian noise at the pre-activations while training; null if unknown."
    )
    weight_noise: float | None = Field(
        None,
        description="Standard deviation of the gaussian noise on the weights while training, as a fraction of max |w|; null if "
        "unknown.",
    )
    weight_clip: float | None = Field(
        None,
        description="Standard deviations of its layer that a weight was clipped to while training; null if it was not, or if "
        "unknown.",
    )
    seed: int | None = Field(None, description="Seed of the training; null if unknown.")
    parameters: int = Field(description="Weights and biases.")
    cells: int = Field(description="Devices on crossbars: two per weight (differential pair); biases are digital.")
    clean_accuracy: float = Field(description="Fraction right on the full test set, without any noise.")
    class_accuracy: tuple[float, ...] | None = Field(
        None, description="The same for the images of each class alone, in order of the classes; null if it was not measured."
    )
    origin: Origin
    input_shape: tuple[int, ...] = Field(description="(height, width, channels) of one image.")
    layers: tuple[Layer, ...]
    macs: int = Field(description="Multiply-accumulates of one image.")
    weights_sha256: str
    training: TrainingRecord | None = None
    notes: tuple[str, ...] = ()

    @property
    def pixels(self) -> int:
        """Values of one image."""
        return prod(self.input_shape)

    @property
    def name(self) -> str:
        """The id without the data set."""
        return self.id.removeprefix(f"{self.dataset}/")


def dataset_of(network_id: str) -> str:
    """The name of a network's data set, with which its id begins."""
    return network_id.partition("/")[0]


def usual_name(family: str, time_steps: int | None, *, noise: float, weight_noise: float, seed: int) -> str:
    """What a network is called where nobody gives it a name, such as rnn-t8-noise0.1-wn0.05-s1; a seed of 0 is not said."""
    parts = [family, *([f"t{time_steps}"] if time_steps else []), f"noise{noise:g}"]
    parts += [f"wn{weight_noise:g}"] if weight_noise else []
    return "-".join([*parts, *([f"s{seed}"] if seed else [])])


class CleanAccuracy(BaseModel):
    """What a network gets right on the full test set without any noise, as fractions."""

    accuracy: float
    by_class: tuple[float, ...]


class Histogram(BaseModel):
    """How often weights of one layer lie in equal steps from the smallest to the largest."""

    layer: int = Field(description="The layer's place in the network.")
    kind: str
    low: float
    high: float
    counts: list[int]
    largest: float = Field(description="max |w|, which sets the range that the weights are mapped on.")
    std: float


class WeightHistograms(BaseModel):
    """All crossbars of one network; biases, which are digital, are left out."""

    items: list[Histogram]
    total: int


class NetworkList(BaseModel):
    items: list[NetworkCard]
    total: int
