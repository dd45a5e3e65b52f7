"""The axes of an image in another order."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import field_validator

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape, image_of


class PermuteLayer(DigitalLayer):
    """The axes of an image (height, width, channels), counted from 1, in another order. It has no arrays."""

    kind: Literal["permute"] = "permute"
    order: tuple[int, int, int]

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Permute"
    sentence: ClassVar[str] = "Exchanges height, width and channels of an image; costs nothing but an order of addresses."
    keras_classes: ClassVar[tuple[str, ...]] = ("Permute",)

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[int, int, int]) -> tuple[int, int, int]:
        if sorted(order) != [1, 2, 3]:
            raise ValueError(f"order must hold 1, 2 and 3, each once; received {order}")
        return order

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape with its axes in the new order. Raises ImpossibleLayer if it is not that of an image."""
        image = image_of(self, shape)
        return tuple(image[axis - 1] for axis in self.order)

    def in_words(self, shape: Shape) -> str:
        """Return the shapes before and after, for one cell of a table."""
        return f"{' × '.join(map(str, shape))} to {' × '.join(map(str, self.shape_after(shape)))}"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from a Keras `Permute` of an image. Raises NotSupported."""
        found.know("dims")
        dims = found.config.get("dims")
        if not isinstance(dims, list | tuple) or list(dims) not in _ORDERS or (shape is not None and len(shape) != len(dims)):
            raise found.refusal(f"dims {str(dims)[:40]} cannot be read; they must be the axes of an image, each once")
        first, second, third = (*dims, 3)[:3]
        return cls(order=(first, second, third)), {}


_ORDERS = [[1, 2], [2, 1], [1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]]
