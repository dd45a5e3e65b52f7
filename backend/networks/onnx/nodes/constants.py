"""Nodes that compute numbers of constants alone, such as the shape that a reshape is to have; bounded like all constants."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from backend.networks.bounds import MOST_WEIGHTS
from backend.networks.onnx.file import FLOATS, STANDARD_TYPES, Array
from backend.networks.onnx.found import Found, Unknown, Value
from backend.networks.onnx.net import Net
from backend.networks.onnx.views import MOST_VALUES, View


def _whole_division(first: Array, second: Array) -> Array:
    """Whole numbers are divided towards zero."""
    if first.dtype.kind == "i" and second.dtype.kind == "i":
        if not second.all():
            raise ZeroDivisionError
        quotient = np.abs(first) // np.abs(second)
        return np.asarray(quotient * np.sign(first) * np.sign(second), first.dtype)
    return np.asarray(first / second)


ARITHMETIC: dict[str, Callable[..., Any]] = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": _whole_division,
    "Pow": np.power,
    "Min": np.minimum,
    "Max": np.maximum,
    "Equal": np.equal,
    "Where": np.where,
    "Neg": np.negative,
    "Abs": np.abs,
    "Sqrt": np.sqrt,
    "Exp": np.exp,
    "Log": np.log,
    "Floor": np.floor,
    "Ceil": np.ceil,
    "Reciprocal": np.reciprocal,
    "Not": np.logical_not,
    "And": np.logical_and,
    "Or": np.logical_or,
    "Greater": np.greater,
    "Less": np.less,
}
"""What is computed of constants, element by element."""


def constants_of(found: Found) -> list[Array] | None:
    """Return the inputs if all of them are constants, else None."""
    arrays = [value for value in found.values if value is not None and not isinstance(value, View | Unknown)]
    return arrays if len(arrays) == len([value for value in found.values if value is not None]) else None


def bounded(found: Found, shape: tuple[int, ...], most: int = MOST_WEIGHTS) -> None:
    """Raise NotSupported for a constant that would be too large."""
    if len(shape) > 8 or min(shape, default=0) < 0 or prod(shape) > most:
        raise found.refusal(f"a constant of shape {shape[:8]} is too large")


def arithmetic(found: Found, arrays: list[Array]) -> Value:
    """Return what an element-wise operation gives for constants. Raises NotSupported."""
    found.know()
    try:
        bounded(found, np.broadcast_shapes(*(array.shape for array in arrays)), MOST_VALUES)
        with np.errstate(all="ignore"):
            return np.asarray(ARITHMETIC[found.node.op](*arrays))
    except (ValueError, TypeError, ArithmeticError):
        raise found.refusal("its constants do not fit each other") from None


def folded(found: Found, _net: Net) -> Value:
    """Read a node that can be read of constants alone."""
    arrays = constants_of(found)
    if arrays is None:
        raise found.refusal("it can be read of constants alone")
    return arithmetic(found, arrays)


def constant(found: Found, _net: Net) -> Value:
    """Read `Constant`: a number, a list or an array."""
    found.know("value", "value_float", "value_floats", "value_int", "value_ints")
    if len(found.node.attributes) != 1:
        raise found.refusal("it must have one value")
    value = next(iter(found.node.attributes.values()))
    if isinstance(value, np.ndarray):
        return value
    try:
        return np.asarray(value, np.float32 if "float" in next(iter(found.node.attributes)) else np.int64)
    except (ValueError, TypeError, OverflowError):
        raise found.refusal("its value cannot be read") from None


def constant_of_shape(found: Found, _net: Net) -> Value:
    """Read `ConstantOfShape`: the same number everywhere."""
    found.know("value")
    shape = tuple(found.listed(0) or ())
    bounded(found, shape)
    value = found.node.attributes.get("value", np.zeros(1, np.float32))
    if not isinstance(value, np.ndarray) or value.size != 1:
        raise found.refusal("its value must be one number")
    return np.broadcast_to(value.ravel()[0], shape)


def expand(found: Found, _net: Net) -> Value:
    """Read `Expand` of a constant; of values only where it changes nothing."""
    found.know()
    shape, value = tuple(found.listed(1) or ()), found.given(0)
    if isinstance(value, View):
        before = value.shape(found.images)
        if np.broadcast_shapes(before, shape) != before:
            raise found.refusal("repeating values cannot be read")
        return value
    array = found.constant(0)
    if array is None:
        raise found.refusal("input 0 is left out")
    shape = np.broadcast_shapes(array.shape, shape)
    bounded(found, shape)
    return np.broadcast_to(array, shape)


def span(found: Found, _net: Net) -> Value:
    """Read `Range` of constants."""
    found.know()
    start, limit, step = (found.scalar(place, 0) for place in range(3))
    if not step or abs((limit - start) / step) > MOST_VALUES:
        raise found.refusal("it is too long")
    first = found.constant(0)
    return np.arange(start, limit, step).astype(np.float32 if first is None else first.dtype)


def _shape(found: Found) -> tuple[int, ...]:
    value = found.given(0)
    array = None if isinstance(value, View) else found.constant(0)
    if isinstance(value, View):
        return value.shape(found.images)
    if array is None:
        raise found.refusal("input 0 is left out")
    return array.shape


def shape(found: Found, _net: Net) -> Value:
    """Read `Shape`."""
    found.know("start", "end")
    full = _shape(found)
    end = found.whole("end", len(full)) if "end" in found.node.attributes else len(full)
    return np.asarray(full[found.whole("start") : end], np.int64)


def size(found: Found, _net: Net) -> Value:
    """Read `Size`."""
    found.know()
    return np.asarray(prod(_shape(found)), np.int64)


def product(found: Found, _net: Net) -> Value:
    """Read `ReduceProd` of a constant list."""
    found.know("axes", "keepdims", "noop_with_empty_axes")
    array = found.constant(0)
    axes = found.axes(1, 18)
    if array is None or array.ndim != 1 or axes not in (None, [0], [-1]):
        raise found.refusal("it can be read of a constant list alone")
    return np.asarray(np.prod(array, keepdims=bool(found.whole("keepdims", 1))), array.dtype)


def cast(found: Found, _net: Net) -> Value:
    """Read `Cast` and `CastLike`: of values, only to numbers with a point."""
    found.know("to", "saturate", "round_mode")
    value = found.given(0)
    if found.node.op == "CastLike":
        like = found.given(1)
        kind = "f" if isinstance(like, View) else np.asarray(found.constant(1)).dtype.kind
        dtype: np.dtype[Any] = np.dtype(np.float32) if kind == "f" else np.asarray(found.constant(1)).dtype
    else:
        number = found.whole("to")
        if number not in STANDARD_TYPES:
            raise found.refusal(f"type {number} cannot be read")
        dtype = STANDARD_TYPES[number]
        kind = "f" if number in FLOATS else dtype.kind
    if isinstance(value, View):
        if kind != "f":
            raise found.refusal("values cannot be rounded to whole numbers")
        return value
    array = found.constant(0)
    if array is None:
        raise found.refusal("input 0 is left out")
    if array.dtype != dtype:
        bounded(found, array.shape, MOST_VALUES)
    with np.errstate(all="ignore"):
        return array.astype(dtype, copy=False)


def dequantised(found: Found, _net: Net) -> Value:
    """Read `DequantizeLinear` of weights that are kept in fewer bits: (whole number - zero) * scale, exactly."""
    found.know("axis", "block_size", "output_dtype")
    if isinstance(found.given(0), View):
        raise found.refusal("values in fewer bits cannot be read: export the network before it is quantised")
    found.require(block_size=(0,), output_dtype=(0, 1))
    array, scale, zero = (found.constant(place) for place in range(3))
    if array is None or scale is None or scale.ndim > 1 or array.dtype.kind not in "iu":
        raise found.refusal("its scale must be one number, or one for each place of an axis")
    zero = np.zeros_like(scale) if zero is None else zero
    axis = found.whole("axis", 1)
    if scale.size > 1 and (not -array.ndim <= axis < array.ndim or array.shape[axis] != scale.size or zero.shape != scale.shape):
        raise found.refusal("its scale does not fit its weights")
    if scale.size > 1:
        sides = [-1 if place == axis % array.ndim else 1 for place in range(array.ndim)]
        scale, zero = scale.reshape(sides), zero.reshape(sides)
    return np.asarray((array.astype(np.float32) - zero.astype(np.float32)) * scale, np.float32)
