"""Numbers of each channel that are multiplied and added digitally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod
from typing import Annotated, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from backend.layers.keras import LARGEST, Floats, KerasLayer
from backend.layers.kind import DigitalLayer, ImpossibleLayer, Shape, W

Numbers = Annotated[tuple[Annotated[float, Field(allow_inf_nan=False)], ...], Field(min_length=1, max_length=4096)]
SMALLEST_DEVIATION = 1e-7
"""Keras' own bound on the standard deviation that a Normalization divides by."""


class ScaleLayer(DigitalLayer):
    """Every value times `scale`, plus `shift`: each one number for all, or one for each channel. It has no arrays."""

    kind: Literal["scale"] = "scale"
    scale: Numbers
    shift: Numbers

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Scale and shift"
    sentence: ClassVar[str] = (
        "Multiplies values and adds to them, digitally, as a rescaling of images or a normalisation between layers does."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("Rescaling", "Normalization", "BatchNormalization")

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape as it is. Raises ImpossibleLayer unless there is one number in all, or one for each channel."""
        for numbers in (self.scale, self.shift):
            if len(numbers) not in (1, shape[-1]):
                raise ImpossibleLayer(f"{len(numbers)} numbers do not fit {shape[-1]} channels")
        return shape

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus a product of each value, which takes place before values are stored."""
        values = prod(shape)
        return replace(before, stored_values=values, gate_products=before.gate_products + values)

    def signed_after(self, signed: bool) -> bool:
        """Return whether outputs can be negative."""
        return signed or min(*self.scale, *self.shift) < 0

    def in_words(self, shape: Shape) -> str:
        """Return the numbers, or how many there are, for one cell of a table."""
        return f"times {_said(self.scale)}, plus {_said(self.shift)}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of products for one image."""
        return f"{prod(shape):,} products and sums"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from Keras' rescaling, normalization or batch normalization.

        Raises NotSupported if numbers differ along another axis than the last.
        """
        read = {"Rescaling": _rescaling, "Normalization": _normalization, "BatchNormalization": _batch_normalization}
        with np.errstate(all="ignore"):  # what is not finite is refused
            scale, shift = (np.asarray(numbers, np.float64).ravel() for numbers in read[found.kind](found, shape))
        if not all((np.abs(numbers) <= LARGEST).all() and 1 <= numbers.size <= 4096 for numbers in (scale, shift)):
            raise found.refusal("its numbers must be finite, at most 4,096 of them")
        if shape is not None and any(numbers.size not in (1, shape[-1]) for numbers in (scale, shift)):
            raise found.refusal(f"its numbers must be one in all or one for each of {shape[-1]} channels")
        return cls(scale=tuple(scale.tolist()), shift=tuple(shift.tolist())), {}


def _said(numbers: Sequence[float]) -> str:
    return f"{numbers[0]:g}" if len(numbers) == 1 else f"{len(numbers)} numbers"


def _rescaling(found: KerasLayer, _shape: Shape | None) -> tuple[object, object]:
    found.know("scale", "offset")
    return _numbers(found, "scale"), _numbers(found, "offset")


def _numbers(found: KerasLayer, key: str) -> object:
    """Return an attribute that is a number, or a list of one for each channel. Raises NotSupported."""
    given = found.config.get(key)
    if isinstance(given, dict):  # as Keras writes arrays
        given = given.get("config", {}).get("value", given.get("value"))
    if isinstance(given, list) and given and all(isinstance(number, int | float) for number in given):
        return given
    return KerasLayer(found.kind, {**found.config, key: given}, ()).number(key, 0.0)


def _normalization(found: KerasLayer, shape: Shape | None) -> tuple[object, object]:
    found.know("axis", "invert", "mean", "variance")
    axis = found.config.get("axis", -1)
    axes = list(axis) if isinstance(axis, list | tuple) else [] if axis is None else [axis]
    if axes not in ([], [-1], *([] if shape is None else [[len(shape)]])):
        raise found.refusal(f"axis {str(axis)[:40]} cannot be read; it must be -1, or none")
    if found.config.get("mean") is not None:
        mean, variance = (np.asarray(_numbers(found, key), np.float64) for key in ("mean", "variance"))
    elif len(found.weights) >= 2:
        mean, variance = (array.astype(np.float64) for array in found.weights[:2])
    else:
        raise found.refusal("it has no mean and variance")
    deviation = np.maximum(np.sqrt(variance), SMALLEST_DEVIATION)
    return (deviation, mean) if found.config.get("invert") else (1 / deviation, -mean / deviation)


def _batch_normalization(found: KerasLayer, shape: Shape | None) -> tuple[object, object]:
    found.know("axis", "momentum", "epsilon", "center", "scale", "synchronized", "fused", "renorm_momentum", "renorm_clipping")
    axis = found.config.get("axis", -1)
    last = (-1,) if shape is None else (-1, len(shape))
    if axis not in (*last, *([one] for one in last)):
        raise found.refusal(f"axis {str(axis)[:40]} cannot be read; it must be -1")
    scaled, centred = (bool(found.config.get(key, True)) for key in ("scale", "center"))
    if len(found.weights) != scaled + centred + 2 or len({array.shape for array in found.weights}) != 1:
        raise found.refusal("its weights are not those of a batch normalization")
    arrays = [array.astype(np.float64) for array in found.weights]
    gamma = arrays.pop(0) if scaled else np.ones_like(arrays[-1])
    beta = arrays.pop(0) if centred else np.zeros_like(arrays[-1])
    mean, variance = arrays
    factor = gamma / np.sqrt(variance + (found.number("epsilon", 0.001) or 0.0))
    return factor, beta - mean * factor
