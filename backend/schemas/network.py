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

    With a `lag` k, h_(t-k) S is added too (a temporal skip connection; h is 0 before the first step).
    Arrays: `kernel` (pixels / time_steps, units), `recurrent` (units, units), with a lag `skip` (units, units),
    `bias` (units,).
    """

    kind: Literal["rnn"] = "rnn"
    units: int = Field(ge=1, le=65536)
    time_steps: int = Field(ge=1, le=4096)
    lag: int | None = Field(None, ge=2, le=4096)
    return_sequences: bool = Field(False, description="Gives h_1 ... h_T, for another recurrent layer, instead of h_T.")


class SkipRNNLayer(_Wire):
    """A ReLU RNN with a binary gate that may skip steps (Campos et al., ICLR 2018).

    u_t = round(v_t), v_1 = 1; s_t = u_t relu(x_t W + s_(t-1) U + b) + (1 - u_t) s_(t-1), s_0 = 0;
    d_t = sigmoid(s_t g + c); v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1). Gives s_T.
    Arrays: `kernel` (pixels / time_steps, units), `recurrent` (units, units), `bias` (units,), `gate` (units, 1),
    `gate_bias` (1,).
    """

    kind: Literal["skip_rnn"] = "skip_rnn"
    units: int = Field(ge=1, le=65536)
    time_steps: int = Field(ge=1, le=4096)


class LSTMLayer(_Wire):
    """Gates i, f, candidate c, o in this order, as in Keras; gives h_T.

    Arrays: `kernel` (pixels / time_steps, 4 units), `recurrent` (units, 4 units), `bias` (4 units,).
    """

    kind: Literal["lstm"] = "lstm"
    units: int = Field(ge=1, le=16384)
    time_steps: int = Field(ge=1, le=4096)


class GRULayer(_Wire):
    """Gates z, r and candidate in this order, the reset gate after the product, as in Keras; gives h_T.

    Arrays: `kernel` (pixels / time_steps, 3 units), `recurrent` (units, 3 units), `bias` (3 units,) of the input,
    `recurrent_bias` (3 units,).
    """

    kind: Literal["gru"] = "gru"
    units: int = Field(ge=1, le=16384)
    time_steps: int = Field(ge=1, le=4096)


RecurrentLayer = RNNLayer | SkipRNNLayer | LSTMLayer | GRULayer
Layer = Annotated[
    DenseLayer | Conv2DLayer | MaxPool2DLayer | FlattenLayer | RNNLayer | SkipRNNLayer | LSTMLayer | GRULayer,
    Field(discriminator="kind"),
]


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
        default_factory=dict,
        description="Per epoch: loss and accuracy with the training noise on; clean accuracy on training images, without it.",
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
        return prod(self.input_shape)


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
