"""The networks that are timed: weights at random but always the same, and what they are asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.crossbar import RNN, Conditions, Conv2D, Dense, Flatten, Layer, MaxPool2D, Network, Simulator
from worker.crossbar.layers import KINDS

Floats = NDArray[np.float32]
SEED = 20_240_917
SHAPE = (28, 28, 1)
LIT, LEAST = 0.191, 0.37
"""Of the synthetic images: the share of pixels that are not 0, and the least of those. MNIST's test set has a mean of
0.13 and a standard deviation of 0.31, and so have these."""


@dataclass(frozen=True, eq=False)
class Contest:
    """A network, images (n, 28, 28, 1), and what the ideal network answers to them (n,)."""

    network: Network
    images: Floats
    labels: NDArray[np.int64]


def mlp(widths: tuple[int, ...] = (256, 128)) -> Network:
    """784, the hidden widths, 10."""
    random = np.random.default_rng(SEED)
    layers = [_dense(random, inputs, outputs) for inputs, outputs in pairwise((784, *widths))]
    return Network((Flatten(), *layers, _dense(random, widths[-1], 10, activation="linear")), SHAPE)


def cnn() -> Network:
    """16c3-p2-32c3-p2-10, no padding."""
    random = np.random.default_rng(SEED)
    first = Conv2D(_normal(random, (3, 3, 1, 16), 9), np.zeros(16, np.float32))
    second = Conv2D(_normal(random, (3, 3, 16, 32), 144), np.zeros(32, np.float32))
    last = _dense(random, 5 * 5 * 32, 10, activation="linear")
    return Network((first, MaxPool2D(2), second, MaxPool2D(2), Flatten(), last), SHAPE)


def rnn() -> Network:
    """28 steps of 28 pixels, 128 units."""
    random = np.random.default_rng(SEED)
    kernel, recurrent = _normal(random, (28, 128), 28), _normal(random, (128, 128), 128)
    layer = RNN(kernel, recurrent, np.zeros(128, np.float32), time_steps=28)
    return Network((layer, _dense(random, 128, 10, activation="linear")), SHAPE)


NETWORKS: dict[str, Callable[[], Network]] = {"MLP": mlp, "CNN": cnn, "RNN": rnn}
DESCRIPTIONS = {"MLP": "784-256-128-10", "CNN": "16c3-p2-32c3-p2-10", "RNN": "ReLU, 28 x 28, 128 units"}


def synthetic_images(count: int) -> Floats:
    """Images with MNIST's share of dark pixels, mean and standard deviation, for where MNIST is not."""
    random = np.random.default_rng(SEED)
    levels = random.uniform(LEAST, 1, (count, *SHAPE)).astype(np.float32)
    return np.where(random.random(levels.shape, dtype=np.float32) < LIT, levels, np.float32(0))


def contest(network: Network, images: Floats) -> Contest:
    """The ideal network is always right: what noise takes away is then seen whatever the weights are.

    The last bias centres each class's logits, so that a network with random weights does not always say the same.
    """
    last = network.layers[-1]
    assert isinstance(last, Dense)
    unknown = np.zeros(len(images), np.int64)
    means = Simulator(network, images, unknown).logits(Conditions(), seed=0, draw=0).mean(axis=0)
    centred = replace(network, layers=(*network.layers[:-1], Dense(last.kernel, last.bias - means, "linear")))
    return Contest(centred, images, Simulator(centred, images, unknown).predictions(Conditions(), seed=0, draw=0))


def write_contest(path: Path, of: Contest) -> None:
    """As an .npz file that any contender can read: arrays "<layer>.<name>", and `layers` in JSON."""
    described: list[dict[str, Any]] = []
    arrays: dict[str, NDArray[Any]] = {}
    for index, layer in enumerate(of.network.layers):
        facts, held = _describe(layer)
        described.append(facts)
        arrays |= {f"{index}.{name}": array for name, array in held.items()}
    arrays |= {"layers": np.array(json.dumps(described)), "images": of.images, "labels": of.labels}
    np.savez(path, allow_pickle=False, **arrays)


def read_contest(path: str | Path) -> Contest:
    with np.load(path) as held:
        layers = json.loads(str(held["layers"]))
        made = [
            _make(facts, {name.split(".")[1]: held[name] for name in held.files if name.split(".")[0] == str(index)})
            for index, facts in enumerate(layers)
        ]
        return Contest(Network(tuple(made), SHAPE), held["images"], held["labels"])


def _describe(layer: Layer) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Kind and settings, and arrays by name."""
    held = {field.name: getattr(layer, field.name) for field in fields(layer)}  # type: ignore[arg-type] # each kind is a dataclass
    arrays = {name: value for name, value in held.items() if isinstance(value, np.ndarray)}
    settings = {name: value for name, value in held.items() if name not in arrays and value is not None}
    return {"kind": layer.kind, **settings}, arrays


def _make(facts: dict[str, Any], arrays: dict[str, Floats]) -> Layer:
    make: Callable[..., Layer] = KINDS[facts["kind"]]
    return make(**arrays, **{name: value for name, value in facts.items() if name != "kind"})


def _normal(random: np.random.Generator, shape: tuple[int, ...], inputs: int) -> Floats:
    """He et al. 2015: a ReLU layer keeps the size of what goes through it."""
    values: Floats = (random.standard_normal(shape) * np.sqrt(2 / inputs)).astype(np.float32)
    return values


def _dense(random: np.random.Generator, inputs: int, outputs: int, activation: Any = "relu") -> Dense:
    return Dense(_normal(random, (inputs, outputs), inputs), np.zeros(outputs, np.float32), activation)
