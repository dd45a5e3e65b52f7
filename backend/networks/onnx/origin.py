"""Where values were before layers that only move them: what is cut out there needs none of these layers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod

import numpy as np

from backend.layers import INPUT, ConcatenateLayer, FlattenLayer, FlipLayer, LayerKind, ReshapeLayer, Shape
from backend.networks.onnx.views import Places, View

Step = tuple[LayerKind, tuple[int, ...]]
"""A layer, and what feeds it."""


def origin(view: View, step: Callable[[int], Step], shape: Callable[[int], Shape]) -> View:
    """Return the view of the same values in the earliest tensor that holds all of them."""
    while view.tensor != INPUT:
        layer, sources = step(view.tensor)
        if isinstance(layer, ReshapeLayer | FlattenLayer):
            view = replace(view, tensor=sources[0], own=shape(sources[0]))
        elif isinstance(layer, FlipLayer):
            turned = np.flip(np.arange(prod(view.own), dtype=np.int32).reshape(view.own), layer.axis - 1).ravel()
            view = replace(view, tensor=sources[0], places=turned[view.places])
        elif isinstance(layer, ConcatenateLayer):
            parts = by_source(view.places, [shape(source) for source in sources])
            held = [place for place, part in enumerate(parts) if part.size]
            if len(held) != 1:
                return view
            source = sources[held[0]]
            within = parts[held[0]].reshape(view.places.shape)
            view = replace(view, tensor=source, own=shape(source), places=within)
        else:
            return view
    return view


def by_source(places: Places, shapes: Sequence[Shape]) -> list[Places]:
    """Return those of the places of joined channels that are of each source, as places in it, in the same order."""
    flat, total = places.ravel(), sum(shape[-1] for shape in shapes)
    pixels, channels = np.divmod(flat, total)
    parts, first = [], 0
    for shape in shapes:
        own = (channels >= first) & (channels < first + shape[-1])
        parts.append((pixels[own] * shape[-1] + channels[own] - first).astype(np.int32))
        first += shape[-1]
    return parts
