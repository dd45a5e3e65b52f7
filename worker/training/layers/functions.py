"""Functions of every value in TensorFlow, by the names of `backend.layers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from worker.training.layers.trainable import NoPlainLayer

OURS: dict[str, Callable[[Any], Any]] = {
    "hard_sigmoid_fifth": lambda z: tf.clip_by_value(z / 5 + 0.5, 0.0, 1.0),
    "gelu_tanh": lambda z: tf.nn.gelu(z, approximate=True),
}
"""Functions that this version of Keras has no name for."""
PLAIN = {"relu": tf.nn.relu, "sigmoid": tf.sigmoid, "tanh": tf.tanh}
"""TensorFlow's own operations, with which what ships was trained."""


def function(name: str) -> Callable[[Any], Any]:
    """The function of a name."""
    found: Callable[[Any], Any] = (OURS | PLAIN).get(name) or keras.activations.get(name)
    return found


def of_keras(name: str) -> str:
    """The name that Keras has for a function, too. Raises NoPlainLayer if it has none."""
    if name in OURS:
        raise NoPlainLayer(f"Keras has no function of its own for {name}; leave -o out to keep the network in the store")
    return name
