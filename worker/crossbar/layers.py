"""A trained network as plain arrays: what is to be put on crossbars.

Symbols used in this package: n images, m inputs (rows of an array), p outputs
(columns), T time steps. All arrays are float32; images are (n, height, width,
channels) with values in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Activation = Literal["relu", "linear"]


@dataclass(frozen=True, eq=False)
class Dense:
    """z = x W + b. `kernel` (m, p), `bias` (p,)."""

    kernel: Floats
    bias: Floats
    activation: Activation = "relu"


@dataclass(frozen=True, eq=False)
class Conv2D:
    """Stride 1, channels last. `kernel` (height, width, channels, filters), `bias` (filters,)."""

    kernel: Floats
    bias: Floats
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "relu"


@dataclass(frozen=True)
class MaxPool2D:
    """Window and stride are `size`; a remainder at the border is dropped."""

    size: int = 2


@dataclass(frozen=True)
class Flatten:
    """(n, height, width, channels) to (n, pixels)."""


@dataclass(frozen=True, eq=False)
class RNN:
    """h_t = relu(x_t W + h_(t-1) U + b), h_0 = 0, and x_t is chunk t of the flattened image; gives h_T.

    One crossbar [W; U] is used at every time step. `kernel` (pixels / T, p), `recurrent` (p, p), `bias` (p,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int


Layer = Dense | Conv2D | MaxPool2D | Flatten | RNN
Weighted = Dense | Conv2D | RNN


@dataclass(frozen=True, eq=False)
class Network:
    """Layers in order, and the (height, width, channels) of one image."""

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]


def matrix(layer: Weighted) -> Floats:
    """The layer's weights as they lie on one array: (m, p)."""
    if isinstance(layer, RNN):
        return np.concatenate([layer.kernel, layer.recurrent])
    return np.ascontiguousarray(layer.kernel.reshape(-1, layer.kernel.shape[-1]))
