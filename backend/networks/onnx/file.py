"""An ONNX file as plain data: nodes in order, constants as arrays. Nothing of it is run, and no other file is opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import AttributeProto, TensorProto, numpy_helper

from backend.networks.bounds import MOST_WEIGHTS
from backend.networks.onnx.wire import NotAnOnnxFile, check

OPSETS = (11, 24)
MOST_NODES = 4096
MOST_AXES = 8
STANDARD = ("", "ai.onnx")
"""Names of the domain of ONNX' own operators."""
FLOATS = (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16)
STANDARD_TYPES: dict[int, np.dtype[Any]] = {kind: np.dtype(np.float32) for kind in FLOATS} | {
    TensorProto.INT64: np.dtype(np.int64),
    TensorProto.INT32: np.dtype(np.int32),
    TensorProto.BOOL: np.dtype(np.bool_),
    TensorProto.INT8: np.dtype(np.int8),
    TensorProto.UINT8: np.dtype(np.uint8),
}
"""What constants are kept as, by the number of their type in the file."""
_DAMAGE = (DecodeError, OSError, LookupError, ValueError, TypeError, RuntimeError, AttributeError, ArithmeticError, MemoryError)
"""What libraries raise for files that are not what they say."""

Array = NDArray[Any]


@dataclass(frozen=True)
class Node:
    """One operation, by the names of what it reads and gives; an attribute is a number, a text, a list of them or an array."""

    name: str
    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class OnnxFile:
    """A model with one input and one output, and the nodes that lead from one to the other, in an order that can be computed."""

    opset: int
    input: str
    input_axes: tuple[int | None, ...]
    """Sizes of the axes of the input, with that of the images; None for one that is not fixed."""
    half: bool
    """Whether the input is of 16 bits."""
    output: str
    nodes: tuple[Node, ...]
    constants: Mapping[str, Array]


def read(content: bytes) -> OnnxFile:
    """Return a model from the bytes of an .onnx file. Raises NotAnOnnxFile."""
    check(content)
    try:
        model = onnx.ModelProto.FromString(content)
        return _file(model)
    except NotAnOnnxFile:
        raise
    except _DAMAGE as error:
        raise NotAnOnnxFile(f"the file is damaged ({type(error).__name__})") from None


def _file(model: onnx.ModelProto) -> OnnxFile:
    graph = model.graph
    if not graph.node:
        raise NotAnOnnxFile("the file is not an ONNX model: it has no nodes")
    if len(graph.node) > MOST_NODES:
        raise NotAnOnnxFile(f"the model has {len(graph.node):,} nodes; at most {MOST_NODES:,} can be read")
    if model.functions:
        named = ", ".join(function.name[:40] for function in model.functions[:5])
        raise NotAnOnnxFile(f"functions of the model's own cannot be read ({named}); inline them (onnx.inliner)")
    if graph.sparse_initializer:
        raise NotAnOnnxFile("sparse weights cannot be read")
    opset = _opset(model)
    constants = _constants(graph.initializer)
    given = [value for value in graph.input if value.name not in constants]
    if len(given) != 1 or len(graph.output) != 1:
        names = ", ".join(value.name[:40] for value in (*given, *graph.output)[:8])
        raise NotAnOnnxFile(
            f"the model must have one input and one output; it has {len(given)} and {len(graph.output)} ({names})"
        )
    source, output = given[0], graph.output[0].name
    nodes = _needed([_node(node) for node in graph.node], output, {source.name, *constants})
    kind = source.type.tensor_type
    if kind.elem_type not in FLOATS:
        raise NotAnOnnxFile(f"input {source.name[:40]!r} must hold numbers of 16, 32 or 64 bits with a point")
    axes = tuple(axis.dim_value if axis.dim_value > 0 else None for axis in kind.shape.dim)
    if not kind.HasField("shape") or not 2 <= len(axes) <= MOST_AXES:
        raise NotAnOnnxFile(f"input {source.name[:40]!r} does not say its axes; they must be images and their values")
    half = kind.elem_type in (TensorProto.FLOAT16, TensorProto.BFLOAT16)
    return OnnxFile(opset, source.name, axes, half, output, tuple(nodes), constants)


def _opset(model: onnx.ModelProto) -> int:
    versions = [one.version for one in model.opset_import if one.domain in STANDARD]
    first, last = OPSETS
    if len(versions) != 1 or not first <= versions[0] <= last:
        found = versions[0] if versions else "none"
        raise NotAnOnnxFile(f"opset {found} cannot be read; export with opset_version={first} to {last}")
    return int(versions[0])


def _constants(tensors: Iterable[TensorProto]) -> dict[str, Array]:
    constants: dict[str, Array] = {}
    values = 0
    for tensor in tensors:
        if not tensor.name or tensor.name in constants:
            raise NotAnOnnxFile(f"constant {tensor.name[:40]!r} is there twice, or has no name")
        constants[tensor.name] = array = array_of(tensor)
        values += array.size
        if values > MOST_WEIGHTS:
            raise NotAnOnnxFile(f"more than {MOST_WEIGHTS:,} weights cannot be read")
    return constants


def array_of(tensor: TensorProto) -> Array:
    """Return a constant, its size known before anything is allocated. Raises NotAnOnnxFile."""
    name = tensor.name[:40]
    if tensor.external_data or tensor.data_location == TensorProto.EXTERNAL:
        raise NotAnOnnxFile(f"constant {name!r} lies in another file; save the model with its data inside (external_data=False)")
    if tensor.data_type not in STANDARD_TYPES:
        kind = TensorProto.DataType.Name(tensor.data_type) if tensor.data_type in TensorProto.DataType.values() else "unknown"
        raise NotAnOnnxFile(f"constant {name!r} is of type {kind}, which cannot be read")
    if len(tensor.dims) > MOST_AXES or min(tensor.dims, default=0) < 0 or prod(tensor.dims) > MOST_WEIGHTS:
        raise NotAnOnnxFile(f"constant {name!r} of shape {tuple(tensor.dims[:MOST_AXES])} is too large")
    array: Array = numpy_helper.to_array(tensor)
    if array.shape != tuple(tensor.dims):
        raise NotAnOnnxFile(f"constant {name!r} is not whole")
    if tensor.data_type in FLOATS:
        with np.errstate(over="ignore"):
            array = array.astype(np.float32)
        if not np.isfinite(array).all():
            raise NotAnOnnxFile(f"constant {name!r} holds numbers that are not finite")
    return array


def _node(node: onnx.NodeProto) -> Node:
    name = node.name or next(iter(node.output), "") or node.op_type
    op = node.op_type if node.domain in STANDARD else f"{node.op_type} of {node.domain[:40]}"
    attributes = {attribute.name: _attribute(attribute) for attribute in node.attribute}
    return Node(name, op, tuple(node.input), tuple(node.output), attributes)


def _attribute(attribute: onnx.AttributeProto) -> Any:
    match attribute.type:
        case AttributeProto.INT:
            return attribute.i
        case AttributeProto.FLOAT:
            return attribute.f
        case AttributeProto.STRING:
            return attribute.s.decode("utf-8", "replace")
        case AttributeProto.INTS:
            return list(attribute.ints)
        case AttributeProto.FLOATS:
            return list(attribute.floats)
        case AttributeProto.STRINGS:
            return [text.decode("utf-8", "replace") for text in attribute.strings]
        case AttributeProto.TENSOR:
            return array_of(attribute.t)
    return "a graph"  # of control flow, or of a kind that no operator here has


def _needed(nodes: list[Node], output: str, known: set[str]) -> list[Node]:
    """Return the nodes that the output depends on. Raises NotAnOnnxFile if one reads what none before it gives."""
    for node in nodes:
        for name in node.inputs:
            if name and name not in known:
                raise NotAnOnnxFile(f"node {node.name[:40]!r} reads {name[:40]!r}, which nothing before it gives")
        for name in node.outputs:
            if name and name in known:
                raise NotAnOnnxFile(f"{name[:40]!r} is given twice")
            known.add(name)
    if output not in known:
        raise NotAnOnnxFile(f"nothing gives the output {output[:40]!r}")
    wanted, needed = {output}, []
    for node in reversed(nodes):
        if wanted.intersection(node.outputs) - {""}:
            wanted.update(node.inputs)
            needed.append(node)
    return needed[::-1]
