"""Nodes that apply a function to every value, or a softmax to the values of an axis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isclose, prod
from typing import Any

import numpy as np

from backend.layers import ActivationLayer, MultiplyLayer
from backend.networks.onnx.found import Found, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes.constants import arithmetic, constants_of
from backend.networks.onnx.nodes.elementwise import affine
from backend.networks.onnx.views import View

PLAIN = {
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "Exp": "exponential",
    "HardSwish": "hard_silu",
}
"""Functions without settings."""
SELU = {"alpha": 1.67326319217681884765625, "gamma": 1.05070102214813232421875}
CLOSE = 1e-6


def applied(net: Net, view: View, function: str, **settings: float | None) -> View:
    """Return values with a function applied; a plain ReLU becomes part of a product before it that nothing else reads."""
    layer = ActivationLayer.model_validate({"function": function, **settings})
    view = net.settled(view)
    if layer.is_plain_relu and net.product(view) is not None:
        net.change(view, activation="relu")
        return view
    return net.after(view, layer)


def plain(found: Found, net: Net) -> Value:
    """Read a function without settings."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None and found.node.op == "Exp":
        return arithmetic(found, arrays)
    return applied(net, found.view(), PLAIN[found.node.op])


def relu(found: Found, net: Net) -> Value:
    """Read `Relu`."""
    found.know()
    return applied(net, found.view(), "relu")


def leaky_relu(found: Found, net: Net) -> Value:
    """Read `LeakyRelu`."""
    found.know("alpha")
    return _leaky(found, net, found.number("alpha", 0.01))


def prelu(found: Found, net: Net) -> Value:
    """Read `PRelu` with one slope for all channels."""
    found.know()
    slopes = found.constant(1)
    if slopes is None or not slopes.size or (slopes != slopes.ravel()[0]).any():
        raise found.refusal("a slope for each channel cannot be read; it must be one for all")
    return _leaky(found, net, float(slopes.ravel()[0]))


def _leaky(found: Found, net: Net, slope: float) -> View:
    if slope < 0:
        raise found.refusal(f"the slope {slope:g} must not be negative")
    return applied(net, found.view(), "relu", negative_slope=slope or None)


def thresholded_relu(found: Found, net: Net) -> Value:
    """Read `ThresholdedRelu`."""
    found.know("alpha")
    threshold = found.number("alpha", 1.0)
    if threshold < 0:
        raise found.refusal(f"the threshold {threshold:g} must not be negative")
    return applied(net, found.view(), "relu", threshold=threshold or None)


def elu(found: Found, net: Net) -> Value:
    """Read `Elu`, and `Celu` where it is the same."""
    found.know("alpha")
    alpha = found.number("alpha", 1.0)
    if found.node.op == "Celu" and alpha != 1:
        raise found.refusal(f"alpha {alpha:g} cannot be read; it must be 1")
    return applied(net, found.view(), "elu", alpha=None if alpha == 1 else alpha)


def selu(found: Found, net: Net) -> Value:
    """Read `Selu` with its usual numbers."""
    found.know("alpha", "gamma")
    for name, usual in SELU.items():
        if not isclose(found.number(name, usual), usual, rel_tol=CLOSE):
            raise found.refusal(f"{name} {found.number(name, usual):g} cannot be read; it must be {usual:g}")
    return applied(net, found.view(), "selu")


def gelu(found: Found, net: Net) -> Value:
    """Read `Gelu`, exact or approximated by a tanh."""
    found.know("approximate")
    found.require(approximate=("none", "tanh"))
    return applied(net, found.view(), "gelu" if found.text("approximate", "none") == "none" else "gelu_tanh")


def swish(found: Found, net: Net) -> Value:
    """Read `Swish` with a slope of 1."""
    found.know("alpha")
    found.require(alpha=(1.0,))
    return applied(net, found.view(), "silu")


def mish(found: Found, net: Net) -> Value:
    """Read `Mish`: x times the tanh of the softplus of x."""
    found.know()
    view = net.settled(found.view())
    gate = applied(net, applied(net, view, "softplus"), "tanh")
    return replace(view, tensor=net.add(MultiplyLayer(), view.tensor, gate.tensor), shared=False)


def clip(found: Found, net: Net) -> Value:
    """Read `Clip`: a ReLU with a largest value, shifted if its smallest value is not 0."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        return np.clip(arrays[0], found.constant(1), found.constant(2))
    low, high = found.constant(1), found.constant(2)
    if low is None or (low.size == 1 and float(low.ravel()[0]) < -1e30):
        raise found.refusal("a smallest value must be given")
    least, most = found.scalar(1, 0.0), None if high is None else found.scalar(2, 0.0)
    return bounded(found, net, found.view(), least, None if most is None or most > 1e30 else most)


def bounded(found: Found, net: Net, view: View, least: float, most: float | None) -> View:
    """Return values between two numbers."""
    if most is not None and most <= least:
        raise found.refusal(f"the largest value {most:g} must be above the smallest {least:g}")
    ones = np.ones(1)
    if least:
        view = affine(found, net, view, ones, np.array([-least]), fold=False)
    view = applied(net, view, "relu", max_value=None if most is None else most - least)
    return affine(found, net, view, ones, np.array([least]), fold=False) if least else view


def largest(found: Found, net: Net) -> Value:
    """Read `Max` of values and 0."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    place = 0 if isinstance(found.given(0), View) else 1
    if len(found.values) != 2 or found.scalar(1 - place, 1.0) != 0:
        raise found.refusal("only the larger of a value and 0 can be read")
    return applied(net, found.view(place), "relu")


def hard_sigmoid(found: Found, net: Net) -> Value:
    """Read `HardSigmoid`: a slope and an offset, within 0 and 1."""
    found.know("alpha", "beta")
    slope, offset = found.number("alpha", 0.2), found.number("beta", 0.5)
    if offset == 0.5 and isclose(slope, 0.2, rel_tol=CLOSE):
        return applied(net, found.view(), "hard_sigmoid_fifth")
    if offset == 0.5 and isclose(slope, 1 / 6, rel_tol=CLOSE):
        return applied(net, found.view(), "hard_sigmoid")
    view = affine(found, net, found.view(), np.array([slope]), np.array([offset]), fold=False)
    return applied(net, view, "relu", max_value=1.0)


def softmax(found: Found, net: Net) -> Value:
    """Read `Softmax` over channels, and `LogSoftmax` at the end, where it does not change which class is largest."""
    found.know("axis")
    view = found.view()
    axis = view.axis(found.whole("axis", -1 if found.opset >= 13 else 1))
    sides = view.places.shape
    # Before operators of version 13 a softmax was over an axis and all that follow.
    if found.opset < 13 and (prod(sides[axis:]) != sides[axis] or view.images > axis):
        raise found.refusal("a softmax over several axes cannot be read")
    if found.node.op == "LogSoftmax":
        if len(sides) != 1:
            raise found.refusal("it can be read of a vector alone")
        return replace(view, ended=found.name)
    last: Any = np.moveaxis(view.places, axis, -1)
    if len(sides) > 3:
        raise found.refusal(f"values of {view.rank} axes cannot be read")
    tensor = net.ordered(view, last if len(sides) in (1, 3) else last.reshape(1, *last.shape))
    view_after = net.given(net.add(ActivationLayer(function="softmax"), tensor))
    order = np.moveaxis(view_after.places.reshape(last.shape), -1, axis)
    return replace(view_after, places=order, images=view.images)


READERS: dict[str, Callable[[Found, Net], Value]] = {
    **dict.fromkeys(PLAIN, plain),
    "Relu": relu,
    "LeakyRelu": leaky_relu,
    "PRelu": prelu,
    "ThresholdedRelu": thresholded_relu,
    "Elu": elu,
    "Celu": elu,
    "Selu": selu,
    "Gelu": gelu,
    "Swish": swish,
    "Mish": mish,
    "Clip": clip,
    "Max": largest,
    "HardSigmoid": hard_sigmoid,
    "Softmax": softmax,
    "LogSoftmax": softmax,
}
