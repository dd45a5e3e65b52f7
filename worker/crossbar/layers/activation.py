"""Functions of every value, computed digitally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import FUNCTIONS, elu


@dataclass(frozen=True)
class Activation(Layer):
    """One function of every value, or a softmax over the channels of every pixel (over all values of a vector).

    relu: min(x, max_value) above the threshold, else negative_slope (x - threshold). elu: x above 0, else alpha (exp(x) - 1).
    """

    function: str
    max_value: float | None = None
    negative_slope: float | None = None
    threshold: float | None = None
    alpha: float | None = None

    kind: ClassVar[str] = "activation"

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the function of values of any shape, (..., channels, n); they are left as they are."""
        if self.function == "relu":
            return self._rectified(values)
        if self.function == "elu":
            return elu(values, 1.0 if self.alpha is None else self.alpha)
        return softmax(values) if self.function == "softmax" else FUNCTIONS[self.function].value(values)

    def _rectified(self, values: Floats) -> Floats:
        threshold = np.float32(self.threshold or 0)
        result = np.where(values > threshold, values, np.float32(0))
        if self.max_value is not None:
            np.minimum(result, np.float32(self.max_value), out=result)
        if self.negative_slope:
            result -= np.float32(self.negative_slope) * np.maximum(threshold - values, 0)
        return result


def softmax(values: Floats) -> Floats:
    """Return exp(x) over its sum, along the axis of channels: the last but one."""
    result: Floats = np.exp(values - values.max(axis=-2, keepdims=True))
    # Summed in float64, so that how many images are computed together does not change the rounding.
    result /= result.sum(axis=-2, keepdims=True, dtype=np.float64).astype(np.float32)
    return result
