"""How a Keras file, of Keras 2 or 3, says what a layer of a functional model is called with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WITHOUT_EFFECT = (None, False)
"""What an argument of a call may be: `training` and `mask` are given like this when they are not set."""
OPERAND = "y"
"""The second operand of a function of TensorFlow in a file of Keras 2."""


class NotAKerasFile(ValueError):
    """The bytes are no Keras model; the text says what is wrong."""


@dataclass(frozen=True)
class Reference:
    """One output of one call of a layer, all counted from 0."""

    name: str
    call: int
    output: int


@dataclass(frozen=True)
class Call:
    """One call of a layer: by what it is fed, and the numbers among its operands."""

    inputs: tuple[Reference, ...]
    operands: tuple[Any, ...] = ()
    """Of a function of two operands: None for each that is an input, else the number itself."""
    problem: str | None = None
    """Why it cannot be read, as the end of a sentence."""


def calls_of(layer: Mapping[str, Any]) -> list[Call]:
    """Return the calls of a layer of a functional model, in their order."""
    nodes = layer.get("inbound_nodes", [])
    if not isinstance(nodes, list):
        raise TypeError("inbound_nodes")
    return [_of_keras_3(node) if isinstance(node, dict) else _of_keras_2(node) for node in nodes]


def references(part: Any) -> Iterator[Reference]:
    """Yield the outputs that a part of the configuration names, as Keras 2 or 3 writes them."""
    if isinstance(part, dict):
        history = part.get("config", {}).get("keras_history") if part.get("class_name") == "__keras_tensor__" else None
        for inner in [history] if history else part.values():
            yield from references(inner)
    elif isinstance(part, list):
        if _is_reference(part):
            yield Reference(part[0], part[1], part[2])
        else:
            for inner in part:
                yield from references(inner)


def _of_keras_3(node: Mapping[str, Any]) -> Call:
    arguments, named = node.get("args", []), node.get("kwargs", {})
    operands = tuple(None if list(references(argument)) else argument for argument in arguments)
    others = (("an argument", argument) for argument in operands[1:] if not _is_number(argument))
    return Call(tuple(references(arguments)), operands, _problem(others) or _problem(named.items()))


def _of_keras_2(node: Any) -> Call:
    """Each input is a list [name, call, output, named arguments]; a function of TensorFlow has such a list alone."""
    parts = [node] if isinstance(node, list) and node and isinstance(node[0], str) else node
    inputs, operands, problem = list[Reference](), list[Any](), None
    for part in parts:
        if not _is_reference(part):
            problem = f"is called with {str(part)[:40]}, which cannot be read"
            continue
        inputs.extend(references(part))
        operands.append(None)
        for key, value in part[3].items() if len(part) > 3 else ():
            if key == OPERAND and (_is_number(value) or list(references(value))):
                inputs.extend(references(value))
                operands.append(value if _is_number(value) else None)
            else:
                problem = problem or (None if key == "name" else _problem([(key, value)]))
    return Call(tuple(inputs), tuple(operands), problem)


def _is_reference(part: Any) -> bool:
    return isinstance(part, list) and len(part) >= 3 and isinstance(part[0], str) and type(part[1]) is type(part[2]) is int


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _problem(arguments: Any) -> str | None:
    """Return what is wrong with arguments of a call beside its input; None if they are without effect."""
    for key, value in arguments:
        if value not in WITHOUT_EFFECT:
            return f"is called with {str(key)[:40]} {str(value)[:40]}, which cannot be read"
    return None
