"""Nodes that pool windows or whole images, and nodes that put zeros around them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from backend.layers import (
    AveragePool2DLayer,
    GlobalPool2DLayer,
    LayerKind,
    MaxPool2DLayer,
    ZeroPadding2DLayer,
)
from backend.networks.onnx.found import Found, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes.windows import ATTRIBUTES, windows
from backend.networks.onnx.views import View, as_image


def pool(found: Found, net: Net) -> Value:
    """Read `MaxPool` and `AveragePool` over images or series."""
    found.know(*ATTRIBUTES, "ceil_mode", "storage_order", "count_include_pad")
    if found.used - {found.node.outputs[0]}:
        raise found.refusal("the places of the largest values cannot be read")
    view = found.view()
    image = view.places.shape[1:]
    if view.rank not in (3, 4) or view.images != 0:
        raise found.refusal(f"values of {view.rank} axes are no images")
    size = found.wholes("kernel_shape", (), len(image))
    greatest = found.node.op == "MaxPool"
    over = windows(found, image, size, ceil=bool(found.whole("ceil_mode")))
    if over.dilation != (1, 1):
        raise found.refusal(f"dilations {over.dilation} cannot be read; they must be 1")
    if not greatest and found.whole("ceil_mode") and over != windows(found, image, size):
        raise found.refusal("ceil_mode cannot be read where windows reach over the end of the image")
    settings = {"size": over.size, "strides": None if over.strides == over.size else over.strides, "padding": over.padding}
    layer: LayerKind
    if greatest:
        layer = MaxPool2DLayer.model_validate(settings)
    else:
        counts = bool(found.whole("count_include_pad")) and over.padding != "valid"
        layer = AveragePool2DLayer.model_validate({**settings, "counts_padding": counts})
    after = net.given(net.add(layer, net.image(net.settled(view))), (2, 0, 1))
    return after if view.rank == 4 else replace(after, places=after.places.reshape(view.places.shape[0], -1))


def whole_pool(found: Found, net: Net) -> Value:
    """Read `GlobalAveragePool` and `GlobalMaxPool`."""
    found.know()
    view = found.view()
    if view.rank not in (3, 4) or view.images != 0:
        raise found.refusal(f"values of {view.rank} axes are no images")
    function: Literal["average", "max"] = "max" if found.node.op == "GlobalMaxPool" else "average"
    tensor = net.add(GlobalPool2DLayer(function=function), net.image(net.settled(view)))
    after = net.given(tensor)
    return replace(after, places=after.places.reshape(-1, *[1] * (view.rank - 2)))


def reduced(found: Found, net: Net) -> Value:
    """Read `ReduceMean` and `ReduceMax` over all pixels, or over all time steps."""
    found.know("axes", "keepdims", "noop_with_empty_axes")
    function: Literal["average", "max"] = "max" if found.node.op == "ReduceMax" else "average"
    view, axes = found.view(), found.axes(1, 20 if function == "max" and found.opset < 18 else 18)
    if axes is None or not axes:
        raise found.refusal("it must name its axes")
    dropped = sorted({view.axis(axis) for axis in axes})
    kept = [axis for axis in range(view.places.ndim) if axis not in dropped]
    if len(dropped) not in (1, 2) or len(kept) != 1:
        raise found.refusal("it must be over all pixels of an image, or all steps of a series")
    view = net.settled(view)
    places = as_image(view.places.transpose(*dropped, *kept))
    after = net.given(net.add(GlobalPool2DLayer(function=function), net.ordered(view, places)))
    channels = after.places.size
    if found.whole("keepdims", 1):
        sides = [channels if axis in kept else 1 for axis in range(view.places.ndim)]
        return replace(after, places=after.places.reshape(sides), images=view.images)
    return replace(after, images=int(view.images > 0 and kept[0] < view.images))


def pad(found: Found, net: Net) -> Value:
    """Read `Pad` with zeros around images; a negative margin cuts."""
    found.know("mode")
    found.require(mode=("constant",))
    view, pads, named = found.view(), found.listed(1), found.listed(3)
    if pads is None or found.scalar(2, 0.0) != 0:
        raise found.refusal("it must be padding with zeros")
    axes = list(range(view.rank)) if named is None else [axis % view.rank for axis in named if -view.rank <= axis < view.rank]
    if len(pads) != 2 * len(axes) or len(set(axes)) != len(axes):
        raise found.refusal(f"pads {pads[:8]} do not fit values of {view.rank} axes")
    margins = {axis: (pads[place], pads[place + len(axes)]) for place, axis in enumerate(axes)}
    margins = {axis: margin for axis, margin in margins.items() if margin != (0, 0)}
    if view.images in margins:
        raise found.refusal("it pads the axis of the images")
    if view.rank == 4 and view.images == 0 and set(margins) <= {2, 3} and min(map(min, margins.values()), default=0) >= 0:
        around = margins.get(2, (0, 0)), margins.get(3, (0, 0))
        tensor = net.add(ZeroPadding2DLayer(margins=around), net.image(net.settled(view)))
        return net.given(tensor, (2, 0, 1))
    for axis, margin in margins.items():
        view = _padded(found, net, view, view.axis(axis), margin)
    return view


def _padded(found: Found, net: Net, view: View, axis: int, margin: tuple[int, int]) -> View:
    """Pad one axis: rows or columns as they are, channels brought to the place of the columns."""
    low, high = (min(side, 0) for side in margin)
    if low or high:
        view = view.taken(axis, slice(-low, view.places.shape[axis] + high))
        margin = max(margin[0], 0), max(margin[1], 0)
    if margin == (0, 0):
        return view
    view = net.settled(view)
    if view.places.ndim > 3:
        raise found.refusal(f"values of {view.rank} axes cannot be padded")
    order: Any = np.moveaxis(view.places, 0, -1) if view.places.ndim == 3 else view.places
    place = [*range(1, view.places.ndim), 0].index(axis) if view.places.ndim == 3 else axis
    image = as_image(order)
    place += 3 - order.ndim
    swapped = place == 2
    if swapped:
        image, place = image.transpose(0, 2, 1), 1
    margins = ((margin, (0, 0)), ((0, 0), margin))[place]
    tensor = net.add(ZeroPadding2DLayer(margins=margins), net.ordered(view, image))
    after = net.given(tensor)
    places = after.places.transpose(0, 2, 1) if swapped else after.places
    places = places.reshape(places.shape[3 - order.ndim :])
    return replace(after, places=np.moveaxis(places, -1, 0) if order.ndim == 3 else places, images=view.images)
