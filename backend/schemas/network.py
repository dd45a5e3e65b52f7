"""A network's card: its layers, its training, its accuracy."""

from __future__ import annotations

from math import prod
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from backend.layers import Layer, RecurrentLayer, layer_names
from backend.schemas.families import FamilyId
from backend.schemas.input_values import UNIT, conversion

GUESSING = "is that of guessing"
"""In the note on a network that classifies no better than by chance."""
Origin = Literal["zoo", "trained", "uploaded"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TrainingRecord(_Wire):
    """How a network was trained; enough to train it again."""

    optimiser: str
    learning_rate: float
    batch_size: int
    epochs: int
    seed: int
    images: int = Field(description="Training images.")
    hidden: tuple[int, ...] = Field(
        (), description="Units or filters of the hidden layers, if they are not the usual ones of the family."
    )
    command: str
    date: str = Field(description="ISO 8601 date.")
    history: dict[str, list[float]] = Field(
        default_factory=dict,
        description="For each epoch: loss and accuracy with the training noise, and clean accuracy on training images "
        "without it.",
    )


class NetworkCard(_Wire):
    """The card of one network, as listed by `GET /api/v1/networks`."""

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
        description="Standard deviations of its layer that each weight was clipped to while training; null if it was not, "
        "or if unknown.",
    )
    seed: int | None = Field(None, description="Seed of the training; null if unknown.")
    parameters: int = Field(description="Weights and biases.")
    cells: int = Field(description="Devices on crossbars: two for each weight (differential pair); biases are digital.")
    clean_accuracy: float = Field(description="Fraction of the full test set that is classified correctly without any noise.")
    class_accuracy: tuple[float, ...] | None = Field(
        None, description="Clean accuracy on the images of each class, in the order of the classes; null if it was not measured."
    )
    origin: Origin
    input_shape: tuple[int, ...] = Field(description="(height, width, channels) of one image.")
    input_values: str = Field(
        UNIT,
        description="What its inputs are, of values stored as 0 to 1: unit (as stored), bytes (0 to 255), symmetric (-1 to 1), "
        "or a mean and a standard deviation such as 0.13,0.31. Unless it is unit, the first layer converts them, digitally. auto "
        "while it is not known.",
    )
    layers: tuple[Layer, ...]
    macs: int = Field(description="Multiply-accumulates for one image.")
    weights_sha256: str
    training: TrainingRecord | None = None
    notes: tuple[str, ...] = ()

    @field_validator("input_values")
    @classmethod
    def _known_values(cls, values: str) -> str:
        conversion(values)
        return values

    @property
    def pixels(self) -> int:
        """Number of values of one image."""
        return prod(self.input_shape)

    @property
    def layer_names(self) -> dict[int, str]:
        """Names of the layers with weights, such as "dense_1", by their index among all layers."""
        return layer_names(self.layers)

    @property
    def is_recurrent(self) -> bool:
        """Whether it has a layer with states over time steps."""
        return any(isinstance(layer, RecurrentLayer) for layer in self.layers)

    @property
    def guesses(self) -> bool:
        """Whether its clean accuracy was found to be that of guessing."""
        return any(GUESSING in note for note in self.notes)

    @property
    def name(self) -> str:
        """The id without its data set."""
        return self.id.removeprefix(f"{self.dataset}/")


def dataset_of(network_id: str) -> str:
    """The name of a network's data set, with which its id begins."""
    return network_id.partition("/")[0]


def usual_name(family: str, time_steps: int | None, *, noise: float, weight_noise: float, seed: int) -> str:
    """Return the default name of a network, such as "rnn-t8-noise0.1-wn0.05-s1"; a seed of 0 is left out."""
    parts = [family, *([f"t{time_steps}"] if time_steps else []), f"noise{noise:g}"]
    parts += [f"wn{weight_noise:g}"] if weight_noise else []
    return "-".join([*parts, *([f"s{seed}"] if seed else [])])


class CleanAccuracy(BaseModel):
    """Accuracy on the full test set without any noise, overall and for each class, as fractions."""

    accuracy: float
    by_class: tuple[float, ...]


class TriedInputs(BaseModel):
    """What a network gives on some training images if its inputs are these."""

    input_values: str
    accuracy: float = Field(description="Fraction that is classified correctly, without noise.")
    loss: float = Field(description="Mean cross-entropy of the softmax of its outputs, in nats.")


class Measured(CleanAccuracy):
    """The clean accuracy of an upload, what its inputs are taken to be, and what was tried to find that."""

    input_values: str = UNIT
    tried: tuple[TriedInputs, ...] = Field((), description="Empty if it was said what the inputs are.")


class Histogram(BaseModel):
    """Histogram of the weights of one layer, with equal bins from the smallest weight to the largest."""

    layer: int = Field(description="Index of the layer in the network.")
    kind: str
    low: float
    high: float
    counts: list[int]
    largest: float = Field(description="max |w|, which sets the range that is mapped on the conductances.")
    std: float


class WeightHistograms(BaseModel):
    """Histograms of all crossbars of a network, without biases, which are digital."""

    items: list[Histogram]
    total: int


class NetworkList(BaseModel):
    """All networks."""

    items: list[NetworkCard]
    total: int
