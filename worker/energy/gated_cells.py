"""LSTM and GRU cells on crossbars: the same array reads as a ReLU RNN with more columns, and look-up tables beside them."""

from __future__ import annotations

from typing import Literal

from backend.layers import DenseLayer, GRULayer, LSTMLayer
from worker.energy.workload import Workload, workload

Cell = Literal["lstm", "gru"]


def gated_workload(cell: Cell, *, pixels: int, time_steps: int, units: int, classes: int) -> Workload:
    """Work of one gated layer over `time_steps` chunks of the image, then a read-out.

    Raises ValueError if T does not divide the pixels.
    """
    layer = LSTMLayer(units=units, time_steps=time_steps) if cell == "lstm" else GRULayer(units=units, time_steps=time_steps)
    return workload([layer, DenseLayer(units=classes, activation="linear")], (1, 1, pixels))
