"""The networks of the comparison, as topologies for images of the size of MNIST's."""

from __future__ import annotations

from typing import Literal

from backend.datasets import record_of
from backend.layers import Conv2DLayer, DenseLayer, FlattenLayer, GRULayer, Layer, LSTMLayer, MaxPool2DLayer, RNNLayer

_DATA = record_of("mnist")
IMAGE = _DATA.input_shape
"""Shape (height, width, channels) of their input images."""

Cell = Literal["lstm", "gru"]


def _read_out() -> DenseLayer:
    return DenseLayer(units=len(_DATA.classes), activation="linear")


def mlp(hidden: int = 300) -> tuple[Layer, ...]:
    """Return the layers of an MLP, 784 - hidden - 10."""
    return FlattenLayer(), DenseLayer(units=hidden), _read_out()


def cnn() -> tuple[Layer, ...]:
    """Return the layers of a CNN: 32 and 64 kernels of 3 x 3, "same" padding, each with a 2 x 2 pool, then 128 - 10."""
    return (
        Conv2DLayer(filters=32, kernel_size=3, padding="same"),
        MaxPool2DLayer(size=2),
        Conv2DLayer(filters=64, kernel_size=3, padding="same"),
        MaxPool2DLayer(size=2),
        FlattenLayer(),
        DenseLayer(units=128),
        _read_out(),
    )


def lenet5() -> tuple[Layer, ...]:
    """Return the layers of LeNet-5: 6 and 16 kernels of 5 x 5 with pools, then 120 - 84 - 10."""
    return (
        Conv2DLayer(filters=6, kernel_size=5),
        MaxPool2DLayer(size=2),
        Conv2DLayer(filters=16, kernel_size=5),
        MaxPool2DLayer(size=2),
        FlattenLayer(),
        DenseLayer(units=120),
        DenseLayer(units=84),
        _read_out(),
    )


def rnn(time_steps: int, units: int = 128) -> tuple[Layer, ...]:
    """Return the layers of a ReLU RNN with `units` units, which reads 784 / T pixels in each time step, and a read-out of 10."""
    return RNNLayer(units=units, time_steps=time_steps), _read_out()


def gated(cell: Cell, time_steps: int, units: int = 128) -> tuple[Layer, ...]:
    """Return the layers of an LSTM or GRU with `units` units, which reads 784 / T pixels in each step, and a read-out of 10."""
    layer = LSTMLayer(units=units, time_steps=time_steps) if cell == "lstm" else GRULayer(units=units, time_steps=time_steps)
    return layer, _read_out()
