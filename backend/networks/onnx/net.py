"""The layers that an ONNX graph becomes, each fed by earlier ones; at the end those that nothing needs are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any, cast

import numpy as np

from backend.layers import (
    INPUT,
    MOST_LAYERS,
    ActivationLayer,
    ConcatenateLayer,
    Conv2DLayer,
    Cropping2DLayer,
    DenseLayer,
    FlattenLayer,
    Layer,
    LayerKind,
    MaxPool2DLayer,
    PermuteLayer,
    RecurrentLayer,
    ReshapeLayer,
    Shape,
)
from backend.layers.keras import LARGEST, Floats
from backend.networks.building import Builder
from backend.networks.onnx.origin import by_source, origin
from backend.networks.onnx.views import NoSuchView, Places, View, as_image, fresh, grid, turned


@dataclass(frozen=True)
class Entry:
    """One layer: by what it is fed, its arrays, the shape of its output, and the node that it was made of."""

    layer: LayerKind
    sources: tuple[int, ...]
    arrays: Mapping[str, Floats]
    shape: Shape
    node: str


class Net:
    """Layers so far. Views refer to them by index."""

    def __init__(self, input_shape: tuple[int, int, int]) -> None:
        self.input_shape = input_shape
        self.entries: list[Entry] = []
        self.node = ""
        """Name of the node whose layers are being added."""
        self.lasts: dict[int, int] = {}
        """By the index of a recurrent layer that gives all states: that of the same layer that gives the last one alone."""
        self._known: dict[tuple[object, ...], int] = {}

    def shape(self, tensor: int) -> Shape:
        """Return the shape of a tensor."""
        return self.input_shape if tensor == INPUT else self.entries[tensor].shape

    def add(self, layer: LayerKind, *sources: int, arrays: Mapping[str, Floats] | None = None) -> int:
        """Return the tensor that a layer gives; one without arrays that is there already is not added again.

        Raises ImpossibleLayer, and NoSuchView for numbers that are too large.
        """
        key = (layer.model_dump_json(), sources)
        if not arrays and key in self._known:
            return self._known[key]
        shape = layer.shape_after_all([self.shape(source) for source in sources])
        for name, array in (arrays or {}).items():
            if not (np.abs(array) <= LARGEST).all():
                raise NoSuchView(f"its {name} holds numbers that are too large, or not finite")
        if len(self.entries) >= 4 * MOST_LAYERS:
            raise NoSuchView(f"the network becomes more than {MOST_LAYERS} layers")
        self.entries.append(Entry(layer, sources, dict(arrays or {}), shape, self.node))
        if not arrays:
            self._known[key] = len(self.entries) - 1
        return len(self.entries) - 1

    def recurrent(self, layer: RecurrentLayer, source: int, arrays: Mapping[str, Floats]) -> tuple[int, int]:
        """Return the tensors of all states and of the last one; where only one is needed, only that becomes a layer."""
        every = self.add(layer.model_copy(update={"return_sequences": True}), source, arrays=arrays)
        self.lasts[every] = self.add(layer, source, arrays=arrays)
        return every, self.lasts[every]

    def entry(self, view: View) -> Entry | None:
        """Return the layer of a view that nothing else reads, and that may therefore be changed; None if there is none."""
        return None if view.shared or view.tensor == INPUT else self.entries[view.tensor]

    def change(self, view: View, **update: Any) -> None:
        """Change fields of the layer of a view, and its arrays."""
        entry = self.entries[view.tensor]
        arrays = update.pop("arrays", entry.arrays)
        self.entries[view.tensor] = replace(entry, layer=entry.layer.model_copy(update=update), arrays=arrays)

    def product(self, view: View) -> Entry | None:
        """Return the layer of a view if it is a dense layer or a convolution without activation that nothing else reads."""
        entry = self.entry(view)
        linear = entry is not None and isinstance(entry.layer, DenseLayer | Conv2DLayer) and entry.layer.activation == "linear"
        return entry if linear else None

    def image(self, view: View) -> int:
        """Return a tensor of (height, width, channels) that is a view of channels first; a series is an image of one row."""
        return self.ordered(view, as_image(view.canonical()))

    def ordered(self, view: View, places: Places) -> int:
        """Return a tensor of the shape of these places that holds the values of a view in their order."""
        tensor, shape = self.in_order(view, places), tuple(places.shape)
        if self.shape(tensor) == shape:
            return tensor
        return self.add(FlattenLayer(), tensor) if len(shape) == 1 else self._reshaped(tensor, shape)

    def in_order(self, view: View, places: Places) -> int:
        """Return a tensor of any shape that holds the values in the order of these places."""
        flat = places.ravel()
        if not flat.size:
            raise NoSuchView("it gives no values")
        if flat.size == prod(view.own) and (flat == np.arange(flat.size)).all():
            return view.tensor
        order = turned(places) if flat.size == prod(view.own) else None
        if order is not None:
            shape, axes = order
            return self.add(PermuteLayer(order=axes), self._reshaped(view.tensor, shape))
        cut = self._apart(view) or self._cut(view)
        if cut is None:
            raise NoSuchView("its values are in an order that no layer gives")
        tensor, found = cut
        lookup = np.full(prod(view.own), -1, np.int32)
        lookup[found.ravel()] = np.arange(found.size, dtype=np.int32)
        inner = replace(view, tensor=tensor, own=self.shape(tensor), places=lookup[view.places])
        return self.in_order(inner, lookup[places])

    def _step(self, tensor: int) -> tuple[LayerKind, tuple[int, ...]]:
        return self.entries[tensor].layer, self.entries[tensor].sources

    def _apart(self, view: View) -> tuple[int, Places] | None:
        """Return a tensor with a view's values put together anew, from where they were before layers that move them alone.

        Values of one pixel that come from several tensors are cut out of each.
        """
        wanted = np.unique(view.places)
        found = origin(replace(view, places=wanted), self._step, self.shape)
        if wanted.size != view.places.size:
            return None
        if found.tensor != view.tensor:
            return self.in_order(found, found.places), wanted
        layer, sources = (None, ()) if view.tensor == INPUT else self._step(view.tensor)
        if not isinstance(layer, ConcatenateLayer) or len(np.unique(wanted // view.own[-1])) != 1:
            return None
        vectors = []
        for source, part in zip(sources, by_source(wanted, [self.shape(source) for source in sources]), strict=True):
            if part.size:
                vectors.append(self.ordered(replace(view, tensor=source, own=self.shape(source), places=part), part))
        return self.add(ConcatenateLayer(), *vectors), wanted

    def _cut(self, view: View) -> tuple[int, Places] | None:
        """Return a tensor with fewer of the values around a view's, and the places of these; None if that is not possible.

        Rows and columns are cut first, then channels, which for that are brought to the place of the columns.
        """
        own: Shape = (1, view.own[0], 1) if len(view.own) == 1 else tuple((1, 1, 1, *view.own)[-3:])
        part = grid(view.places, own)
        if part is None:
            return None
        rows, columns, channels = part
        all_of = [range(side) for side in own]
        twin = self.lasts.get(view.tensor)
        if twin is not None and (rows, columns, channels) == (range(1), range(own[1] - 1, own[1]), all_of[2]):
            return twin, np.sort(view.places.ravel())
        image = self._reshaped(view.tensor, own)
        places = np.arange(prod(own), dtype=np.int32).reshape(own)
        if (rows, columns) == (all_of[0], all_of[1]):
            if channels == all_of[2]:
                return None
            return self._stepped(self.add(PermuteLayer(order=(1, 3, 2)), image), places.transpose(0, 2, 1), rows, channels)
        return self._stepped(image, places, rows, columns)

    def _reshaped(self, tensor: int, shape: Shape) -> int:
        same = self.shape(tensor) == shape
        return tensor if same else self.add(ReshapeLayer(shape=cast("tuple[int, int, int]", shape)), tensor)

    def _stepped(self, image: int, places: Places, rows: range, columns: range) -> tuple[int, Places]:
        """Return the rows and columns of an image, every so many of them, and their places: a pool of single pixels."""
        high, wide, _channels = self.shape(image)
        margins = ((rows.start, high - rows[-1] - 1), (columns.start, wide - columns[-1] - 1))
        if margins != ((0, 0), (0, 0)):
            image = self.add(Cropping2DLayer(margins=margins), image)
        if (rows.step, columns.step) != (1, 1):
            image = self.add(MaxPool2DLayer(size=1, strides=(rows.step, columns.step)), image)
        return image, places[rows.start : rows.stop : rows.step, columns.start : columns.stop : columns.step].ravel()

    def settled(self, view: View) -> View:
        """Return a view of the same values that is whole: what it leaves out is cut away. Raises NoSuchView."""
        if view.whole:
            return view
        tensor = self.in_order(view, view.places)
        shape = view.places.shape
        places = np.arange(view.places.size, dtype=np.int32).reshape(shape)
        return replace(view, tensor=tensor, own=self.shape(tensor), places=places, shared=False)

    def after(self, view: View, layer: LayerKind) -> View:
        """Return the view with a layer of single values, such as an activation, applied to its tensor."""
        return replace(view, tensor=self.add(layer, view.tensor), shared=False)

    def given(self, tensor: int, order: Sequence[int] | None = None, images: int = 0) -> View:
        """Return the view of what a layer gives, its axes in an order; see `fresh`."""
        return fresh(tensor, self.shape(tensor), order, images)

    def finished(self, output: int) -> tuple[tuple[Layer, ...], dict[str, Floats], list[str]]:
        """Return layers and arrays of what the output needs, and the names of nodes that are left out at its end.

        What follows the last product and keeps the order of the classes is left out. Raises NotSupported or ImpossibleLayer.
        """
        left_out: list[str] = []
        while output != INPUT and isinstance(layer := self.entries[output].layer, ActivationLayer) and layer.keeps_order:
            left_out.insert(0, self.entries[output].node)
            (output,) = self.entries[output].sources
        needed = self._needed(output)
        for every in [every for every, last in self.lasts.items() if {every, last} <= needed]:
            self._take_last_of(every)
            needed = self._needed(output)
        builder = Builder(self.input_shape)
        made = {INPUT: builder.input()}
        for index in self._in_order(needed):
            entry = self.entries[index]
            made[index] = builder.add(entry.layer, *(made[source] for source in entry.sources), arrays=entry.arrays)
        layers, arrays = builder.finish(made[output])
        return layers, arrays, left_out

    def _needed(self, output: int) -> set[int]:
        needed, waiting = set(), [output]
        while waiting:
            index = waiting.pop()
            if index not in needed and index != INPUT:
                needed.add(index)
                waiting.extend(self.entries[index].sources)
        return needed

    def _in_order(self, needed: set[int]) -> list[int]:
        """Return layers after those that feed them; they are in this order but for what was put between later."""
        kept: list[int] = []
        for last in sorted(needed):
            waiting = [last]
            while waiting:
                index = waiting[-1]
                before = [source for source in self.entries[index].sources if source != INPUT and source not in kept]
                if index in kept or not before:
                    waiting.pop()
                    if index not in kept:
                        kept.append(index)
                waiting.extend(before)
        return kept

    def _take_last_of(self, every: int) -> None:
        """Where all states are needed and the last one too, the latter is cut out of the former: there is one crossbar."""
        last = self.lasts[every]
        steps, units = self.entries[every].shape
        image = self.add(ReshapeLayer(shape=(1, steps, units)), every)
        cut = self.add(Cropping2DLayer(margins=((0, 0), (steps - 1, 0))), image)
        self.entries[last] = Entry(FlattenLayer(), (cut,), {}, (units,), self.entries[last].node)
