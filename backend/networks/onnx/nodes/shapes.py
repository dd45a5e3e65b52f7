"""Nodes that change the order, axes or extent of values, and nothing else; the same of constants."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np

from backend.layers import ConcatenateLayer
from backend.networks.onnx.file import Array
from backend.networks.onnx.found import Found, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes.constants import bounded, constants_of
from backend.networks.onnx.views import MOST_VALUES, NoSuchView, View, as_image


def _value(found: Found) -> Array | View:
    value = found.given(0)
    if isinstance(value, View):
        return value
    array = found.constant(0)
    if array is None:
        raise found.refusal("input 0 is left out")
    return array


def identity(found: Found, _net: Net) -> Value:
    """Read `Identity`."""
    found.know()
    return _value(found)


def dropout(found: Found, _net: Net) -> Value:
    """Read `Dropout`, which does nothing at inference."""
    found.know("ratio", "seed")
    training = found.constant(2)
    if training is not None and training.any():
        raise found.refusal("it is in training mode; export the network in evaluation mode (model.eval())")
    if len(found.used) > 1 or found.node.outputs[0] not in found.used:
        raise found.refusal("its mask cannot be read")
    return _value(found)


def transpose(found: Found, _net: Net) -> Value:
    """Read `Transpose`."""
    found.know("perm")
    value = _value(found)
    rank = value.rank if isinstance(value, View) else value.ndim
    order = found.wholes("perm", range(rank)[::-1])
    if isinstance(value, View):
        return value.transposed(order)
    if sorted(order) != list(range(rank)):
        raise found.refusal(f"perm {order[:8]} does not hold each of {rank} axes once")
    return value.transpose(order)


def reshape(found: Found, _net: Net) -> Value:
    """Read `Reshape` to a constant shape, of which 0 stands for a side as it was and -1 for what is left."""
    found.know("allowzero")
    value, target = _value(found), found.listed(1)
    if target is None or (found.whole("allowzero") and 0 in target):
        raise found.refusal("it must have a shape, without empty axes")
    before = value.shape(found.images) if isinstance(value, View) else value.shape
    if any(side == 0 and axis >= len(before) for axis, side in enumerate(target)) or len(target) > 8:
        raise found.refusal(f"the shape {target[:8]} cannot be read")
    return _reshaped(found, value, [before[axis] if side == 0 else side for axis, side in enumerate(target)])


def _reshaped(found: Found, value: Array | View, sides: Sequence[int]) -> Value:
    if isinstance(value, View):
        return value.reshaped(sides, found.images)
    try:
        return value.reshape(sides)
    except ValueError:
        raise found.refusal(f"a constant of shape {value.shape} cannot have the shape {tuple(sides)}") from None


def flatten(found: Found, _net: Net) -> Value:
    """Read `Flatten` to a table of two axes."""
    found.know("axis")
    value = _value(found)
    before = value.shape(found.images) if isinstance(value, View) else value.shape
    axis = found.whole("axis", 1)
    if not -len(before) <= axis <= len(before):
        raise found.refusal(f"axis {axis} is not there")
    axis = axis + len(before) if axis < 0 else axis
    return _reshaped(found, value, (prod(before[:axis]), prod(before[axis:])))


def squeeze(found: Found, _net: Net) -> Value:
    """Read `Squeeze`."""
    found.know("axes")
    value, axes = _value(found), found.axes(1, 13)
    if isinstance(value, View):
        return value.squeezed(axes, found.images)
    try:
        return np.squeeze(value, None if axes is None else tuple(axes))
    except ValueError:
        raise found.refusal(f"axes {axes} are not all of length 1") from None


def unsqueeze(found: Found, _net: Net) -> Value:
    """Read `Unsqueeze`."""
    found.know("axes")
    value, axes = _value(found), found.axes(1, 13)
    if axes is None:
        raise found.refusal("it has no axes")
    if isinstance(value, View):
        return value.unsqueezed(axes)
    bounded(found, (*value.shape, *([1] * len(axes))))
    try:
        return np.expand_dims(value, tuple(axes))
    except ValueError:
        raise found.refusal(f"axes {axes} cannot be added") from None


def take(found: Found, _net: Net) -> Value:
    """Read `Gather` of constant places along an axis."""
    found.know("axis")
    value, places = _value(found), found.constant(1)
    if places is None or places.dtype.kind != "i" or places.size > 4096:
        raise found.refusal("places must be constant whole numbers")
    axis = found.whole("axis")
    if isinstance(value, View):
        axis = value.axis(axis)
        sides: tuple[int, ...] = value.places.shape
        bounded(found, (*sides[:axis], places.size, *sides[axis + 1 :]), MOST_VALUES)
        if places.ndim > 1:
            raise found.refusal("places must be one number or a list of them")
    else:
        sides = value.shape
        if not -value.ndim <= axis < value.ndim:
            raise found.refusal(f"axis {axis} is not there")
        bounded(found, (*sides[:axis], *places.shape, *sides[axis % value.ndim + 1 :]))
    if places.size and not (-sides[axis] <= places.min() and places.max() < sides[axis]):
        raise found.refusal(f"places must be from 0 to {sides[axis] - 1}")
    places = places % sides[axis]
    if isinstance(value, View):
        return value.taken(axis, int(places) if places.ndim == 0 else places)
    return np.take(value, places, axis)


def cut(found: Found, _net: Net) -> Value:
    """Read `Slice` with constant ends."""
    found.know()
    value, starts, ends, axes, steps = _value(found), *(found.listed(place) for place in range(1, 5))
    if starts is None or ends is None:
        raise found.refusal("it must have starts and ends")
    axes = list(range(len(starts))) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    if not len(starts) == len(ends) == len(axes) == len(steps) or 0 in steps:
        raise found.refusal("starts, ends, axes and steps must fit each other")
    for axis, chosen in zip(axes, map(_slice, starts, ends, steps), strict=True):
        if not isinstance(value, View):
            if not -value.ndim <= axis < value.ndim:
                raise found.refusal(f"axis {axis} is not there")
            value = value[(*[slice(None)] * (axis % value.ndim), chosen)]
        elif axis % value.rank == value.images:
            if chosen.indices(found.images) != (0, found.images, 1):
                raise found.refusal("it takes some of the images")
        else:
            value = value.taken(value.axis(axis), chosen)
    return value


def _slice(start: int, end: int, step: int) -> slice:
    """An end beyond the first value, counted from behind, is written as a very small number."""
    return slice(start, None if step < 0 and end < -(1 << 31) + 1 else end, step)


def split(found: Found, _net: Net) -> list[Value]:
    """Read `Split` along an axis of values."""
    found.know("axis", "split", "num_outputs")
    view, count = found.view(), len(found.node.outputs)
    axis = view.axis(found.whole("axis"))
    length = view.places.shape[axis]
    sides = found.listed(1) if found.opset >= 13 else found.wholes("split")
    if not sides:
        side = -(-length // count)
        sides = [min(side, length - side * place) for place in range(count)]
    if len(sides) != count or sum(sides) != length or min(sides) < 1:
        raise found.refusal(f"parts {sides[:8]} do not fit {length} values and {count} outputs")
    ends = np.cumsum(sides)
    parts = [view.taken(axis, slice(int(end) - side, int(end))) for side, end in zip(sides, ends, strict=True)]
    return [replace(part, shared=True) for part in parts]


def concatenate(found: Found, net: Net) -> Value:
    """Read `Concat` of constants, or of values along any axis but that of the images."""
    found.know("axis")
    arrays = constants_of(found)
    axis = found.whole("axis")
    if arrays is not None:
        try:
            bounded(found, (sum(array.size for array in arrays),))
            return np.concatenate(arrays, axis)
        except (ValueError, TypeError):
            raise found.refusal("its constants do not fit each other") from None
    views = [found.view(place) for place in range(len(found.values))]
    if len(views) == 1:
        return views[0]
    first = views[0]
    along = first.axis(axis)
    if any((view.images, view.rank) != (first.images, first.rank) for view in views):
        raise found.refusal("its inputs have different axes")
    return _joined(found, net, views, along)


def _joined(found: Found, net: Net, views: Sequence[View], along: int) -> View:
    """Values are brought to an order in which the axis that grows is the last; its place is restored in the view."""
    sides = [view.places.shape for view in views]
    others = {(*shape[:along], *shape[along + 1 :]) for shape in sides}
    if len(others) != 1 or len(sides[0]) > 3:
        raise found.refusal(f"values of shapes {', '.join(map(str, sides))} cannot be joined")
    if sum(view.places.size for view in views) > MOST_VALUES:
        raise found.refusal("it gives too many values")
    first = views[0]
    if all((view.tensor, view.own) == (first.tensor, first.own) for view in views):  # parts of one are put together again
        whole = replace(first, places=np.concatenate([view.places for view in views], along), shared=True)
        with suppress(NoSuchView):
            return net.settled(whole)
    tensors = []
    for view in views:
        places = np.moveaxis(view.places, along, -1)
        if places.ndim == 2:
            places = as_image(places)
        tensors.append(net.ordered(view, places))
    tensor = net.add(ConcatenateLayer(), *tensors)
    shape = [*next(iter(others)), sum(side[along] for side in sides)]
    view = net.given(tensor)
    order: Any = np.moveaxis(view.places.reshape(shape), -1, along)
    return View(tensor, view.own, order, views[0].images)
