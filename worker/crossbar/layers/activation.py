"""Functions of every value, computed digitally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer, Seen
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.functions import FUNCTIONS, RELU, Function, elu, elu_slope

SOFTMAX = "softmax"


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
        return softmax(values) if self.function == SOFTMAX else self._of_values.value(values)

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient times the slope; that of a softmax s is s (gradient - sum of s gradient)."""
        if self.function == SOFTMAX:
            share = seen.outputs
            return (share * (gradient - (share * gradient).sum(axis=-2, keepdims=True)),)
        return (self._of_values.slope(seen.values[0]) * gradient,)

    @property
    def _of_values(self) -> Function:
        """The function of every value; there is none for a softmax."""
        alpha = 1.0 if self.alpha is None else self.alpha
        if self.function == RELU:
            return Function(self._rectified, self._rectified_slope)
        if self.function == "elu":
            return Function(lambda x: elu(x, alpha), lambda x: elu_slope(x, alpha))
        return FUNCTIONS[self.function]

    def _rectified(self, values: Floats) -> Floats:
        threshold = self.threshold or 0.0
        result: Floats = np.where(values > threshold, values, 0)
        if self.max_value is not None:
            np.minimum(result, self.max_value, out=result)
        if self.negative_slope:
            result -= self.negative_slope * np.maximum(threshold - values, 0)
        return result

    def _rectified_slope(self, values: Floats) -> Floats:
        threshold = self.threshold or 0.0
        passes = values > threshold
        if self.max_value is not None:
            passes &= values < self.max_value
        slope: Floats = passes.astype(values.dtype)
        slope[values < threshold] = self.negative_slope or 0
        return slope


def softmax(values: Floats) -> Floats:
    """Return exp(x) over its sum, along the axis of channels: the last but one."""
    result: Floats = np.exp(values - values.max(axis=-2, keepdims=True))
    # Summed in float64, so that how many images are computed together does not change the rounding.
    result /= result.sum(axis=-2, keepdims=True, dtype=np.float64).astype(result.dtype)
    return result
