"""What follows from a network's layers: shapes, parameters, crossbar cells, multiply-accumulates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import prod

from backend.layers import LayerKind, OnCrossbar, Shape, WeightedLayer, places_of

NO_LOGITS = "the network must have weights, and its last layer must give a vector with one value for each class"


@dataclass(frozen=True, kw_only=True)
class LayerFacts(OnCrossbar):
    """One layer with weights: its place among the layers, its matrix on a crossbar and the shapes of its arrays."""

    index: int
    kind: str
    arrays: dict[str, Shape]

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return sum(prod(shape) for shape in self.arrays.values())


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


def describe(layers: Sequence[LayerKind], input_shape: Shape) -> Facts:
    """Facts of a network for images of (height, width, channels). Raises ImpossibleLayer."""
    places = places_of(layers, input_shape)
    facts = [
        LayerFacts(
            index=place.index,
            kind=layer.kind,
            arrays=layer.arrays(place.shape),
            **asdict(layer.on_crossbar(place.shape)),
        )
        for place in places
        if isinstance(layer := place.layer, WeightedLayer)
    ]
    return Facts(tuple(facts), places[-1].output if places else input_shape)
