"""What one image makes each layer do, counted from the topology alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from backend.schemas.network import (
    Conv2DLayer,
    DenseLayer,
    FlattenLayer,
    Layer,
    MaxPool2DLayer,
    RecurrentLayer,
    RNNLayer,
)
from worker.energy.gates import with_gates

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerWork:
    """One layer that lives on crossbars. All counts are per image.

    `rows` x `outputs` is the weight matrix; biases are digital. A convolution
    applies its kernels position by position; an RNN reads one array
    [x_t; h_(t-1)] -> h_t at every time step.
    """

    index: int  # place in the network's layers
    kind: str
    rows: int
    outputs: int
    mvms: int
    input_values: int  # distinct values fetched from the buffer
    activations: int  # values that pass a ReLU
    stored_values: int  # values written to the buffer, after pooling
    pool_comparisons: int = 0
    gates: int = 0  # sigmoid or tanh evaluations, in cells that have gates
    gate_products: int = 0  # element-wise products, in cells that have gates
    back_rows: int = 0  # rows whose gradient is wanted
    back_mvms: int = 0

    @property
    def macs(self) -> int:
        return self.rows * self.outputs * self.mvms

    @property
    def training_macs(self) -> int:
        """Forward, transpose and one outer product per forward product."""
        return 2 * self.macs + self.back_rows * self.outputs * self.back_mvms


@dataclass(frozen=True)
class Workload:
    """All array layers of a network, and the classes it tells apart."""

    layers: tuple[LayerWork, ...]
    classes: int

    @property
    def macs(self) -> int:
        return sum(layer.macs for layer in self.layers)

    @property
    def training_macs(self) -> int:
        return sum(layer.training_macs for layer in self.layers)


def workload(layers: Sequence[Layer], input_shape: Shape) -> Workload:
    """Count a network's work. `input_shape` is (height, width, channels).

    Raises ValueError if the layers do not fit together or none of them holds weights.
    """
    works: list[LayerWork] = []
    shape = tuple(input_shape)
    for index, layer in enumerate(layers):
        match layer:
            case FlattenLayer():
                shape = (prod(shape),)
            case MaxPool2DLayer():
                shape = _pool(works, shape, layer.size, index)
            case _:
                work, shape = _array_layer(index, layer, shape, first=not works)
                works.append(work)
    if not works:
        raise ValueError("the network has no layer with weights")
    return Workload(layers=tuple(works), classes=prod(shape))


def _array_layer(
    index: int, layer: DenseLayer | Conv2DLayer | RecurrentLayer, shape: Shape, *, first: bool
) -> tuple[LayerWork, Shape]:
    match layer:
        case DenseLayer():
            return _dense(index, layer, prod(shape), first)
        case Conv2DLayer():
            return _conv2d(index, layer, shape, first)
        case RNNLayer():
            return _rnn(index, layer, prod(shape), first)
        case _:
            plain, after = _rnn(index, RNNLayer(units=layer.units, time_steps=layer.time_steps), prod(shape), first)
            return with_gates(plain, layer), after


def _dense(index: int, layer: DenseLayer, inputs: int, first: bool) -> tuple[LayerWork, Shape]:
    work = LayerWork(
        index=index,
        kind=layer.kind,
        rows=inputs,
        outputs=layer.units,
        mvms=1,
        input_values=inputs,
        activations=layer.units if layer.activation == "relu" else 0,
        stored_values=layer.units,
        back_rows=0 if first else inputs,
        back_mvms=0 if first else 1,
    )
    return work, (layer.units,)


def _conv2d(index: int, layer: Conv2DLayer, shape: Shape, first: bool) -> tuple[LayerWork, Shape]:
    height, width, channels = _image(shape, index)
    size = layer.kernel_size
    if layer.padding == "valid":
        height, width = height - size + 1, width - size + 1
    if height < 1 or width < 1:
        raise ValueError(f"layer {index}: a {size} x {size} kernel does not fit on its input {shape}")
    positions, rows = height * width, size * size * channels
    values = positions * layer.filters
    work = LayerWork(
        index=index,
        kind=layer.kind,
        rows=rows,
        outputs=layer.filters,
        mvms=positions,
        input_values=prod(shape),
        activations=values if layer.activation == "relu" else 0,
        stored_values=values,
        back_rows=0 if first else rows,
        back_mvms=0 if first else positions,
    )
    return work, (height, width, layer.filters)


def _rnn(index: int, layer: RNNLayer, pixels: int, first: bool) -> tuple[LayerWork, Shape]:
    """Back-propagation through time needs the recurrent rows at every step but the first, and x_t's only if x_t was computed."""
    steps, units = layer.time_steps, layer.units
    if pixels % steps:
        raise ValueError(f"layer {index}: {steps} time steps do not divide {pixels} inputs")
    delayed = units if layer.lag else 0
    rows = pixels // steps + units + delayed
    work = LayerWork(
        index=index,
        kind=layer.kind,
        rows=rows,
        outputs=units,
        mvms=steps,
        input_values=pixels + units * (steps - 1) + delayed * (steps - (layer.lag or 0)),
        activations=units * steps,
        stored_values=units * steps,
        back_rows=units + delayed if first else rows,
        back_mvms=steps - 1 if first else steps,
    )
    return work, (steps, units) if layer.return_sequences else (units,)


def _pool(works: list[LayerWork], shape: Shape, size: int, index: int) -> Shape:
    """Pooling happens before the values are stored."""
    height, width, channels = _image(shape, index)
    pooled = (height // size, width // size, channels)
    if not prod(pooled):
        raise ValueError(f"layer {index}: a {size} x {size} window does not fit on its input {shape}")
    if works:
        last = works[-1]
        comparisons = last.pool_comparisons + prod(pooled) * (size * size - 1)
        works[-1] = replace(last, stored_values=prod(pooled), pool_comparisons=comparisons)
    return pooled


def _image(shape: Shape, index: int) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise ValueError(f"layer {index} needs an image (height, width, channels); received {shape}")
    return shape[0], shape[1], shape[2]
