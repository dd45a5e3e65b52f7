"""LSTM and GRU cells on crossbars: the same array reads as a ReLU RNN with more columns, and look-up tables beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from backend.schemas.network import DenseLayer, RNNLayer
from worker.energy.workload import LayerWork, Workload, workload

Cell = Literal["lstm", "gru"]

# Columns per unit. LSTM: three gates and a candidate. GRU: two gates, and the candidate's
# input and recurrent parts apart, because the reset gate comes between them.
_COLUMNS = {"lstm": 4, "gru": 4}
# Sigmoid or tanh per unit and step. LSTM: i, f, o, candidate, output of the memory. GRU: r, z, candidate.
_LOOK_UPS = {"lstm": 5, "gru": 3}
# Products per unit and step. LSTM: f c, i g, o tanh(c). GRU: r (U h), z h, (1 - z) n.
_PRODUCTS = {"lstm": 3, "gru": 3}
# Values kept per unit and step: h, and the LSTM's memory c.
_STATES = {"lstm": 2, "gru": 1}


def gated_workload(cell: Cell, *, pixels: int, time_steps: int, units: int, classes: int) -> Workload:
    """Work of one gated layer over `time_steps` chunks of the image, then a read-out.

    Raises ValueError if T does not divide the pixels.
    """
    plain = workload(
        [RNNLayer(units=units, time_steps=time_steps), DenseLayer(units=classes, activation="linear")], (1, 1, pixels)
    )
    first, *rest = plain.layers
    return Workload(layers=(_gated(first, cell, units), *rest), classes=plain.classes)


def _gated(layer: LayerWork, cell: Cell, units: int) -> LayerWork:
    unit_steps = units * layer.mvms
    memory_reads = units * (layer.mvms - 1) * (_STATES[cell] - 1)
    return replace(
        layer,
        kind=cell,
        outputs=_COLUMNS[cell] * units,
        input_values=layer.input_values + memory_reads,
        activations=0,
        stored_values=_STATES[cell] * unit_steps,
        gates=_LOOK_UPS[cell] * unit_steps,
        gate_products=_PRODUCTS[cell] * unit_steps,
    )
