"""The work that one image causes in each layer, counted from the topology alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from math import prod

from backend.layers import INPUT, DigitalLayer, LayerKind, Place, RecurrentLayer, Shape, WeightedLayer, Work, places_of, users_of

NOTHING = Work(input_values=0, activations=0, stored_values=0)
OPERATIONS = ("activations", "pool_comparisons", "pool_additions", "gates", "gate_products", "sums", "fetched_again")
"""What is computed, of all counts of work: what is done to inputs on their way to the first crossbar is not stored."""


@dataclass(frozen=True, kw_only=True)
class LayerWork(Work):
    """The work of one layer on crossbars for one image.

    The weight matrix has `rows` x `outputs` elements and is read `mvms` times; biases are digital. A convolution is read once
    at each position of its kernel, a recurrent layer, [x_t; h_(t-1)] -> h_t, once in each time step. Each of the `groups` of
    outputs has arrays, and inputs on the rows, of its own; all are read together.
    """

    index: int
    """Index of the layer in the network."""
    kind: str
    rows: int
    outputs: int
    mvms: int
    parts: tuple[tuple[int, int], ...] = ()
    """Rows driven and outputs converted in each of several reads that make up one product; empty for one read of everything."""
    groups: int = 1
    signed: bool = False
    """Whether its inputs can be negative: states of gated cells, or outputs without a ReLU."""

    @property
    def results(self) -> int:
        """Outputs of one product: more than `outputs` where several parts read the same columns."""
        return sum(converted for _driven, converted in self.parts) or self.outputs

    @property
    def driven_rows(self) -> int:
        """Rows that are driven for one product."""
        return self.rows * self.groups

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
    places = places_of(layers, input_shape)
    count = _Count([len(users) for users in users_of([place.sources for place in places])])
    for place in places:
        count.add(place)
    if not count.works:
        raise ValueError("the network has no layer with weights")
    return Workload(layers=tuple(count.works.values()), classes=prod(places[-1].output))


@dataclass
class _Count:
    """The work of the layers so far, each digital layer's with the last crossbar before it."""

    users: Sequence[int]
    """Number of layers that each layer feeds."""
    works: dict[int, LayerWork] = field(default_factory=dict)
    values: dict[int, _Values] = field(default_factory=lambda: {INPUT: _Values()})
    """What is known of each layer's output."""
    ahead: Work = NOTHING
    """The work of digital layers before the first crossbar, such as a scaling of the images; it counts with that crossbar."""

    def add(self, place: Place) -> None:
        inputs = [self.values[source] for source in place.sources]
        signed = any(values.signed for values in inputs)
        layer, alone = place.layer, self.users[place.index] <= 1
        if isinstance(layer, WeightedLayer):
            own = isinstance(layer, RecurrentLayer) and layer.signed_states
            first = all(values.crossbar is None for values in inputs)
            work = replace(_on_crossbar(place.index, layer, place.shape, first=first), signed=signed or own)
            if not self.works:
                work = replace(work, **{name: getattr(work, name) + getattr(self.ahead, name) for name in OPERATIONS})
            self.works[place.index] = work
            signed_after = own or getattr(layer, "activation", "relu") == "linear"
            self.values[place.index] = _Values(place.index, work.stored_values, signed_after, alone)
        elif isinstance(layer, DigitalLayer):
            last = max(inputs, key=lambda values: INPUT if values.crossbar is None else values.crossbar)
            self.values[place.index] = replace(self._digital(layer, place, last, alone), signed=layer.signed_after(signed))

    def _digital(self, layer: DigitalLayer, place: Place, before: _Values, alone: bool) -> _Values:
        """Count a digital layer with the last crossbar before it, whose values pass it before they are stored.

        Values that others use too are stored as they are, and once more behind the layer.
        """
        if before.crossbar is None:
            self.ahead = layer.add_work(self.ahead, place.shape)
            return replace(before, alone=alone)
        work = self.works[before.crossbar]
        other = work.stored_values - before.stored
        after = layer.add_work(replace(work, stored_values=before.stored), place.shape)
        if after == replace(work, stored_values=before.stored):  # the same values, in another order at most
            return replace(before, alone=before.alone and alone)
        kept = other if before.alone else work.stored_values
        self.works[before.crossbar] = replace(after, stored_values=kept + after.stored_values)
        return replace(before, stored=after.stored_values, alone=alone)


@dataclass(frozen=True)
class _Values:
    """The output of a layer."""

    crossbar: int | None = None
    """Index of the last layer with weights before it, or that layer itself; None if there is none."""
    stored: int = 0
    """Values of it that are stored."""
    signed: bool = False
    """Whether they can be negative."""
    alone: bool = True
    """Whether one layer at most is given them, and so may change them before they are stored."""


def _on_crossbar(index: int, layer: WeightedLayer, shape: Shape, *, first: bool) -> LayerWork:
    on_crossbar = layer.on_crossbar(shape)
    return LayerWork(
        index=index,
        kind=layer.kind,
        rows=on_crossbar.rows,
        outputs=on_crossbar.columns,
        mvms=on_crossbar.reads,
        parts=on_crossbar.parts,
        groups=on_crossbar.groups,
        **asdict(layer.work(shape, first=first)),
    )
