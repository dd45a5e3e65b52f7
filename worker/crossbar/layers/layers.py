"""A trained network as plain arrays: what is to be put on crossbars.

Symbols used in this package: n images, m inputs (rows of an array), p outputs
(columns), T time steps. All arrays are float32; images are (n, height, width,
channels) with values in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from worker.crossbar.tools.arrays import Floats

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
    """h_t = relu(x_t W + h_(t-1) U + h_(t-lag) S + b), h_t = 0 for t < 1, and x_t is chunk t of the flattened input.

    Gives h_T, or (n, T, p) with all h_t. One crossbar [W; U; S] is used at every time step.
    `kernel` (pixels / T, p), `recurrent` (p, p), `bias` (p,), `skip` (p, p) or None for none.
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int
    skip: Floats | None = None
    lag: int = 1
    return_sequences: bool = False


@dataclass(frozen=True, eq=False)
class SkipRNN:
    """A ReLU RNN whose binary gate may skip steps (Campos et al., ICLR 2018); gives s_T.

    u_t = round(v_t), v_1 = 1; s_t = u_t relu(x_t W + s_(t-1) U + b) + (1 - u_t) s_(t-1), s_0 = 0;
    d_t = sigmoid(s_t g + c); v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1).
    One crossbar [W 0; U g]. `kernel` (pixels / T, p), `recurrent` (p, p), `bias` (p,), `gate` g (p, 1), `gate_bias` c (1,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    gate: Floats
    gate_bias: Floats
    time_steps: int


@dataclass(frozen=True, eq=False)
class LSTM:
    """Gates i, f, candidate, o, in this order; gives h_T. One crossbar [W; U].

    c_t = f c_(t-1) + i tanh(.), h_t = o tanh(c_t). `kernel` (pixels / T, 4p), `recurrent` (p, 4p), `bias` (4p,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    time_steps: int


@dataclass(frozen=True, eq=False)
class GRU:
    """Gates z, r and candidate n, in this order; gives h_T.

    n = tanh(x_t W_n + b_n + r (h_(t-1) U_n + a_n)), h_t = z h_(t-1) + (1 - z) n. One crossbar
    [W_z W_r W_n 0; U_z U_r 0 U_n]: the reset gate comes between the candidate's two parts.
    `kernel` (pixels / T, 3p), `recurrent` (p, 3p), `bias` b and `recurrent_bias` a (3p,).
    """

    kernel: Floats
    recurrent: Floats
    bias: Floats
    recurrent_bias: Floats
    time_steps: int


Recurrent = RNN | SkipRNN | LSTM | GRU
Weighted = Dense | Conv2D | Recurrent
Layer = Weighted | MaxPool2D | Flatten


@dataclass(frozen=True, eq=False)
class Network:
    """Layers in order, and the (height, width, channels) of one image."""

    layers: tuple[Layer, ...]
    input_shape: tuple[int, int, int]


def matrix(layer: Weighted) -> Floats:
    """The layer's weights as they lie on one array: (m, p)."""
    match layer:
        case RNN():
            return np.concatenate([layer.kernel, layer.recurrent, *([] if layer.skip is None else [layer.skip])])
        case SkipRNN():
            idle = np.zeros((len(layer.kernel), 1), np.float32)
            return np.block([[layer.kernel, idle], [layer.recurrent, layer.gate]])
        case LSTM():
            return np.concatenate([layer.kernel, layer.recurrent])
        case GRU():
            gates, units = 2 * layer.recurrent.shape[0], layer.recurrent.shape[0]
            above, below = np.zeros((len(layer.kernel), units), np.float32), np.zeros((units, units), np.float32)
            return np.block([[layer.kernel, above], [layer.recurrent[:, :gates], below, layer.recurrent[:, gates:]]])
    return np.ascontiguousarray(layer.kernel.reshape(-1, layer.kernel.shape[-1]))


def bias_row(layer: Weighted) -> Floats:
    """The layer's biases as one more row of its array, driven by 1: (p,)."""
    match layer:
        case SkipRNN():
            return np.concatenate([layer.bias, layer.gate_bias])
        case GRU():
            gates = 2 * layer.recurrent.shape[0]
            return np.concatenate(
                [layer.bias[:gates] + layer.recurrent_bias[:gates], layer.bias[gates:], layer.recurrent_bias[gates:]]
            )
    return layer.bias
