"""What gates add to a recurrent layer's work: columns on its array, look-up tables and products beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend.schemas.network import GRULayer, LSTMLayer, SkipRNNLayer

if TYPE_CHECKING:
    from worker.energy.workload import LayerWork

# Columns per unit. LSTM: three gates and a candidate. GRU: two gates, and the candidate's
# input and recurrent parts apart, because the reset gate comes between them.
_COLUMNS = {"lstm": 4, "gru": 4}
# Sigmoid or tanh per unit and step. LSTM: i, f, o, candidate, output of the memory. GRU: r, z, candidate.
_LOOK_UPS = {"lstm": 5, "gru": 3}
# Products per unit and step. LSTM: f c, i g, o tanh(c). GRU: r (U h), z h, (1 - z) n.
_PRODUCTS = {"lstm": 3, "gru": 3}
# Values kept per unit and step: h, and the LSTM's memory c.
_STATES = {"lstm": 2, "gru": 1}


def with_gates(plain: LayerWork, layer: LSTMLayer | GRULayer | SkipRNNLayer) -> LayerWork:
    """The work of a ReLU RNN of as many units and steps, as that of a layer with gates."""
    if isinstance(layer, SkipRNNLayer):
        # One column and one sigmoid more. Counted as if no step were skipped: an upper bound.
        return replace(plain, kind=layer.kind, outputs=layer.units + 1, gates=layer.time_steps)
    cell, units = layer.kind, layer.units
    unit_steps = units * plain.mvms
    memory_reads = units * (plain.mvms - 1) * (_STATES[cell] - 1)
    return replace(
        plain,
        kind=cell,
        outputs=_COLUMNS[cell] * units,
        input_values=plain.input_values + memory_reads,
        activations=0,
        stored_values=_STATES[cell] * unit_steps,
        gates=_LOOK_UPS[cell] * unit_steps,
        gate_products=_PRODUCTS[cell] * unit_steps,
    )
