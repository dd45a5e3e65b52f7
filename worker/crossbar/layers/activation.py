"""Functions of every value, computed digitally."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

import numpy as np

from worker.crossbar.layers.layer import Access, Layer
from worker.crossbar.layers.recurrent import sigmoid
from worker.crossbar.tools.arrays import Floats

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


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
        return FUNCTIONS[self.function](values)

    def _rectified(self, values: Floats) -> Floats:
        threshold = np.float32(self.threshold or 0)
        result = np.where(values > threshold, values, np.float32(0))
        if self.max_value is not None:
            np.minimum(result, np.float32(self.max_value), out=result)
        if self.negative_slope:
            result -= np.float32(self.negative_slope) * np.maximum(threshold - values, 0)
        return result


def elu(values: Floats, alpha: float) -> Floats:
    """Return x above 0, else alpha (exp(x) - 1)."""
    result: Floats = np.where(values > 0, values, np.float32(alpha) * np.expm1(np.minimum(values, 0)))
    return result


def softmax(values: Floats) -> Floats:
    """Return exp(x) over its sum, along the axis of channels: the last but one."""
    result: Floats = np.exp(values - values.max(axis=-2, keepdims=True))
    # Summed in float64, so that how many images are computed together does not change the rounding.
    result /= result.sum(axis=-2, keepdims=True, dtype=np.float64).astype(np.float32)
    return result


def normal_distribution(values: Floats) -> Floats:
    """Return the standard normal distribution function, to 2e-7 (M. Abramowitz, I. Stegun, equation 7.1.26)."""
    x = np.abs(values) * np.float32(1 / sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * x)
    series = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = (series + np.float32(factor)) * t
    tail = series * np.exp(-x * x) * np.float32(0.5)
    result: Floats = np.where(values < 0, tail, 1 - tail)
    return result


FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "selu": lambda x: np.float32(SELU_SCALE) * elu(x, SELU_ALPHA),
    "gelu": lambda x: x * normal_distribution(x),
    "silu": lambda x: x * sigmoid(x),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softplus": lambda x: np.logaddexp(x, np.float32(0)),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "exponential": np.exp,
    "softmax": softmax,
}
"""Functions without settings, by their names; they return new arrays."""
