"""Small networks and images for tests of learning."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backend.datasets import load
from worker.crossbar.layers import RNN, Conv2D, Dense, Flatten, Layer, MaxPool2D, Network
from worker.crossbar.tools.arrays import Floats
from worker.learning.network.initial import with_new_weights

Labels = NDArray[np.int64]


def dense(inputs: int, outputs: int, *, last: bool = False) -> Dense:
    return Dense(np.zeros((inputs, outputs), np.float32), np.zeros(outputs, np.float32), "linear" if last else "relu")


def mlp(*sizes: int, shape: tuple[int, int, int] | None = None, seed: int = 0) -> Network:
    pairs = list(pairwise(sizes))
    layers = [dense(*pair, last=number == len(pairs) - 1) for number, pair in enumerate(pairs)]
    return with_new_weights(Network((Flatten(), *layers), shape or (1, sizes[0], 1)), seed=seed)


def rnn(chunk: int, units: int, steps: int, classes: int, shape: tuple[int, int, int]) -> Network:
    zeros = [np.zeros(size, np.float32) for size in ((chunk, units), (units, units), (units,))]
    layers: tuple[Layer, ...] = (Flatten(), RNN(zeros[0], zeros[1], zeros[2], time_steps=steps), dense(units, classes, last=True))
    return with_new_weights(Network(layers, shape), seed=0)


def cnn(filters: int, classes: int) -> Network:
    """A convolution for images of 8 x 8."""
    kernel, bias = np.zeros((3, 3, 1, filters), np.float32), np.zeros(filters, np.float32)
    layers: tuple[Layer, ...] = (Conv2D(kernel, bias), MaxPool2D(2), Flatten(), dense(9 * filters, classes, last=True))
    return with_new_weights(Network(layers, (8, 8, 1)), seed=0)


def digits() -> tuple[Floats, Labels, Floats, Labels]:
    """Images and labels for training and test."""
    data = load("digits", Path())
    return data.train_images, data.train_labels, data.test_images, data.test_labels
