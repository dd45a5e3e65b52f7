"""Every operator alone, over shapes, attributes and versions: the engine's ideal chip against onnxruntime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import NodeProto, helper

from backend.layers import NotSupported
from backend.networks.onnx.nodes import READERS
from backend.networks.onnx.nodes.constants import ARITHMETIC, folded
from tests.backend.networks.onnx.logits import agree, model, ours, random_images, read_as, theirs

OUTPUTS = 5
often = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
Draw = Callable[..., Any]
Case = tuple[Sequence[NodeProto], dict[str, Any]]
"""Nodes from x to y, and constants."""
ONES = st.integers(1, 3)


def node(op: str, *inputs: str, out: Sequence[str] = ("y",), **attributes: Any) -> NodeProto:
    return helper.make_node(op, list(inputs), list(out), **attributes)


def numbers(draw: Draw, *shape: int, low: float = -1, high: float = 1) -> np.ndarray:
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    return random.uniform(low, high, shape).astype(np.float32)


def numbers_of(*shape: int) -> np.ndarray:
    """The same small numbers for the same shape."""
    return np.random.default_rng(5).uniform(-0.5, 0.5, shape).astype(np.float32)


def whole(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def axes_of(opset: int, since: int, axes: Sequence[int], name: str) -> tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]:
    """Axes as an input or, before a version, as an attribute: inputs, attributes, constants."""
    return ((name,), {}, {name: whole(*axes)}) if opset >= since else ((), {"axes": list(axes)}, {})


# Products


def windows(draw: Draw, axes: int, *, most: int = 3, dilated: bool = True) -> dict[str, Any]:
    """Attributes of windows that fit into 9 values."""
    found: dict[str, Any] = {"strides": [draw(ONES) for _ in range(axes)]}
    if dilated:
        found["dilations"] = [draw(st.integers(1, 2)) for _ in range(axes)]
    how = draw(st.sampled_from(["NOTSET", "pads", "SAME_UPPER", "SAME_LOWER", "VALID"]))
    if how == "pads":
        found["pads"] = [draw(st.integers(0, most - 1)) for _ in range(2 * axes)]
    elif how != "NOTSET":
        found["auto_pad"] = how
    if how.startswith("SAME"):
        found.pop("dilations", None)  # which onnxruntime does not do beside it
    return found


def conv(draw: Draw, shape: tuple[int, ...], _opset: int, axes: int = 2) -> Case:
    channels = shape[0]
    groups = draw(st.sampled_from([one for one in (1, 2, 3, 4) if channels % one == 0]))
    size = [draw(ONES) for _ in range(axes)]
    filters = groups * draw(st.integers(1, 3))
    constants = {"w": numbers(draw, filters, channels // groups, *size)}
    if draw(st.booleans()):
        constants["b"] = numbers(draw, filters)
    named = {"kernel_shape": size} if draw(st.booleans()) else {}
    return [node("Conv", "x", *constants, group=groups, **named, **windows(draw, axes))], constants


def gemm(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    turned, rows, units = draw(st.booleans()), int(np.prod(shape)), draw(st.integers(1, 6))
    constants = {"w": numbers(draw, *((units, rows) if turned else (rows, units)))}
    bias = draw(st.sampled_from([None, (units,), (1, units), (1,), ()]))
    if bias is not None:
        constants["c"] = numbers(draw, *bias)
    factors = {name: draw(st.sampled_from([1.0, 0.5, -2.0])) for name in ("alpha", "beta")}
    axis = draw(st.sampled_from([1, -3])) if len(shape) == 3 else 1
    flat = node("Flatten", "x", out=["f"], axis=axis)
    return [flat, node("Gemm", "f", *constants, transB=int(turned), **factors)], constants


def matmul(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    """Of pixels, with a bias on either side."""
    units = draw(st.integers(1, 5))
    constants = {"w": numbers(draw, shape[0], units), "b": numbers(draw, units)}
    sides = ("m", "b") if draw(st.booleans()) else ("b", "m")
    return [
        node("Transpose", "x", out=["t"], perm=[0, 2, 3, 1]),
        node("MatMul", "t", "w", out=["m"]),
        node("Add", *sides),
    ], constants


def normalised(draw: Draw, shape: tuple[int, ...], opset: int) -> Case:
    """After a convolution, after a ReLU, or first; with another reader of the convolution, or none."""
    place = draw(st.sampled_from(["folded", "shared", "relu", "first"]))
    size = shape[0] if place == "first" else 4
    constants = {name: numbers(draw, size, low=0.2, high=1.5) for name in ("g", "b", "m", "v")}
    norm = [node("BatchNormalization", "p" if place != "first" else "x", *constants, out=["n"], epsilon=0.01)]
    if place == "first":
        return [*norm, node("Identity", "n")], constants
    constants["w"] = numbers(draw, 4, shape[0], 3, 3)
    before = [node("Conv", "x", "w", out=["c"])]
    before.append(node("Relu", "c", out=["p"]) if place == "relu" else node("Identity", "c", out=["p"]))
    after = node("Add", "n", "c") if place == "shared" else node("Relu", "n")
    return [*before, *norm, after], constants


# Functions


def function(op: str, **choices: Sequence[Any]) -> Callable[[Draw, tuple[int, ...], int], Case]:
    def case(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
        given = {name: draw(st.sampled_from(values)) for name, values in choices.items()}
        given = {name: value for name, value in given.items() if value is not None}
        spread = node("Mul", "x", "four", out=["s"])
        return [
            spread,
            node("Sub", "s", "two", out=["z"]),
            node(op, "z", **given),
        ], {"four": np.float32(8), "two": np.float32(4)}

    return case


def clip(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    low, high = draw(st.sampled_from([(0, 6), (0, 0.5), (-0.5, 0.5), (0.25, None), (0, None)]))
    constants = {"four": np.float32(4), "two": np.float32(2), "low": np.float32(low)}
    if high is not None:
        constants["high"] = np.float32(high)
    names = ["low", "high"] if high is not None else ["low"]
    return [node("Mul", "x", "four", out=["s"]), node("Sub", "s", "two", out=["z"]), node("Clip", "z", *names)], constants


def prelu(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    return [node("Sub", "x", "half", out=["z"]), node("PRelu", "z", "slope")], {
        "half": np.float32(0.5),
        "slope": np.full((1, 1, 1), draw(st.sampled_from([0.0, 0.1, 0.3])), np.float32),
    }


def largest(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    sides = ("z", "zero") if draw(st.booleans()) else ("zero", "z")
    return [node("Sub", "x", "half", out=["z"]), node("Max", *sides)], {"half": np.float32(0.5), "zero": np.float32(0)}


def softmax(draw: Draw, _shape: tuple[int, ...], opset: int) -> Case:
    constants = {"four": np.float32(4)}
    if opset < 13:
        return [
            node("Mul", "x", "four", out=["z"]),
            node("Flatten", "z", out=["f"]),
            node("Softmax", "f", axis=draw(st.sampled_from([1, -1]))),
        ], constants
    return [node("Mul", "x", "four", out=["z"]), node("Softmax", "z", axis=draw(st.sampled_from([1, 2, 3, -1])))], constants


def erf_gelu(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    """The exact GELU in the ways that exporters write it."""
    constants = {"two": np.float32(2), "one": np.float32(1), "half": np.float32(0.5), "root": np.float32(np.sqrt(2))}
    constants["inverse"] = np.float32(np.sqrt(0.5))
    way = draw(st.integers(0, 2))
    first = node("Div", "z", "root", out=["d"]) if draw(st.booleans()) else node("Mul", "inverse", "z", out=["d"])
    last = [
        [node("Mul", "z", "a", out=["m"]), node("Mul", "m", "half")],
        [node("Mul", "a", "half", out=["m"]), node("Mul", "m", "z")],
        [node("Mul", "half", "z", out=["h"]), node("Mul", "h", "a")],
    ][way]
    middle = [node("Erf", "d", out=["e"]), node("Add", "one", "e", out=["a"])]
    return [node("Mul", "x", "two", out=["w"]), node("Sub", "w", "one", out=["z"]), first, *middle, *last], constants


def gated(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    gate = draw(st.sampled_from([("Sigmoid", {}), ("HardSigmoid", {"alpha": 1 / 6}), ("HardSigmoid", {}), ("Tanh", {})]))
    sides = ("z", "g") if draw(st.booleans()) else ("g", "z")
    return [
        node("Mul", "x", "eight", out=["w"]),
        node("Sub", "w", "four", out=["z"]),
        node(gate[0], "z", out=["g"], **gate[1]),
        node("Mul", *sides),
    ], {"eight": np.float32(8), "four": np.float32(4)}


# Sums and products


def with_constant(op: str) -> Callable[[Draw, tuple[int, ...], int], Case]:
    def case(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
        """Of a number, of one for each channel, or of one for each value of a vector."""
        kind = draw(st.sampled_from(["number", "channel", "batch", "vector", "after a product"]))
        turned = op != "Div" and draw(st.booleans())
        sides = ("c", "v") if turned else ("v", "c")
        before = node("Identity", "x", out=["v"])
        constants = {}
        size: tuple[int, ...] = {"number": (), "channel": (shape[0], 1, 1), "batch": (1, shape[0], 1, 1)}.get(kind, ())
        if kind == "vector":
            before, size = node("Flatten", "x", out=["v"]), (int(np.prod(shape)),)
        if kind == "after a product":
            constants["w"], size = numbers(draw, 3, shape[0], 2, 2), (3, 1, 1)
            before = node("Conv", "x", "w", out=["v"])
        constants["c"] = numbers(draw, *size, low=0.5, high=2)
        return [before, node(op, *sides)], constants

    return case


def of_two(op: str) -> Callable[[Draw, tuple[int, ...], int], Case]:
    def case(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
        """Of two convolutions, of values flattened in two ways, or with a number for each channel of the image."""
        way = draw(st.sampled_from(["images", "again", "turned", "channels"]))
        constants = {"u": numbers(draw, 3, shape[0], 1, 1), "w": numbers(draw, 3, shape[0], 1, 1)}
        both = [node("Conv", "x", "u", out=["a"]), node("Conv", "x", "w", out=["b"])]
        if way == "again":
            return [both[0], node(op, "a", "a")], constants
        if way == "turned":
            turned = [node("Transpose", name, out=[f"t{name}"], perm=[0, 3, 2, 1]) for name in "ab"]
            return [*both, *turned, node(op, "ta", "tb")], constants
        if way == "channels":
            if op == "Sub":
                return [*both, node(op, "a", "b")], constants
            pooled = node("GlobalAveragePool", "b", out=["p"])
            return [*both, pooled, node(op, *(("p", "a") if draw(st.booleans()) else ("a", "p")))], constants
        return [*both, node(op, "a", "b")], constants

    return case


def negative(_draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    return [node("Neg", "x")], {}


def power(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    return [node("Pow", "x", "e")], {"e": np.float32(draw(ONES))}


def total(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    constants = {name: numbers(draw, 3, shape[0], 1, 1) for name in "abc"}
    return [*(node("Conv", "x", name, out=[f"{name}y"]) for name in "abc"), node("Sum", "ay", "by", "cy")], constants


# Pools


def pool(op: str, axes: int = 2) -> Callable[[Draw, tuple[int, ...], int], Case]:
    def case(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
        size = [draw(st.integers(2, 3)) for _ in range(axes)]
        given = windows(draw, axes, most=2, dilated=False)
        given["strides"] = [min(step, side) for step, side in zip(given["strides"], size, strict=True)]  # as onnxruntime demands
        if op == "AveragePool":
            given["count_include_pad"] = draw(st.integers(0, 1))
        elif "auto_pad" not in given:
            given["ceil_mode"] = draw(st.integers(0, 1))
        return [node(op, "x", kernel_shape=size, **given)], {}

    return case


def whole_pool(op: str) -> Callable[[Draw, tuple[int, ...], int], Case]:
    return lambda _draw, _shape, _opset: ([node(op, "x")], {})


def reduced(op: str, since: int) -> Callable[[Draw, tuple[int, ...], int], Case]:
    def case(draw: Draw, _shape: tuple[int, ...], opset: int) -> Case:
        axes = draw(st.sampled_from([[2, 3], [-1, -2], [3, 2]]))
        names, given, constants = axes_of(opset, since, axes, "axes")
        return [node(op, "x", *names, keepdims=draw(st.integers(0, 1)), **given)], constants

    return case


def pad(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    pads = [0, *(draw(st.integers(0, 2)) for _ in range(3)), 0, *(draw(st.integers(-1, 2)) for _ in range(3))]
    if shape[0] + pads[5] < 1:
        pads[5] = 0
    constants = {"pads": whole(*pads)} | ({"zero": np.float32(0)} if draw(st.booleans()) else {})
    return [node("Pad", "x", *constants)], constants


# Shapes


def transpose(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    order = draw(st.permutations([0, 1, 2, 3]))
    back = np.argsort([0, *(axis for axis in order if axis)])  # images first again
    first = order.index(0)
    return [
        node("Transpose", "x", out=["t"], perm=list(order)),
        node("Transpose", "t", perm=[first, *(axis for axis in range(4) if axis != first)]),
    ], {"unused": back.astype(np.float32)}


def reshape(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    channels, high, wide = shape
    target = draw(st.sampled_from([(0, -1), (-1, channels * high * wide), (0, 0, -1), (-1, wide, high, channels), (0, high, -1)]))
    return [node("Reshape", "x", "shape")], {"shape": whole(*target)}


def computed(draw: Draw, shape: tuple[int, ...], opset: int) -> Case:
    """A shape as older exporters compute it of that of the values."""
    names, given, constants = axes_of(opset, 13, [0], "axes")
    parts = [node("Shape", "x", out=["s"]), node("Gather", "s", "zero", out=["n"], axis=0)]
    parts.append(node("Unsqueeze", "n", *names, out=["u"], **given))
    if draw(st.booleans()):
        parts.append(node("Cast", "u", out=["v"], to=7))
    else:
        parts.append(node("Mul", "u", "one", out=["v"]))
    constants |= {"zero": np.array(0, np.int64), "one": whole(1), "rest": whole(-1)}
    return [*parts, node("Concat", "v", "rest", out=["t"], axis=0), node("Reshape", "x", "t")], constants


def in_a_row(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    """Pixels of all images in a row, as exporters write a product of each."""
    channels, high, wide = shape
    units = draw(st.integers(1, 4))
    held = {"w": numbers(draw, channels, units), "b": numbers(draw, units), "row": whole(-1, channels)}
    held |= {
        "back": whole(*draw(st.sampled_from([(-1, high, wide, units), (-1, high * wide, units), (-1, high * wide * units)])))
    }
    products = {
        "Gemm": [node("Gemm", "r", "w", "b", out=["p"])],
        "MatMul": [node("MatMul", "r", "w", out=["m"]), node("Add", "m", "b", out=["p"])],
    }
    return [
        node("Transpose", "x", out=["t"], perm=[0, 2, 3, 1]),
        node("Reshape", "t", "row", out=["r"]),
        *products[draw(st.sampled_from(sorted(products)))],
        node(draw(st.sampled_from(["Relu", "Elu", "Identity"])), "p", out=["f"]),
        node("Reshape", "f", "back"),
    ], held


def squeezed(draw: Draw, shape: tuple[int, ...], opset: int) -> Case:
    places = draw(st.sampled_from([[1], [4], [2, 5], [1, 3]]))
    names, given, constants = axes_of(opset, 13, sorted(places), "axes")
    more = node("Unsqueeze", "x", *names, out=["u"], **given)
    return [more, node("Squeeze", "u", *names, **given)], constants


def sliced(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    axes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3, unique=True))
    starts = [draw(st.integers(0, 1)) for _ in axes]
    ends = [draw(st.sampled_from([-1, 2**31 - 1, shape[axis - 1]])) for axis in axes]
    steps = [draw(st.integers(1, 2)) for _ in axes]
    constants = {"starts": whole(*starts), "ends": whole(*ends), "axes": whole(*axes), "steps": whole(*steps)}
    return [node("Slice", "x", *constants)], constants


def gathered(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    """The channels in another order, and one row of them."""
    order = draw(st.permutations(range(shape[0])))
    constants = {
        "order": whole(*order),
        "row": np.array(draw(st.integers(-1, 1)), np.int64),
        "w": numbers(draw, 3, shape[0], 1, 1),
    }
    if draw(st.booleans()):
        return [node("Conv", "x", "w", out=["c"]), node("Gather", "c", "row", axis=2)], constants
    return [node("Flatten", "x", out=["f"]), node("Reshape", "f", "back", out=["r"]), node("Gather", "r", "order", axis=1)], (
        constants | {"back": whole(0, *shape)}
    )


def split(draw: Draw, shape: tuple[int, ...], opset: int) -> Case:
    """Two parts, exchanged, one of them with a ReLU."""
    axis = draw(st.integers(1, 3))
    first = draw(st.integers(1, shape[axis - 1] - 1))
    sides = [first, shape[axis - 1] - first]
    names, given, constants = ((), {"split": sides}, {}) if opset < 13 else (("sides",), {}, {"sides": whole(*sides)})
    constants["half"] = np.float32(0.5)
    return [
        node("Sub", "x", "half", out=["z"]),
        node("Split", "z", *names, out=["a", "b"], axis=axis, **given),
        node("Relu", "a", out=["r"]),
        node("Concat", "b", "r", axis=axis),
    ], constants


def concat(draw: Draw, shape: tuple[int, ...], _opset: int) -> Case:
    axis = draw(st.integers(1, 3))
    constants = {"u": numbers(draw, 3, shape[0], 1, 1), "w": numbers(draw, 3 if axis > 1 else 2, shape[0], 1, 1)}
    return [
        node("Conv", "x", "u", out=["a"]),
        node("Conv", "x", "w", out=["b"]),
        node("Concat", "a", "b", axis=draw(st.sampled_from([axis, axis - 4]))),
    ], constants


def dropped(draw: Draw, _shape: tuple[int, ...], opset: int) -> Case:
    """What does nothing: the identity, a dropout, a cast, an expansion to the same shape."""
    ratio = ["ratio"] if opset >= 12 and draw(st.booleans()) else []
    return [
        node("Identity", "x", out=["a"]),
        node("Dropout", "a", *ratio, out=["b"]),
        node("Cast", "b", out=["c"], to=1),
        node("Expand", "c", "same"),
    ], {"ratio": np.float32(0.5), "same": whole(1, 1, 1, 1)}


def cast_like(draw: Draw, _shape: tuple[int, ...], _opset: int) -> Case:
    """Values as those of a constant, and a constant as the values."""
    return [
        node("CastLike", "x", "half", out=["a"]),
        node("CastLike", "number", "x", out=["b"]),
        node("Mul", "a", "b"),
    ], {"half": np.float32(0.5), "number": np.array(draw(st.integers(1, 3)), np.int64)}


def kept_in_bytes(draw: Draw, shape: tuple[int, ...], opset: int) -> Case:
    """Weights as whole numbers of 8 bits, with a scale in all, or one for each filter."""
    random = np.random.default_rng(draw(st.integers(0, 99)))
    each = opset >= 13 and draw(st.booleans())
    constants = {
        "q": random.integers(-127, 127, (4, shape[0], 3, 3)).astype(np.int8),
        "scale": np.full(4, 0.01, np.float32) * np.arange(1, 5, dtype=np.float32) if each else np.float32(0.01),
        "zero": np.zeros(4, np.int8) if each else np.int8(3),
    }
    axis = {"axis": 0} if each else {}
    return [node("DequantizeLinear", "q", "scale", "zero", out=["w"], **axis), node("Conv", "x", "w")], constants


def constants(draw: Draw, _shape: tuple[int, ...], opset: int) -> Case:
    """Numbers that are computed of others: here all of them give what is added to the values."""
    return [
        node("Constant", out=["three"], value=helper.make_tensor("t", 1, [1], [3.0])),
        node("ConstantOfShape", "two", out=["zeros"]),
        node("Range", "zero", "n", "step", out=["range"]),
        node("Add", "zeros", "range", out=["a"]),
        node("Sqrt", "three", out=["r"]),
        node("Div", "a", "r", out=["d"]),
        node("Where", "which", "d", "three", out=["w"]),
        node("ReduceProd", "two", out=["p"], keepdims=0),
        node("Cast", "p", out=["q"], to=1),
        node("Size", "x", out=["size"]),
        node("Mul", "w", "q", out=["m"]),
        node("Gather", "m", "last", out=["one"]),
        node("Add", "x", "one"),
    ], {
        "two": whole(2),
        "zero": np.float32(0),
        "n": np.float32(2),
        "step": np.float32(1),
        "which": np.array([True, False]),
        "last": np.array(draw(st.integers(0, 1)), np.int64),
    }


CASES: dict[str, tuple[int, Callable[[Draw, tuple[int, ...], int], Case]]] = {
    "Conv": (11, conv),
    "Gemm": (11, gemm),
    "MatMul": (11, matmul),
    "BatchNormalization": (11, normalised),
    "Relu": (11, function("Relu")),
    "LeakyRelu": (11, function("LeakyRelu", alpha=[None, 0.0, 0.2])),
    "ThresholdedRelu": (11, function("ThresholdedRelu", alpha=[None, 0.3])),
    "Elu": (11, function("Elu", alpha=[None, 0.5])),
    "Celu": (12, function("Celu", alpha=[None, 1.0])),
    "Selu": (11, function("Selu")),
    "Gelu": (20, function("Gelu", approximate=[None, "none", "tanh"])),
    "Sigmoid": (11, function("Sigmoid")),
    "Tanh": (11, function("Tanh")),
    "Softplus": (11, function("Softplus")),
    "Softsign": (11, function("Softsign")),
    "Exp": (11, function("Exp")),
    "HardSigmoid": (11, function("HardSigmoid", alpha=[None, 1 / 6, 0.3], beta=[None, 0.4])),
    "HardSwish": (14, function("HardSwish")),
    "Mish": (18, function("Mish")),
    "Swish": (24, function("Swish", alpha=[None, 1.0])),
    "Clip": (12, clip),
    "PRelu": (11, prelu),
    "Max": (12, largest),
    "Softmax": (11, softmax),
    "Erf as a GELU": (11, erf_gelu),
    "Mul by a gate": (11, gated),
    **{op: (11, with_constant(op)) for op in ("Add", "Sub", "Mul", "Div")},
    **{f"{op} of two": (11, of_two(op)) for op in ("Add", "Sub", "Mul")},
    "Neg": (11, negative),
    "Pow": (12, power),
    "Sum": (11, total),
    "MaxPool": (11, pool("MaxPool")),
    "AveragePool": (11, pool("AveragePool")),
    "GlobalAveragePool": (11, whole_pool("GlobalAveragePool")),
    "GlobalMaxPool": (11, whole_pool("GlobalMaxPool")),
    "ReduceMean": (11, reduced("ReduceMean", 18)),
    "ReduceMax": (12, reduced("ReduceMax", 18)),
    "Pad": (11, pad),
    "Transpose": (11, transpose),
    "Reshape": (11, reshape),
    "Reshape of pixels in a row": (11, in_a_row),
    "Shape": (11, computed),
    "Squeeze": (11, squeezed),
    "Slice": (11, sliced),
    "Gather": (11, gathered),
    "Split": (11, split),
    "Concat": (11, concat),
    "Dropout": (11, dropped),
    "CastLike": (15, cast_like),
    "DequantizeLinear": (11, kept_in_bytes),
    "Constant": (11, constants),
}
"""By operator: the first version of the operators, and how nodes from x to y are drawn."""


def in_network(nodes: Sequence[NodeProto], held: dict[str, Any], shape: tuple[int, ...], opset: int, draw: Draw) -> bytes:
    """A model of these nodes, and a product of all that they give."""
    first = node("Identity", "images", out=["x"])
    given = theirs(model([first, *nodes], held, ("n", *shape), opset=opset, output="y"), np.zeros((1, *shape), np.float32))
    weights = numbers(draw, given[0].size, OUTPUTS)
    last = [node("Flatten", "y", out=["flat"]), node("Gemm", "flat", "weights", out=["logits"])]
    return model([first, *nodes, *last], {**held, "weights": weights}, ("n", *shape), opset=opset)


@pytest.mark.parametrize("name", CASES)
@often
@given(data=st.data())
def test_an_operator_computes_what_onnxruntime_does(name: str, data: st.DataObject) -> None:
    draw, (since, case) = data.draw, CASES[name]
    opset = draw(st.integers(since, 24))
    shape = (draw(st.sampled_from([1, 2, 4] if name != "Split" else [2, 4])), 9, draw(st.integers(8, 10)))
    if name in ("Slice", "Gather"):
        shape = (4, *shape[1:])
    content = in_network(*case(draw, shape, opset), shape, opset, draw)
    own = (shape[1], shape[2], shape[0])
    images = random_images(own)
    wanted = theirs(content, np.ascontiguousarray(images.transpose(0, 3, 1, 2)))
    agree(ours(read_as(content, own), own, images), wanted)


SERIES: dict[str, Callable[[Draw, tuple[int, ...], int], Case]] = {
    "Conv": lambda draw, shape, opset: conv(draw, shape, opset, 1),
    "MaxPool": pool("MaxPool", 1),
    "AveragePool": pool("AveragePool", 1),
    "GlobalAveragePool": whole_pool("GlobalAveragePool"),
}


@pytest.mark.parametrize("name", SERIES)
@often
@given(data=st.data())
def test_an_operator_over_a_series_does_too(name: str, data: st.DataObject) -> None:
    draw, opset, features = data.draw, data.draw(st.integers(11, 24)), data.draw(st.sampled_from([2, 4]))
    content = in_network(*SERIES[name](draw, (features, 9), opset), (features, 9), opset, draw)
    images = random_images((9, features, 1))
    wanted = theirs(content, np.ascontiguousarray(images[..., 0].transpose(0, 2, 1)))
    agree(ours(read_as(content, (9, features, 1), sequence=True), (9, features, 1), images), wanted)


CELLS = {"RNN": (1, [None, ["Relu"], ["Tanh"]]), "LSTM": (4, [None]), "GRU": (3, [None])}


@pytest.mark.parametrize("op", CELLS)
@often
@given(data=st.data())
def test_recurrent_cells_compute_what_onnxruntime_does(op: str, data: st.DataObject) -> None:
    draw, (blocks, functions) = data.draw, CELLS[op]
    steps, features, units = draw(st.integers(2, 5)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    direction = draw(st.sampled_from(["forward", "reverse", "bidirectional"]))
    count = 2 if direction == "bidirectional" else 1
    held = {"w": numbers(draw, count, blocks * units, features), "r": numbers(draw, count, blocks * units, units)}
    given_inputs = ["w", "r"]
    if draw(st.booleans()):
        held["b"] = numbers(draw, count, 2 * blocks * units)
        given_inputs.append("b")
        if draw(st.booleans()):
            held["h"] = np.zeros((count, 1, units), np.float32)
    settings_of = {"hidden_size": units, "direction": direction}
    named = draw(st.sampled_from(functions))
    if named is not None:
        settings_of["activations"] = named * count
    if op == "GRU":
        settings_of["linear_before_reset"] = draw(st.integers(0, 1))
    takes = draw(st.sampled_from(["last", "all", "both", "end of all"]))
    nodes = [
        node("Transpose", "x", out=["t"], perm=[1, 0, 2]),
        node(op, "t", *given_inputs, out=["every", "state"], **settings_of),
        node("Transpose", "every", out=["e"], perm=[2, 0, 1, 3]),
        node("Transpose", "state", out=["s"], perm=[1, 0, 2]),
        node("Flatten", "s", out=["fs"]),
        node("Flatten", "e", out=["fe"]),
        node("Gather", "e", "end", out=["g"], axis=1),
        node("Flatten", "g", out=["fg"]),
    ]
    held["end"] = np.array(-1, np.int64)
    last = {
        "last": node("Identity", "fs"),
        "all": node("Identity", "fe"),
        "end of all": node("Identity", "fg"),
        "both": node("Concat", "fe", "fs", axis=1),
    }
    content = in_network([*nodes, last[takes]], held, (steps, features), draw(st.integers(14, 24)), draw)
    images = random_images((steps, features, 1))
    found = read_as(content, (steps, features, 1), "last", sequence=True)
    agree(ours(found, (steps, features, 1), images), theirs(content, images[..., 0].copy()))
    crossbars = {array.split(".")[0] for array in found.arrays}
    assert len(crossbars) == count + 1, "each direction lies on one crossbar"


ONE_INPUT = ("Abs", "Sqrt", "Log", "Floor", "Ceil", "Reciprocal", "Not")
ELSEWHERE = {
    *("ConstantOfShape", "Expand", "Range", "Size", "ReduceProd", "Unsqueeze", "Flatten", "Identity", "Cast", "Where"),
    *("Sqrt", "RNN", "LSTM", "GRU"),
}
"""What other cases have in them."""


def test_every_operator_has_a_case() -> None:
    """But for arithmetic of constants alone, and what can only be at the end."""
    assert set(READERS) - set(CASES) - ELSEWHERE - set(ARITHMETIC) == {"LogSoftmax"}


@pytest.mark.parametrize("op", sorted(READERS))
def test_an_attribute_that_nobody_knows_is_refused(op: str) -> None:
    """Of every operator, whatever else it is given."""
    of_constants = READERS[op] is folded
    inputs = ["one"] * (3 if op == "Where" else 2 if op not in ONE_INPUT else 1) if of_constants else ["images", "one"]
    nodes = [node(op, *inputs, unheard=1), node("Add", "images", "y", out=["logits"])]
    with pytest.raises(NotSupported, match="the attribute unheard, here 1, cannot be read"):
        read_as(model(nodes, {"one": np.ones(1, np.float32)}, ("n", 1, 8, 8)), (8, 8, 1))
