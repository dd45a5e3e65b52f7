"""Functions of every value, by the names of `backend.layers`."""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt

import numpy as np

from worker.crossbar.tools.arrays import Floats

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function 1 / (1 + exp(-z)) of values of any shape, computed from tanh, which never overflows."""
    return _sigmoid(values.copy())


def _sigmoid(values: Floats) -> Floats:
    values *= np.float32(0.5)
    np.tanh(values, out=values)
    values += 1
    values *= np.float32(0.5)
    return values


def elu(values: Floats, alpha: float = 1.0) -> Floats:
    """Return x above 0, else alpha (exp(x) - 1)."""
    result: Floats = np.where(values > 0, values, np.float32(alpha) * np.expm1(np.minimum(values, 0)))
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


def hard_sigmoid(values: Floats, slope: float = 1 / 6) -> Floats:
    """Return slope x + 1/2, within 0 and 1."""
    result: Floats = np.float32(slope) * values
    result += np.float32(0.5)
    return np.clip(result, np.float32(0), np.float32(1), out=result)


def gelu_tanh(values: Floats) -> Floats:
    """Return x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))."""
    inner: Floats = np.float32(0.044715) * values * values
    inner += 1
    inner *= values
    inner *= np.float32(sqrt(2 / pi))
    np.tanh(inner, out=inner)
    inner += 1
    inner *= values
    inner *= np.float32(0.5)
    return inner


FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {
    "elu": elu,
    "selu": lambda x: np.float32(SELU_SCALE) * elu(x, SELU_ALPHA),
    "gelu": lambda x: x * normal_distribution(x),
    "gelu_tanh": gelu_tanh,
    "silu": lambda x: x * sigmoid(x),
    "hard_silu": lambda x: x * hard_sigmoid(x),
    "sigmoid": sigmoid,
    "hard_sigmoid": hard_sigmoid,
    "hard_sigmoid_fifth": lambda x: hard_sigmoid(x, 1 / 5),
    "tanh": np.tanh,
    "softplus": lambda x: np.logaddexp(x, np.float32(0)),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "exponential": np.exp,
}
"""Functions without settings that are no ReLU, by their names; they return new arrays."""
IN_PLACE: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": _sigmoid,
    "tanh": lambda x: np.tanh(x, out=x),
    "relu": lambda x: np.maximum(x, np.float32(0), out=x),
    "linear": lambda x: x,
}


def in_place(function: str) -> Callable[[Floats], Floats]:
    """Return a function of these, a ReLU or none ("linear"), that replaces values of any shape and returns them."""
    return IN_PLACE.get(function) or _replacing(FUNCTIONS[function])


def _replacing(function: Callable[[Floats], Floats]) -> Callable[[Floats], Floats]:
    def replace(values: Floats) -> Floats:
        values[...] = function(values)
        return values

    return replace
