"""Functions of every value, by the names of `backend.layers`, and their slopes.

All follow the type of their values, float32 or float64.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import NamedTuple

import numpy as np

from worker.crossbar.tools.arrays import Floats

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
NORMAL_STEP, NORMAL_SERIES = 0.3275911, (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
"""Numbers of `normal_distribution`."""
GELU_CUBE, GELU_INNER = 0.044715, sqrt(2 / pi)
"""Numbers of `gelu_tanh`."""


class Function(NamedTuple):
    """A function of every value; both return new arrays, for values before the function and of any shape."""

    value: Callable[[Floats], Floats]
    """Returns the function."""
    slope: Callable[[Floats], Floats]
    """Returns its derivative; at a kink that of the side where a ReLU is off."""


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function 1 / (1 + exp(-z)) of values of any shape, computed from tanh, which never overflows."""
    return _sigmoid(values.copy())


def _sigmoid(values: Floats) -> Floats:
    values *= 0.5
    np.tanh(values, out=values)
    values += 1
    values *= 0.5
    return values


def sigmoid_slope(values: Floats) -> Floats:
    """Return the derivative of the logistic function s: s (1 - s)."""
    value = sigmoid(values)
    return value * (1 - value)


def elu(values: Floats, alpha: float = 1.0) -> Floats:
    """Return x above 0, else alpha (exp(x) - 1)."""
    result: Floats = np.where(values > 0, values, alpha * np.expm1(np.minimum(values, 0)))
    return result


def elu_slope(values: Floats, alpha: float = 1.0) -> Floats:
    """Return 1 above 0, else alpha exp(x)."""
    result: Floats = np.where(values > 0, 1, alpha * np.exp(np.minimum(values, 0)))
    return result


def normal_distribution(values: Floats) -> Floats:
    """Return the standard normal distribution function, to 2e-7 (M. Abramowitz, I. Stegun, equation 7.1.26)."""
    x = np.abs(values) * (1 / sqrt(2))
    t = 1 / (1 + NORMAL_STEP * x)
    series = np.zeros_like(t)
    for factor in NORMAL_SERIES:
        series = (series + factor) * t
    tail = series * np.exp(-x * x) * 0.5
    result: Floats = np.where(values < 0, tail, 1 - tail)
    return result


def normal_density(values: Floats) -> Floats:
    """Return the derivative of `normal_distribution` as it is computed: the standard normal density, to 3e-6."""
    x: Floats = np.abs(values)
    x *= 1 / sqrt(2)
    t: Floats = np.reciprocal(1 + NORMAL_STEP * x)
    series, slope = np.zeros_like(t), np.zeros_like(t)
    for factor in NORMAL_SERIES:
        slope = slope * t + (series + factor)
        series = (series + factor) * t
    result: Floats = 2 * x * series
    result += NORMAL_STEP * t * t * slope
    result *= np.exp(-x * x) * sqrt(1 / 8)
    return result


def hard_sigmoid(values: Floats, slope: float = 1 / 6) -> Floats:
    """Return slope x + 1/2, within 0 and 1."""
    result: Floats = slope * values
    result += 0.5
    return np.clip(result, 0, 1, out=result)


def hard_sigmoid_slope(values: Floats, slope: float = 1 / 6) -> Floats:
    """Return `slope` where the function is between 0 and 1, and 0 elsewhere."""
    value = hard_sigmoid(values, slope)
    return slope * ((value > 0) & (value < 1)).astype(values.dtype)


def gelu_tanh(values: Floats) -> Floats:
    """Return x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))."""
    inner = _inner_tanh(values)
    inner += 1
    inner *= values
    inner *= 0.5
    return inner


def _inner_tanh(values: Floats) -> Floats:
    inner: Floats = GELU_CUBE * values * values
    inner += 1
    inner *= values
    inner *= GELU_INNER
    return np.tanh(inner, out=inner)


def gelu_tanh_slope(values: Floats) -> Floats:
    """Return the derivative of `gelu_tanh`."""
    inner = _inner_tanh(values)
    of_inner = GELU_INNER * (1 + 3 * GELU_CUBE * values * values)
    result: Floats = 0.5 * (1 + inner + values * (1 - inner * inner) * of_inner)
    return result


def _times_x(function: Function) -> Function:
    """Return x f(x) for a function f."""
    value, slope = function
    return Function(lambda x: x * value(x), lambda x: value(x) + x * slope(x))


_SIGMOID, _HARD_SIGMOID = Function(sigmoid, sigmoid_slope), Function(hard_sigmoid, hard_sigmoid_slope)
FUNCTIONS: dict[str, Function] = {
    "elu": Function(elu, elu_slope),
    "selu": Function(lambda x: SELU_SCALE * elu(x, SELU_ALPHA), lambda x: SELU_SCALE * elu_slope(x, SELU_ALPHA)),
    "gelu": _times_x(Function(normal_distribution, normal_density)),
    "gelu_tanh": Function(gelu_tanh, gelu_tanh_slope),
    "silu": _times_x(_SIGMOID),
    "hard_silu": _times_x(_HARD_SIGMOID),
    "sigmoid": _SIGMOID,
    "hard_sigmoid": _HARD_SIGMOID,
    "hard_sigmoid_fifth": Function(lambda x: hard_sigmoid(x, 1 / 5), lambda x: hard_sigmoid_slope(x, 1 / 5)),
    "tanh": Function(np.tanh, lambda x: 1 - np.square(np.tanh(x))),
    "softplus": Function(lambda x: np.logaddexp(x, 0), sigmoid),
    "softsign": Function(lambda x: x / (1 + np.abs(x)), lambda x: 1 / np.square(1 + np.abs(x))),
    "exponential": Function(np.exp, np.exp),
}
"""Functions without settings that are no ReLU, by their names."""
RELU, LINEAR = "relu", "linear"
IN_PLACE: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda x: np.tanh(x, out=x),
    RELU: lambda x: np.maximum(x, 0, out=x),
    LINEAR: lambda x: x,
}


def in_place(function: str) -> Callable[[Floats], Floats]:
    """Return a function of these, a ReLU or none ("linear"), that replaces values of any shape and returns them."""
    return IN_PLACE.get(function) or _replacing(FUNCTIONS[function].value)


def slope_of(function: str) -> Callable[[Floats], Floats]:
    """Return the derivative of a function of these, of a ReLU or of none ("linear"), for values before the function."""
    if function == RELU:
        return lambda x: (x > 0).astype(x.dtype)
    return np.ones_like if function == LINEAR else FUNCTIONS[function].slope


def _replacing(function: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    def replace(values: Floats) -> Floats:
        values[...] = function(values)
        return values

    return replace
