"""Nodes that multiply by weights: convolutions and matrix products, which lie on crossbars."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import numpy as np
from numpy.typing import NDArray

from backend.layers import Conv2DLayer, DenseLayer, FlattenLayer
from backend.networks.onnx.file import Array
from backend.networks.onnx.found import Found, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes.constants import bounded, constants_of
from backend.networks.onnx.nodes.windows import ATTRIBUTES, windows
from backend.networks.onnx.views import View, as_image

Weights = NDArray[np.float32]


def convolution(found: Found, net: Net) -> Value:
    """Read `Conv` over images or series."""
    found.know(*ATTRIBUTES, "group")
    weights = found.weights(1, (3, 4))
    view, groups, size = found.view(), found.whole("group", 1), weights.shape[2:]
    if found.wholes("kernel_shape", size) != list(size):
        raise found.refusal(f"kernel_shape does not fit weights of shape {weights.shape}")
    if view.rank != weights.ndim or view.images != 0:
        raise found.refusal(f"weights of {weights.ndim} axes do not fit values of {view.rank}")
    channels = view.places.shape[0]
    if groups < 1 or channels % groups or weights.shape[1] * groups != channels:
        raise found.refusal(f"weights for {weights.shape[1] * max(groups, 0)} channels do not fit {channels}")
    over = windows(found, view.places.shape[1:], size)
    kernel = weights.reshape(*weights.shape[:2], *over.size).transpose(2, 3, 1, 0)
    layer = Conv2DLayer(
        filters=weights.shape[0],
        kernel_size=over.size,
        padding=over.padding,
        activation="linear",
        strides=over.strides,
        dilation=over.dilation,
        groups=groups,
    )
    bias = _bias(found, 2, weights.shape[0])
    tensor = net.add(layer, net.image(net.settled(view)), arrays={"kernel": kernel, "bias": bias})
    after = net.given(tensor, (2, 0, 1))
    return after if view.rank == 4 else replace(after, places=after.places.reshape(weights.shape[0], -1))


def _bias(found: Found, place: int, outputs: int, factor: float = 1.0) -> Weights:
    """Return an input as one number for each output; zeros if it is left out."""
    array = found.constant(place)
    if array is None:
        return np.zeros(outputs, np.float32)
    if array.dtype.kind != "f" or array.size not in (1, outputs) or prod(array.shape[:-1]) != 1:
        raise found.refusal(f"a bias of shape {array.shape} does not fit {outputs} outputs")
    return np.broadcast_to(array.ravel() * np.float32(factor), outputs).astype(np.float32)


def general_product(found: Found, net: Net) -> Value:
    """Read `Gemm`: alpha x W + beta b, of a matrix or its transpose."""
    found.know("alpha", "beta", "transA", "transB")
    found.require(transA=(0,))
    weights = found.weights(1, (2,))
    weights = weights.T if found.whole("transB") else weights
    alpha, beta = found.number("alpha", 1.0), found.number("beta", 1.0)
    view = found.view()
    scaled = weights if alpha == 1 else (weights * np.float32(alpha)).astype(np.float32)
    return _multiplied(found, net, view, scaled, _bias(found, 2, weights.shape[1], beta))


def _dense(net: Net, view: View, weights: Array, bias: Weights) -> View:
    """A dense layer whose rows have the order of our values."""
    view = net.settled(view)
    source = view.tensor if len(view.own) == 1 else net.add(FlattenLayer(), view.tensor)
    places = view.places.ravel()
    kernel = np.empty_like(weights) if not view.straight else weights
    if not view.straight:
        kernel[places] = weights
    layer = DenseLayer(units=weights.shape[1], activation="linear")
    return net.given(net.add(layer, source, arrays={"kernel": kernel, "bias": bias}))


def product(found: Found, net: Net) -> Value:
    """Read `MatMul` with a matrix of weights: of vectors, of time steps, or of pixels."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        try:
            bounded(found, (arrays[0].size // max(arrays[0].shape[-1:] or (1,)), arrays[1].size))
            return np.asarray(np.matmul(*arrays))
        except ValueError:
            raise found.refusal("its constants do not fit each other") from None
    weights = found.weights(1, (2,))
    return _multiplied(found, net, found.view(), weights, np.zeros(weights.shape[1], np.float32))


def _multiplied(found: Found, net: Net, view: View, weights: Array, bias: Weights) -> View:
    """The last axis of values times a matrix: of a vector a dense layer, of steps or pixels a convolution of single ones."""
    sides = view.places.shape
    if view.images == view.rank - 1 or not sides or sides[-1] != weights.shape[0]:
        raise found.refusal(f"weights of {weights.shape[0]} rows do not fit values of shape {view.shape(1)}")
    if prod(sides[:-1]) == 1:
        after = _dense(net, replace(view, places=view.places.reshape(-1), images=0), weights, bias)
    elif len(sides) > 3:
        raise found.refusal(f"values of {view.rank} axes cannot be read")
    else:
        layer = Conv2DLayer(filters=weights.shape[1], kernel_size=1, activation="linear")
        kernel = weights.reshape(1, 1, *weights.shape)
        view = net.settled(view)
        after = net.given(net.add(layer, net.ordered(view, as_image(view.places)), arrays={"kernel": kernel, "bias": bias}))
    return replace(after, places=after.places.reshape(*sides[:-1], -1), images=view.images)
