"""Pooling of whole images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class GlobalPool2D(Layer):
    """The mean or the largest value of each channel over the whole image: one vector, or an image of 1 x 1 with `keepdims`."""

    function: Literal["average", "max"] = "average"
    keepdims: bool = False

    kind: ClassVar[str] = "global_pool2d"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return columns (channels, n) or images (1, 1, channels, n) for images (height, width, channels, n)."""
        *chips, rows, columns, channels, count = values.shape
        pixels = values.reshape(*chips, rows * columns, channels, count)
        if self.function == "max":
            pooled: Floats = pixels.max(axis=-3)
        else:
            # Pixel by pixel: how many images are computed together does not change the order of the sums.
            pooled = pixels[..., 0, :, :].copy()
            for pixel in range(1, rows * columns):
                pooled += pixels[..., pixel, :, :]
            pooled *= 1 / (rows * columns)
        return pooled[..., None, None, :, :] if self.keepdims else pooled

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient of each channel at its largest pixel, the first of several, or spread over all pixels."""
        (values,) = seen.values
        rows, columns, channels, count = values.shape
        pooled, pixels = gradient.reshape(1, channels, count), values.reshape(-1, channels, count)
        result = np.zeros(pixels.shape, gradient.dtype)
        if self.function == "max":
            np.put_along_axis(result, pixels.argmax(axis=0, keepdims=True), pooled, axis=0)
        else:
            result += pooled * (1 / (rows * columns))
        return (result.reshape(values.shape),)
