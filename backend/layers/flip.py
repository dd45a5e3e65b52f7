"""One axis of an image turned round."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from backend.layers.kind import DigitalLayer, Shape, image_of

AXES = ("rows", "columns", "channels")


class FlipLayer(DigitalLayer):
    """An image (height, width, channels) whose order along one axis, counted from 1, is turned round. It has no arrays.

    Along axis 2 it turns round the time steps of a sequence (1, time steps, values): what a layer that reads from the end gives
    for each step then stands at the place of that step.
    """

    kind: Literal["flip"] = "flip"
    axis: int = Field(ge=1, le=3)

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Flip"
    sentence: ClassVar[str] = "Turns round the order along one axis, such as time; costs nothing but an order of addresses."

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape as it is. Raises ImpossibleLayer if it is not that of an image."""
        return image_of(self, shape)

    def in_words(self, shape: Shape) -> str:
        """Return which axis is turned round, for one cell of a table."""
        return f"axis {self.axis}: {shape[self.axis - 1]} {AXES[self.axis - 1]} the other way round"
