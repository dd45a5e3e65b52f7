"""What several nodes make together: the exact GELU, which operators before version 20 lack, and steps that share weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isclose, sqrt
from typing import Any

import numpy as np

from backend.layers import NotSupported
from backend.networks.onnx.file import Array, Node, OnnxFile
from backend.networks.onnx.found import Found

CLOSE = 1e-4
GELU = "Gelu"
PRODUCTS = ("MatMul", "Gemm", "Conv", "RNN", "LSTM", "GRU")


def with_gelus(file: OnnxFile) -> OnnxFile:
    """Return the file with x / 2 (1 + erf(x / sqrt 2)), however its products are ordered, as one node each."""
    graph = _Graph(file)
    replaced: dict[str, Node] = {}
    left_out: set[str] = set()
    for node in file.nodes:
        found = graph.gelu(node) if node.op == "Erf" else None
        if found is not None:
            parts, source = found
            last = parts[-1]
            replaced[last.outputs[0]] = Node(last.name, GELU, (source,), last.outputs, {})
            left_out.update(part.outputs[0] for part in parts[:-1])
    if not replaced:
        return file
    nodes = [replaced.get(node.outputs[0], node) for node in file.nodes if not left_out.intersection(node.outputs)]
    return replace(file, nodes=tuple(nodes))


def sharing(file: OnnxFile) -> list[NotSupported]:
    """Return what stands against nodes that have the same weights: on crossbars they would be layers of their own."""
    turned = {node.outputs[0]: node.inputs[0] for node in file.nodes if node.op in ("Transpose", "Identity") and node.inputs}
    users: dict[str, list[Node]] = {}
    for node in file.nodes:
        for given in node.inputs[1:2] if node.op in PRODUCTS else ():
            name = turned.get(given, given)
            if name in file.constants and file.constants[name].ndim > 1:
                users.setdefault(name, []).append(node)
    return [
        Found(nodes[0], (), file.opset, 1, frozenset()).refusal(
            f"{len(nodes)} nodes have the weights {name[:60]!r}, as in a recurrent network of which every step is a node; "
            "torch.onnx.export(..., dynamo=False) keeps it in one piece"
        )
        for name, nodes in users.items()
        if len(nodes) > 1
    ]


class _Graph:
    def __init__(self, file: OnnxFile) -> None:
        self.makers = {name: node for node in file.nodes for name in node.outputs}
        self.readers = Counter([file.output, *(name for node in file.nodes for name in node.inputs)])
        self.users: dict[str, list[Node]] = {}
        for node in file.nodes:
            for name in node.inputs:
                self.users.setdefault(name, []).append(node)
        self.constants: Mapping[str, Array] = file.constants

    def number(self, name: str) -> float | None:
        """Return a constant number; None for anything else."""
        node = self.makers.get(name)
        value: Any = self.constants.get(name)
        if node is not None and node.op == "Constant":
            value = node.attributes.get("value", node.attributes.get("value_float"))
        if not isinstance(value, np.ndarray | float) or np.size(value) != 1:
            return None
        return float(np.ravel(value)[0])

    def split(self, names: Sequence[str]) -> tuple[str, float] | None:
        """Return the value and the number of two inputs, one of which is a constant."""
        if len(names) != 2:
            return None
        for value, number in (names, names[::-1]):
            constant = self.number(number)
            if constant is not None:
                return value, constant
        return None

    def only_user(self, node: Node, op: str) -> Node | None:
        """Return the one node that reads what a node gives, if it is of an operator."""
        users = self.users.get(node.outputs[0], [])
        return users[0] if len(users) == 1 == self.readers[node.outputs[0]] and users[0].op == op else None

    def gelu(self, erf: Node) -> tuple[list[Node], str] | None:
        """Return the nodes of a GELU, the last one last, and what it is of; None if they are something else."""
        before = self.makers.get(erf.inputs[0]) if len(erf.inputs) == 1 else None
        scaled = self.split(before.inputs) if before is not None and before.op in ("Div", "Mul") else None
        plus = self.only_user(erf, "Add")
        one = self.split(plus.inputs) if plus is not None else None
        if before is None or scaled is None or plus is None or one is None or self.readers[before.outputs[0]] != 1:
            return None
        source, number = scaled
        divided = before.op == "Div"
        if divided and before.inputs[0] != source:
            return None
        if not isclose(number, sqrt(2) if divided else sqrt(0.5), rel_tol=CLOSE) or one[1] != 1:
            return None
        return self._products([before, erf, plus], source)

    def _products(self, parts: list[Node], source: str) -> tuple[list[Node], str] | None:
        """Follow products by the value itself and by 1/2, in either order; x / 2 may have been computed before."""
        wanted = {"half", "value"}
        while wanted:
            last = self.only_user(parts[-1], "Mul")
            if last is None or len(last.inputs) != 2:
                return None
            other = last.inputs[1] if last.inputs[0] == parts[-1].outputs[0] else last.inputs[0]
            if self.number(other) == 0.5 and "half" in wanted:
                wanted.remove("half")
            elif other == source and "value" in wanted:
                wanted.remove("value")
            elif self._half_of(other, source) and len(wanted) == 2:
                wanted.clear()
            else:
                return None
            parts.append(last)
        return parts, source

    def _half_of(self, name: str, source: str) -> bool:
        node = self.makers.get(name)
        return node is not None and node.op == "Mul" and self.split(node.inputs) == (source, 0.5)
