"""An ONNX graph as Mhoscope's layers; what cannot be read is named, all of it at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pydantic import ValidationError

from backend.layers import ImpossibleLayer, Layer, NotSupported
from backend.layers.keras import Floats
from backend.networks.onnx.file import Node, OnnxFile
from backend.networks.onnx.found import Found, Unknown, Value
from backend.networks.onnx.inputs import input_view
from backend.networks.onnx.net import Net
from backend.networks.onnx.nodes import READERS, activations
from backend.networks.onnx.patterns import sharing, with_gelus
from backend.networks.onnx.views import NoSuchView, View
from backend.schemas.explain import explain
from backend.schemas.input_values import ANYWHERE

MADE_UP_IMAGES = 7919
"""Number of images where the file does not fix it: a prime that no other axis has."""
MOST_PLACES = 1 << 24
"""Of values of all nodes together, and of constants that are computed."""
MEASURING = ("Shape", "Size")
"""Operators that read how many values there are, and none of them."""
OF_AXES = ("Reshape", "Shape", "Size", "Identity", "Cast")
"""Operators that can be read of images whose steps are in a row."""
OF_EACH = {"MatMul", "Gemm", "Add", "Sub", "Mul", "Div", "Neg", *activations.READERS} - {"Softmax", "LogSoftmax"}
"""Operators that do the same with every step of images in a row."""
_DAMAGE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError)
"""What numbers of other sizes than exporters write can lead to."""


@dataclass(frozen=True)
class Translated:
    """The layers and arrays of a network, and sentences on what of the file is not in it."""

    layers: tuple[Layer, ...]
    arrays: dict[str, Floats]
    notes: tuple[str, ...]


def translate(
    file: OnnxFile, input_shape: tuple[int, int, int], channels: str = ANYWHERE, *, sequence: bool = False
) -> Translated:
    """Return the network of a file for images, or sequences, of `input_shape`; see `input_view` for `channels`.

    An activation at the end that keeps the order of the classes, such as a softmax, is left out: the logits are those before it.
    Raises NotSupported, with all nodes that cannot be read.
    """
    view, note = input_view(file, input_shape, channels, sequence=sequence)
    file = with_gelus(file)
    images = file.input_axes[view.images] or MADE_UP_IMAGES
    work = _Work(file, Net(input_shape), images)
    work.values[file.input] = view
    work.refused = sharing(file)
    for node in () if work.refused else file.nodes:
        work.read(node)
    if work.refused:
        several = f"{len(work.refused)} nodes cannot be read: " if len(work.refused) > 1 else ""
        each = [one for error in work.refused for one in error.refused]
        raise NotSupported(several + "; ".join(map(str, work.refused)), each)
    layers, arrays, left_out = _finished(work)
    notes = [note]
    if left_out:
        notes.append(f"Left out at the output, where it does not change which class is largest: {', '.join(left_out)}.")
    if file.half:
        notes.append("The file computes in 16 bits; here the same weights are computed with in 32 bits.")
    return Translated(layers, arrays, tuple(note for note in notes if note))


class _Work:
    def __init__(self, file: OnnxFile, net: Net, images: int) -> None:
        self.file, self.net, self.images = file, net, images
        self.values: dict[str, Value] = dict(file.constants)
        self.readers = Counter([file.output, *(name for node in file.nodes for name in node.inputs if name)])
        changing = [node for node in file.nodes if node.op not in MEASURING]
        self.sharers = Counter([file.output, *(name for node in changing for name in node.inputs if name)])
        self.refused: list[NotSupported] = []
        self.places = 0

    def read(self, node: Node) -> None:
        """Read one node; what it gives is not known if it cannot be read."""
        found = Found(node, [self._value(name) for name in node.inputs], self.file.opset, self.images, self._used(node))
        given: list[Value] = [Unknown()] * len(node.outputs)
        self.net.node = found.name
        try:
            if node.op not in READERS:
                raise found.refusal("this operation cannot be read")
            if not any(isinstance(value, Unknown) for value in found.values):
                self._check_ended(found)
                given = self._given(found)
        except NotSupported as error:
            self.refused.append(error)
        except (NoSuchView, ImpossibleLayer) as error:
            self.refused.append(found.refusal(str(error)))
        except ValidationError as error:
            self.refused.append(found.refusal(explain(error)))
        except _DAMAGE as error:
            self.refused.append(found.refusal(f"its description is damaged ({type(error).__name__})"))
        self.values.update(zip(node.outputs, [*given, *[Unknown()] * len(node.outputs)], strict=False))

    def _value(self, name: str) -> Value | None:
        value = self.values[name] if name else None
        return replace(value, shared=True) if isinstance(value, View) and self.sharers[name] > 1 else value

    def _used(self, node: Node) -> frozenset[str]:
        return frozenset(name for name in node.outputs if name and self.readers[name])

    def _check_ended(self, found: Found) -> None:
        for value in found.values:
            if isinstance(value, View) and value.ended and found.node.op not in ("Identity", "Dropout", "Cast"):
                raise found.refusal(f"what {value.ended!r} gives can only be the output")

    def _of_steps(self, found: Found) -> list[Value] | None:
        """Return what a node gives for every step of images in a row; None for one that reads the axes themselves."""
        if found.node.op in OF_AXES:
            return None
        views = [value for value in found.values if isinstance(value, View)]
        if found.node.op not in OF_EACH or len({(view.joined, view.places.shape[0]) for view in views}) > 1:
            raise found.refusal("the axis of the images is joined with others before it")
        apart = [replace(value, joined=False) if isinstance(value, View) else value for value in found.values]
        answer = READERS[found.node.op](replace(found, values=apart), self.net)
        return [replace(answer, joined=True)] if isinstance(answer, View) else None

    def _given(self, found: Found) -> list[Value]:
        given = self._of_steps(found) if any(isinstance(value, View) and value.joined for value in found.values) else None
        answer = READERS[found.node.op](found, self.net) if given is None else given
        given = answer if isinstance(answer, list) else [answer]
        if found.used.intersection(found.node.outputs[len(given) :]):
            raise found.refusal(f"it has {len(given)} outputs, not {len(found.node.outputs)}")
        for value in given:
            size = value.places.size if isinstance(value, View) else np.size(value) if isinstance(value, np.ndarray) else 0
            # Weights in another order take no room; all else does.
            self.places += size if isinstance(value, View) or found.node.op not in ("Constant", "Transpose", "Identity") else 0
            if isinstance(value, View) and not value.places.size:
                raise found.refusal("it gives no values")
        if self.places > MOST_PLACES:
            raise found.refusal("the values of all nodes together are too many")
        return given


def _finished(work: _Work) -> tuple[tuple[Layer, ...], dict[str, Any], list[str]]:
    output = work.values[work.file.output]
    if not isinstance(output, View):
        raise NotSupported("the output does not depend on the image")
    if output.rank != 2 or output.images != 0 or output.joined:
        raise NotSupported(f"the output must be one vector for each image, not values of shape {output.shape(1)}")
    try:
        settled = work.net.settled(output)
        tensor = work.net.ordered(settled, settled.places)
        layers, arrays, left_out = work.net.finished(tensor)
    except (NoSuchView, ImpossibleLayer) as error:
        raise NotSupported(f"the output: {error}") from None
    return layers, arrays, [*left_out, *([output.ended] if output.ended else [])]
