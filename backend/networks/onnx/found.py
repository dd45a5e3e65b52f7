"""One node of an ONNX graph with the values that it is given, and what readers ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from backend.layers import NotSupported
from backend.layers.keras import Refusal
from backend.networks.onnx.file import Array, Node
from backend.networks.onnx.views import View


@dataclass(frozen=True)
class Unknown:
    """What a node that could not be read would have given."""


Value = Array | View | Unknown
"""What passes between nodes: a constant, values of the network, or what is not known."""


@dataclass(frozen=True)
class Found:
    """A node, and the values of its inputs; None for one that it leaves out."""

    node: Node
    values: Sequence[Value | None]
    opset: int
    images: int
    """How many images there are along the axis of the images; a made-up number if the file does not fix it."""
    used: frozenset[str]
    """Names of its outputs that something reads."""

    @property
    def name(self) -> str:
        """The node's name, cut to 60 characters."""
        return self.node.name[:60]

    def refusal(self, reason: str) -> NotSupported:
        """Return the error that names this node and says why it cannot be read."""
        op = self.node.op[:60]
        return NotSupported(f"node {self.name!r} ({op}): {reason}", [Refusal(self.name, op, reason)])

    def know(self, *modelled: str) -> None:
        """Raise NotSupported if the node has an attribute that is not among these."""
        for name, value in self.node.attributes.items():
            if name not in modelled:
                raise self.refusal(f"the attribute {name[:40]}, here {str(value)[:40]}, cannot be read")

    def require(self, **allowed: tuple[Any, ...]) -> None:
        """Raise NotSupported unless each of these attributes, if it is there, has one of the allowed values."""
        for name, values in allowed.items():
            if name in self.node.attributes and self.node.attributes[name] not in values:
                raise self.refusal(f"{name} {str(self.node.attributes[name])[:40]} cannot be read; it must be {values[0]}")

    def whole(self, name: str, default: int = 0) -> int:
        """Return an attribute that is a whole number."""
        value = self.node.attributes.get(name, default)
        if not isinstance(value, int) or abs(value) >= 1 << 31:
            raise self.refusal(f"{name} {str(value)[:40]} must be a whole number")
        return value

    def wholes(self, name: str, default: Sequence[int] = (), count: int | None = None) -> list[int]:
        """Return an attribute that is a list of whole numbers, so many of them if `count` is given."""
        values = self.node.attributes.get(name, default)
        fitting = isinstance(values, list | tuple) and all(isinstance(value, int) and abs(value) < 1 << 31 for value in values)
        if not fitting or (count is not None and len(values) != count):
            raise self.refusal(f"{name} {str(values)[:40]} must be {'' if count is None else f'{count} '}whole numbers")
        return list(values)

    def number(self, name: str, default: float) -> float:
        """Return an attribute that is a finite number."""
        value = self.node.attributes.get(name, default)
        if not isinstance(value, int | float) or not isfinite(value):
            raise self.refusal(f"{name} {str(value)[:40]} must be a number")
        return float(np.float32(value))

    def text(self, name: str, default: str) -> str:
        """Return an attribute that is a text."""
        value = self.node.attributes.get(name, default)
        if not isinstance(value, str):
            raise self.refusal(f"{name} {str(value)[:40]} must be a text")
        return value

    def given(self, place: int) -> Value | None:
        """Return the value of an input; None if it is left out."""
        return self.values[place] if place < len(self.values) else None

    def view(self, place: int = 0) -> View:
        """Return an input that is made of the network's own. Raises NotSupported for a constant."""
        value = self.given(place)
        if not isinstance(value, View):
            raise self.refusal(f"input {place} must be values of the network, not a constant")
        return value

    def constant(self, place: int) -> Array | None:
        """Return an input that is a constant; None if it is left out. Raises NotSupported for values of the network."""
        value = self.given(place)
        if isinstance(value, View | Unknown):
            raise self.refusal(f"input {place} must be a constant, not values that depend on the image")
        return value

    def weights(self, place: int, axes: Sequence[int]) -> Array:
        """Return an input that is an array of floating-point weights with one of these numbers of axes."""
        array = self.constant(place)
        if array is None or array.dtype.kind != "f" or array.ndim not in axes:
            raise self.refusal(f"input {place} must be constant weights of {' or '.join(map(str, axes))} axes")
        return array

    def scalar(self, place: int, default: float) -> float:
        """Return an input that is one constant number; the default if it is left out."""
        array = self.constant(place)
        if array is None:
            return default
        if array.size != 1 or not np.isfinite(array).all():
            raise self.refusal(f"input {place} must be one number")
        return float(array.ravel()[0])

    def listed(self, place: int) -> list[int] | None:
        """Return an input that is a constant list of whole numbers; None if it is left out."""
        array = self.constant(place)
        if array is None:
            return None
        if array.dtype.kind != "i" or array.ndim > 1 or array.size > 64:
            raise self.refusal(f"input {place} must be a list of whole numbers")
        return [int(number) for number in array.ravel()]

    def axes(self, place: int, since: int) -> list[int] | None:
        """Return `axes`, which are an attribute before a version of the operators, and an input since; None if not given."""
        if self.opset >= since:
            return self.listed(place)
        return self.wholes("axes") if "axes" in self.node.attributes else None
