"""The work that one image causes in each layer, counted from the topology alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import prod

from backend.layers import DigitalLayer, LayerKind, RecurrentLayer, Shape, WeightedLayer, Work, shapes


@dataclass(frozen=True, kw_only=True)
class LayerWork(Work):
    """The work of one layer on crossbars for one image.

    The weight matrix has `rows` x `outputs` elements and is read `mvms` times; biases are digital. A convolution is read once
    at each position of its kernel, a recurrent layer, [x_t; h_(t-1)] -> h_t, once in each time step.
    """

    index: int
    """Index of the layer in the network."""
    kind: str
    rows: int
    outputs: int
    mvms: int
    parts: tuple[tuple[int, int], ...] = ()
    """Rows driven and outputs converted in each of several reads that make up one product; empty for one read of everything."""
    signed: bool = False
    """Whether its inputs can be negative: states of gated cells, or outputs without a ReLU."""

    @property
    def results(self) -> int:
        """Outputs of one product: more than `outputs` where several parts read the same columns."""
        return sum(converted for _driven, converted in self.parts) or self.outputs

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one inference."""
        return self.rows * self.outputs * self.mvms

    @property
    def training_macs(self) -> int:
        """Multiply-accumulates of one training step: forward pass, transposed products and one outer product for each product."""
        return 2 * self.macs + self.back_rows * self.outputs * self.back_mvms


@dataclass(frozen=True)
class Workload:
    """The work of all layers on crossbars, and the number of classes."""

    layers: tuple[LayerWork, ...]
    classes: int

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one inference."""
        return sum(layer.macs for layer in self.layers)

    @property
    def training_macs(self) -> int:
        """Multiply-accumulates of one training step: inference, back-propagation and update."""
        return sum(layer.training_macs for layer in self.layers)

    @property
    def weights(self) -> int:
        """Number of weights on crossbars, each counted once, however often it is used."""
        return sum(layer.rows * layer.outputs for layer in self.layers)


def workload(layers: Sequence[LayerKind], input_shape: Shape) -> Workload:
    """Return the work of a network for one image of shape (height, width, channels).

    Raises ImpossibleLayer if the layers do not fit together, and ValueError if none of them has weights.
    """
    *inputs, output = shapes(layers, input_shape)
    works: list[LayerWork] = []
    signed = False
    for index, (layer, shape) in enumerate(zip(layers, inputs, strict=True)):
        if isinstance(layer, WeightedLayer):
            own = isinstance(layer, RecurrentLayer) and layer.signed_states
            works.append(replace(_on_crossbar(index, layer, shape, first=not works), signed=signed or own))
            signed = own or getattr(layer, "activation", "relu") == "linear"
        elif isinstance(layer, DigitalLayer):
            signed = layer.signed_after(signed)
            if works:
                works[-1] = layer.add_work(works[-1], shape)
    if not works:
        raise ValueError("the network has no layer with weights")
    return Workload(layers=tuple(works), classes=prod(output))


def _on_crossbar(index: int, layer: WeightedLayer, shape: Shape, *, first: bool) -> LayerWork:
    on_crossbar = layer.on_crossbar(shape)
    return LayerWork(
        index=index,
        kind=layer.kind,
        rows=on_crossbar.rows,
        outputs=on_crossbar.columns,
        mvms=on_crossbar.reads,
        parts=on_crossbar.parts,
        **asdict(layer.work(shape, first=first)),
    )
