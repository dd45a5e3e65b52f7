"""What one image makes each layer do, counted from the topology alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import prod

from backend.layers import DigitalLayer, LayerKind, Shape, WeightedLayer, Work, shapes


@dataclass(frozen=True, kw_only=True)
class LayerWork(Work):
    """One layer that lives on crossbars. All counts are per image.

    `rows` x `outputs` is the weight matrix, read `mvms` times; biases are digital. A convolution
    applies its kernels position by position; an RNN reads one array
    [x_t; h_(t-1)] -> h_t at every time step.
    """

    index: int  # place in the network's layers
    kind: str
    rows: int
    outputs: int
    mvms: int

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one inference."""
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
        """Multiply-accumulates of one inference."""
        return sum(layer.macs for layer in self.layers)

    @property
    def training_macs(self) -> int:
        """Multiply-accumulates of one training step: inference, back-propagation and update."""
        return sum(layer.training_macs for layer in self.layers)

    @property
    def weights(self) -> int:
        """Weights on crossbars, each counted once however often it is used."""
        return sum(layer.rows * layer.outputs for layer in self.layers)


def workload(layers: Sequence[LayerKind], input_shape: Shape) -> Workload:
    """Count a network's work. `input_shape` is (height, width, channels).

    Raises ImpossibleLayer if the layers do not fit together, and ValueError if none of them holds weights.
    """
    *inputs, output = shapes(layers, input_shape)
    works: list[LayerWork] = []
    for index, (layer, shape) in enumerate(zip(layers, inputs, strict=True)):
        if isinstance(layer, WeightedLayer):
            works.append(_on_crossbar(index, layer, shape, first=not works))
        elif isinstance(layer, DigitalLayer) and works:
            works[-1] = layer.add_work(works[-1], shape)
    if not works:
        raise ValueError("the network has no layer with weights")
    return Workload(layers=tuple(works), classes=prod(output))


def _on_crossbar(index: int, layer: WeightedLayer, shape: Shape, *, first: bool) -> LayerWork:
    held = layer.on_crossbar(shape)
    return LayerWork(
        index=index,
        kind=layer.kind,
        rows=held.rows,
        outputs=held.columns,
        mvms=held.reads,
        **asdict(layer.work(shape, first=first)),
    )
