"""A network: its layers as the engine reads them, and its card as a user reads it."""

from __future__ import annotations

from math import prod
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Activation = Literal["relu", "linear"]
Family = Literal["mlp", "cnn", "lenet5", "rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru", "custom"]
Origin = Literal["zoo", "trained", "uploaded"]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DenseLayer(_Wire):
    """z = x W + b. Arrays: `kernel` (inputs, units), `bias` (units,)."""

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=65536)
    activation: Activation = "relu"


class Conv2DLayer(_Wire):
    """Stride 1, channels last. Arrays: `kernel` (height, width, channels, filters), `bias` (filters,)."""

    kind: Literal["conv2d"] = "conv2d"
    filters: int = Field(ge=1, le=4096)
    kernel_size: int = Field(ge=1, le=15)
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "relu"


class MaxPool2DLayer(_Wire):
    """Window and stride are `size`; a remainder at the border is dropped."""

    kind: Literal["max_pool2d"] = "max_pool2d"
    size: int = Field(2, ge=1, le=15)


class FlattenLayer(_Wire):
    kind: Literal["flatten"] = "flatten"


class RNNLayer(_Wire):
    """h_t = relu(x_t W + h_(t-1) U + b), h_0 = 0; x_t is chunk t of the flattened input; gives h_T.

    Arrays: `kernel` (pixels / time_steps, units), `recurrent` (units, units), `bias` (units,).
    """

    kind: Literal["rnn"] = "rnn"
    units: int = Field(ge=1, le=65536)
    time_steps: int = Field(ge=1, le=4096)


Layer = Annotated[DenseLayer | Conv2DLayer | MaxPool2DLayer | FlattenLayer | RNNLayer, Field(discriminator="kind")]


class TrainingRecord(_Wire):
    """How a network came to be; enough to train it again."""

    optimiser: str
    learning_rate: float
    batch_size: int
    epochs: int
    seed: int
    images: int = Field(description="Training images.")
    command: str
    date: str = Field(description="ISO 8601 date.")
    history: dict[str, list[float]] = Field(
        default_factory=dict, description="Per epoch: loss, accuracy, and clean accuracy on held-out images."
    )


class NetworkCard(_Wire):
    """One network as `GET /api/v1/networks` shows it."""

    id: str
    dataset: str
    family: Family
    time_steps: int | None
    training_noise: float | None = Field(
        description="Standard deviation of the gaussian noise at the pre-activations while training; null if unknown."
    )
    parameters: int = Field(description="Weights and biases.")
    cells: int = Field(description="Devices on crossbars: two per weight (differential pair); biases are digital.")
    clean_accuracy: float = Field(description="Fraction right on the full test set, without any noise.")
    origin: Origin
    input_shape: tuple[int, ...] = Field(description="(height, width, channels) of one image.")
    layers: tuple[Layer, ...]
    macs: int = Field(description="Multiply-accumulates of one image.")
    weights_sha256: str
    training: TrainingRecord | None = None
    notes: tuple[str, ...] = ()

    @property
    def pixels(self) -> int:
        return prod(self.input_shape)


class NetworkList(BaseModel):
    items: list[NetworkCard]
    total: int
