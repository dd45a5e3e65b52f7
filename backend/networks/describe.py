"""What follows from a network's layers: shapes, parameters, crossbar cells, multiply-accumulates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from backend.schemas.network import (
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    GRULayer,
    Layer,
    LSTMLayer,
    MaxPool2DLayer,
    RecurrentLayer,
    RNNLayer,
    SkipRNNLayer,
)

Shape = tuple[int, ...]


class ImpossibleLayer(ValueError):
    """A layer does not fit the shape of its input; the text says which and why."""


@dataclass(frozen=True)
class LayerFacts:
    """One layer with weights: its array is `rows` x `columns` and is read `reads` times an image."""

    index: int
    kind: str
    rows: int
    columns: int
    reads: int
    arrays: dict[str, Shape]

    @property
    def parameters(self) -> int:
        return sum(prod(shape) for shape in self.arrays.values())

    @property
    def macs(self) -> int:
        return self.rows * self.columns * self.reads


@dataclass(frozen=True)
class Facts:
    """A whole network."""

    layers: tuple[LayerFacts, ...]
    output_shape: Shape

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self.layers)

    @property
    def cells(self) -> int:
        """Devices: two for each weight on a crossbar; biases are digital."""
        return sum(2 * layer.rows * layer.columns for layer in self.layers)

    @property
    def macs(self) -> int:
        return sum(layer.macs for layer in self.layers)


def describe(layers: Sequence[Layer], input_shape: Shape) -> Facts:
    """Facts of a network for images of (height, width, channels). Raises ImpossibleLayer."""
    shape = input_shape
    facts = []
    for index, layer in enumerate(layers):
        shape, fact = _after(index, layer, shape)
        if fact is not None:
            facts.append(fact)
    return Facts(tuple(facts), shape)


def _after(index: int, layer: Layer, shape: Shape) -> tuple[Shape, LayerFacts | None]:
    if isinstance(layer, FlattenLayer):
        return (prod(shape),), None
    if isinstance(layer, MaxPool2DLayer):
        height, width, channels = _image(index, layer.kind, shape)
        if min(height, width) < layer.size:
            raise ImpossibleLayer(f"layer {index}: a window of {layer.size} does not fit into {height} x {width}")
        return (height // layer.size, width // layer.size, channels), None
    if isinstance(layer, Conv2DLayer):
        return _conv2d(index, layer, _image(index, layer.kind, shape))
    if isinstance(layer, RecurrentLayer):
        return _recurrent(index, layer, shape)
    if isinstance(layer, DenseLayer):
        rows = prod(shape)
        arrays: dict[str, Shape] = {"kernel": (rows, layer.units), "bias": (layer.units,)}
        return (layer.units,), LayerFacts(index, layer.kind, rows, layer.units, 1, arrays)
    raise ImpossibleLayer(f"layer {index}: there is no layer {layer!r}")


def _image(index: int, kind: str, shape: Shape) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise ImpossibleLayer(f"layer {index}: {kind} needs an image of (height, width, channels), not {shape}")
    return shape[0], shape[1], shape[2]


def _conv2d(index: int, layer: Conv2DLayer, shape: tuple[int, int, int]) -> tuple[Shape, LayerFacts]:
    height, width, channels = shape
    size = layer.kernel_size
    if layer.padding == "valid":
        height, width = height - size + 1, width - size + 1
    if min(height, width) < 1:
        raise ImpossibleLayer(f"layer {index}: a kernel of {size} does not fit into {shape[0]} x {shape[1]}")
    arrays: dict[str, Shape] = {"kernel": (size, size, channels, layer.filters), "bias": (layer.filters,)}
    fact = LayerFacts(index, layer.kind, size * size * channels, layer.filters, height * width, arrays)
    return (height, width, layer.filters), fact


def _recurrent(index: int, layer: RecurrentLayer, shape: Shape) -> tuple[Shape, LayerFacts]:
    """All weights of a recurrent layer lie on one array, [x_t; h_(t-1)] at its rows, which is read at every time step."""
    steps, units = layer.time_steps, layer.units
    if len(shape) == 2 and shape[0] != steps:
        raise ImpossibleLayer(f"layer {index}: time_steps must be {shape[0]}, as in the layer before; received {steps}")
    pixels = prod(shape)
    if pixels % steps:
        divisors = ", ".join(str(count) for count in range(1, pixels + 1) if pixels % count == 0)
        raise ImpossibleLayer(f"time_steps must divide the number of pixels ({pixels}): {divisors}; received {steps}")
    chunk = pixels // steps
    rows, columns = chunk + units, units
    arrays: dict[str, Shape]
    match layer:
        case RNNLayer():
            arrays = {"kernel": (chunk, units), "recurrent": (units, units), "bias": (units,)}
            if layer.lag is not None:
                if layer.lag >= steps:
                    raise ImpossibleLayer(f"layer {index}: lag must be less than time_steps ({steps}); received {layer.lag}")
                arrays["skip"] = (units, units)
                rows += units
        case SkipRNNLayer():
            arrays = {"kernel": (chunk, units), "recurrent": (units, units), "bias": (units,)}
            arrays |= {"gate": (units, 1), "gate_bias": (1,)}
            columns = units + 1
        case LSTMLayer():
            arrays = {"kernel": (chunk, 4 * units), "recurrent": (units, 4 * units), "bias": (4 * units,)}
            columns = 4 * units
        case GRULayer():
            arrays = {"kernel": (chunk, 3 * units), "recurrent": (units, 3 * units), "bias": (3 * units,)}
            arrays["recurrent_bias"] = (3 * units,)
            # The reset gate comes between the candidate's input part and its recurrent part: they have columns of their own.
            columns = 4 * units
    after: Shape = (steps, units) if isinstance(layer, RNNLayer) and layer.return_sequences else (units,)
    return after, LayerFacts(index, layer.kind, rows, columns, steps, arrays)
