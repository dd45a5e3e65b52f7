"""Nodes that scale and shift values, and nodes that combine values of several others, element by element."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.layers import ActivationLayer, AddLayer, FlattenLayer, MultiplyLayer, ScaleLayer
from backend.layers.keras import LARGEST
from backend.networks.onnx.file import Array
from backend.networks.onnx.found import Found, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes.constants import arithmetic, constants_of
from backend.networks.onnx.views import NoSuchView, View

Numbers = NDArray[np.float64]
MOST_NUMBERS = 4096
GATED = {"sigmoid": "silu", "hard_sigmoid": "hard_silu"}
"""What x times a function of x is."""


def _of_channels(view: View, array: Array) -> Numbers | None:
    """Return a constant beside a whole view as one number, or one for each of the last axis of our tensor; None if it is more.

    Raises NoSuchView if it does not fit the view.
    """
    shape = view.shape(1)
    try:
        fits = np.broadcast_shapes(shape, array.shape) == shape
    except ValueError:
        fits = False
    if not fits:
        raise NoSuchView(f"a constant of shape {array.shape} does not fit values of shape {shape}")
    values = np.squeeze(np.broadcast_to(array, shape), view.images)
    if array.size == 1:
        return np.asarray(array, np.float64).reshape(1)
    own = np.empty(prod(view.own), np.float64)
    own[view.places] = values
    table = own.reshape(-1, view.own[-1])
    return table[0].copy() if (table == table[0]).all() else None


def affine(found: Found, net: Net, view: View, scale: Array, shift: Array, *, fold: bool) -> View:
    """Return values times a scale, plus a shift; with `fold` into the weights of a product before, a shift always."""
    view = net.settled(view)
    times, plus = (_of_channels(view, np.asarray(array)) for array in (scale, shift))
    if times is None or plus is None:
        if len(view.own) > 1 and prod(view.own) <= MOST_NUMBERS:
            flat = net.add(FlattenLayer(), view.tensor)
            return affine(found, net, replace(view, tensor=flat, own=net.shape(flat)), scale, shift, fold=False)
        raise found.refusal("its constant has other numbers for other places of a channel")
    if not all((np.abs(numbers) <= LARGEST).all() for numbers in (times, plus)):
        raise found.refusal("its numbers are too large, or not finite")
    one = bool((times == 1).all())
    if one and not plus.any():
        return view
    if net.product(view) is not None and (fold or one):
        _fold(net, view, times, plus)
        return view
    before = net.entry(view)
    source = view.tensor
    if before is not None and isinstance(before.layer, ScaleLayer):
        times, plus = times * np.array(before.layer.scale), times * np.array(before.layer.shift) + plus
        (source,) = before.sources
    if max(times.size, plus.size) > MOST_NUMBERS or not all((np.abs(each) <= LARGEST).all() for each in (times, plus)):
        raise found.refusal(f"its numbers are too large, or more than {MOST_NUMBERS:,}")
    layer = ScaleLayer(scale=tuple(_short(times).tolist()), shift=tuple(_short(plus).tolist()))
    return replace(view, tensor=net.add(layer, source), shared=False)


def _short(numbers: Numbers) -> Numbers:
    return numbers[:1] if (numbers == numbers[0]).all() else numbers


def _fold(net: Net, view: View, times: Numbers, plus: Numbers) -> None:
    """Put a scale and a shift of each output into the weights before it."""
    entry = net.product(view)
    assert entry is not None
    kernel, bias = (entry.arrays[name].astype(np.float64) for name in ("kernel", "bias"))
    with np.errstate(over="ignore"):
        folded = {"kernel": (kernel * times).astype(np.float32), "bias": (bias * times + plus).astype(np.float32)}
    if not all(np.isfinite(array).all() for array in folded.values()):
        raise NoSuchView("its numbers are too large to be folded into the weights before it")
    net.change(view, arrays=folded)


def batch_normalisation(found: Found, net: Net) -> Value:
    """Read `BatchNormalization`, folded into the product before it if nothing else reads that."""
    found.know("epsilon", "momentum", "training_mode", "spatial")
    found.require(training_mode=(0,), spatial=(1,))
    if found.used - {found.node.outputs[0]}:
        raise found.refusal("it is in training mode; export the network in evaluation mode (model.eval())")
    view = found.view()
    scale, shift, mean, variance = (found.weights(place, (1,)).astype(np.float64) for place in range(1, 5))
    if view.rank < 2 or view.images != 0 or len({array.shape for array in (scale, shift, mean, variance)}) != 1:
        raise found.refusal("its weights are not those of a batch normalization")
    with np.errstate(all="ignore"):
        factor = scale / np.sqrt(variance + found.number("epsilon", 1e-5))
        offset = shift - mean * factor
    sides = (-1, *[1] * (view.rank - 2))
    return affine(found, net, view, factor.reshape(sides), offset.reshape(sides), fold=True)


def _constant_and_view(found: Found) -> tuple[View, Numbers, int] | None:
    """Return the view, the constant beside it and the place of the view; None if both are views."""
    first, second = found.given(0), found.given(1)
    if isinstance(first, View) and isinstance(second, View):
        return None
    place = 0 if isinstance(first, View) else 1
    array = found.constant(1 - place)
    if array is None or array.dtype.kind not in "fiu":
        raise found.refusal("it needs numbers")
    return found.view(place), array.astype(np.float64), place


def add(found: Found, net: Net) -> Value:
    """Read `Add`: of a constant, a bias where a product is before it."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    with_constant = _constant_and_view(found)
    if with_constant is None:
        return combined(found, net, AddLayer(), found.view(0), found.view(1))
    view, array, _place = with_constant
    return affine(found, net, view, np.ones(1), array, fold=False)


def subtract(found: Found, net: Net) -> Value:
    """Read `Sub`."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    with_constant = _constant_and_view(found)
    if with_constant is None:
        minus = affine(found, net, found.view(1), -np.ones(1), np.zeros(1), fold=False)
        return combined(found, net, AddLayer(), found.view(0), minus)
    view, array, place = with_constant
    if place == 0:
        return affine(found, net, view, np.ones(1), -array, fold=False)
    return affine(found, net, view, -np.ones(1), array, fold=False)


def multiply(found: Found, net: Net) -> Value:
    """Read `Mul`: of a constant a scale, of a value and its sigmoid an activation."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    with_constant = _constant_and_view(found)
    if with_constant is not None:
        view, array, _place = with_constant
        return affine(found, net, view, array, np.zeros(1), fold=False)
    first, second = found.view(0), found.view(1)
    for value, gate in ((first, second), (second, first)):
        function = net.entries[gate.tensor].layer if gate.tensor >= 0 else None
        if isinstance(function, ActivationLayer) and function.function in GATED:
            same = net.entries[gate.tensor].sources == (value.tensor,) and np.array_equal(value.places, gate.places)
            if same and value.images == gate.images:
                return net.after(value, ActivationLayer.model_validate({"function": GATED[function.function]}))
    return combined(found, net, MultiplyLayer(), first, second)


def divide(found: Found, net: Net) -> Value:
    """Read `Div` by a constant."""
    found.know()
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    with_constant = _constant_and_view(found)
    if with_constant is None or with_constant[2] != 0:
        raise found.refusal("only division by a constant can be read")
    view, array, _place = with_constant
    with np.errstate(divide="ignore"):
        return affine(found, net, view, 1 / array, np.zeros(1), fold=False)


def negative(found: Found, net: Net) -> Value:
    """Read `Neg`."""
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    found.know()
    return affine(found, net, found.view(), -np.ones(1), np.zeros(1), fold=False)


def power(found: Found, net: Net) -> Value:
    """Read `Pow` with the exponents 1, 2 and 3."""
    arrays = constants_of(found)
    if arrays is not None:
        return arithmetic(found, arrays)
    found.know()
    exponent, view = found.scalar(1, 1.0), found.view()
    if exponent not in (1, 2, 3):
        raise found.refusal(f"the exponent {exponent:g} cannot be read; it must be 1, 2 or 3")
    if exponent == 1:
        return view
    return replace(view, tensor=net.add(MultiplyLayer(inputs=None), *[view.tensor] * int(exponent)), shared=False)


def summed(found: Found, net: Net) -> Value:
    """Read `Sum` of values."""
    found.know()
    total = found.view(0)
    for place in range(1, len(found.values)):
        total = combined(found, net, AddLayer(), total, found.view(place))
    return total


def combined(found: Found, net: Net, layer: Any, first: View, second: View) -> View:
    """Return the values of two views, combined; an image of one pixel is repeated. Raises NotSupported or NoSuchView."""
    if first.shape(1) != second.shape(1) or first.images != second.images:
        return _repeated(found, net, layer, first, second)
    first, second = net.settled(first), net.settled(second)
    if first.own == second.own and np.array_equal(first.places, second.places):
        return replace(first, tensor=net.add(layer, first.tensor, second.tensor), shared=False)
    for one, other in ((first, second), (second, first)):
        order = np.argsort(one.places.ravel())
        try:
            tensor = net.ordered(other, other.places.ravel()[order].reshape(one.own))
        except NoSuchView:
            continue
        return replace(one, tensor=net.add(layer, one.tensor, tensor), shared=False)
    raise found.refusal("its two inputs have their values in orders that do not fit each other")


def _repeated(found: Found, net: Net, layer: Any, first: View, second: View) -> View:
    if first.rank != second.rank or first.rank != 4 or first.images or second.images:
        raise found.refusal(f"values of shapes {first.shape(1)} and {second.shape(1)} cannot be combined")
    tensors = [net.image(net.settled(view)) for view in (first, second)]
    return net.given(net.add(layer, *tensors), (2, 0, 1))
