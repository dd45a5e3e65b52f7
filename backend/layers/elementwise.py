"""The common part of layers that combine the values of several others, element by element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, MergingLayer, Shape


class ElementwiseLayer(MergingLayer):
    """Values of several layers, combined element by element. An image with a side of 1 is repeated along it."""

    def merged(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape of the largest input. Raises ImpossibleLayer if another does not fit it."""
        sides = {len(shape) for shape in shapes}
        result = tuple(map(max, zip(*shapes, strict=False)))
        fits = len(sides) == 1 and all(
            side in (1, longest) for shape in shapes for side, longest in zip(shape, result, strict=True)
        )
        if not fits or (len(result) != 3 and len(set(shapes)) > 1):
            raise ImpossibleLayer(f"{self.kind} needs inputs of one shape, not {' and '.join(map(str, shapes))}")
        return result

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays; whoever reads the file sets its inputs. Raises NotSupported."""
        found.know()
        return cls.model_validate({}), {}
