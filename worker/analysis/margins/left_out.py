"""What first-order propagation of weight errors leaves out, in words of a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from worker.crossbar import Conditions
from worker.crossbar.layers import Network

RESISTANCES = "resistances of wires, drivers and sense amplifiers"
NON_LINEAR = "devices whose currents are not proportional to voltages"
FLOOR = "thermal and shot noise"
PERCENTILE = "weights beyond the percentile that G_max stands for"
OWN_RANGES = "a weight range for each output"
BIASES = "biases on the crossbar"
PULSES = "noise of inputs that are sent bit by bit"
SLICES = "bit slices whose mean moves, or that are converted one by one"
REFERENCES = "reference columns of several arrays side by side"
"""Left out where the outputs of one layer are on several arrays, each of which has a reference of its own that errs."""
_LEFT_OUT: Sequence[tuple[str, Callable[[Conditions], bool]]] = (
    (RESISTANCES, lambda layer: layer.resists),
    (NON_LINEAR, lambda layer: bool(layer.iv_nonlinearity)),
    (FLOOR, lambda layer: layer.floor),
    (PERCENTILE, lambda layer: layer.weight_percentile != 100),
    (OWN_RANGES, lambda layer: layer.scaling != "array"),
    (BIASES, lambda layer: layer.bias == "analog"),
    (PULSES, lambda layer: layer.input_encoding == "bit_serial" and layer.dac_bits is not None and layer.has_read_noise),
    (SLICES, lambda layer: layer.splits_weights and (layer.adc_bits is not None or _moves(layer))),
)
"""Each with the question whether a layer has it."""


def _moves(layer: Conditions) -> bool:
    """Return whether errors of weights may have a mean."""
    return layer.device is not None or layer.clip or layer.has_stuck_devices


def left_out(network: Network, conditions: Conditions) -> list[str]:
    """Return what of some conditions the prediction leaves out, each once; empty if nothing."""
    return list(dict.fromkeys(_found(network, conditions)))


def _found(network: Network, conditions: Conditions) -> Iterator[str]:
    for index, weighted in network.weighted.items():
        layer = conditions.in_layer(index)
        yield from (words for words, has in _LEFT_OUT if has(layer))
        if layer.shared is not None and (len(weighted.bias_row()) > layer.shared or weighted.groups > 1):
            yield REFERENCES
