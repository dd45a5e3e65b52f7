"""The same values as an image of another shape."""

from __future__ import annotations

from math import prod
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, ImpossibleLayer, Shape

Side = Annotated[int, Field(ge=1, le=1 << 24)]


class ReshapeLayer(DigitalLayer):
    """The same values, row by row and with channels last, as an image of (height, width, channels). It has no arrays."""

    kind: Literal["reshape"] = "reshape"
    shape: tuple[Side, Side, Side]

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Reshape"
    sentence: ClassVar[str] = "Takes the same values, in the same order, as an image of another shape; costs nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Reshape",)

    def shape_after(self, shape: Shape) -> Shape:
        """Return the new shape. Raises ImpossibleLayer if it holds another number of values."""
        if prod(shape) != prod(self.shape):
            raise ImpossibleLayer(f"{prod(shape)} values cannot be an image of {' × '.join(map(str, self.shape))}")
        return self.shape

    def in_words(self, shape: Shape) -> str:
        """Return the shapes before and after, for one cell of a table."""
        return f"{' × '.join(map(str, shape))} to {' × '.join(map(str, self.shape))}"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras `Reshape` to an image. Raises NotSupported."""
        target = target_of(found, shape)
        if target is None or len(target) != 3:
            raise found.refusal("only the shape of an image can be read as a layer of its own")
        return cls(shape=(target[0], target[1], target[2])), {}


def target_of(found: KerasLayer, shape: Shape | None) -> Shape | None:
    """Return the shape after a Keras `Reshape` of values of `shape`; None if that shape is not known. Raises NotSupported."""
    found.know("target_shape")
    target = found.config.get("target_shape")
    if not isinstance(target, list | tuple) or not all(isinstance(side, int) and side != 0 and side >= -1 for side in target):
        raise found.refusal(f"target_shape {str(target)[:40]} cannot be read; it must be a list of whole numbers")
    if shape is None:
        return None
    values, known = prod(shape), prod(side for side in target if side != -1)
    sides = tuple(values // known if side == -1 else side for side in target)
    if prod(sides) != values or list(target).count(-1) > 1:
        raise found.refusal(f"{' × '.join(map(str, shape))} values cannot have the shape {str(target)[:40]}")
    return sides
