"""Whole networks of Keras with separable and depthwise convolutions, pools, and dense layers on images and series."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.layers import KerasLayer, NotSupported  # noqa: E402
from backend.networks.keras import read, translate  # noqa: E402
from backend.networks.keras.parts import parts_of  # noqa: E402
from backend.networks.keras.translate import READERS  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.translate.networks import layers_to_engine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
IMAGE, SERIES = (12, 10, 3), (16, 4, 1)


def mobile() -> list[Any]:
    """As MobileNet has it: a strided convolution, then depthwise and pointwise ones with batch normalizations and ReLU6."""
    blocks: list[Any] = [L.Conv2D(8, 3, strides=2, padding="same", use_bias=False), L.BatchNormalization(), L.ReLU(6.0)]
    for stride, filters in ((1, 12), (2, 16)):
        blocks += [
            L.ZeroPadding2D(((0, 1), (0, 1))) if stride == 2 else L.Dropout(0.1),
            L.DepthwiseConv2D(3, stride, "same" if stride == 1 else "valid", use_bias=False),
            L.BatchNormalization(),
            L.ReLU(6.0),
            L.Conv2D(filters, 1, use_bias=False),
            L.BatchNormalization(),
            L.ReLU(6.0),
        ]
    return [*blocks, L.GlobalAveragePooling2D(keepdims=True), L.Conv2D(10, 1), L.Reshape((10,))]


def separable() -> list[Any]:
    convolutions = [
        L.SeparableConv2D(6, 3, depth_multiplier=2, activation="relu"),
        L.SeparableConv2D(5, (1, 3), activation="tanh"),
    ]
    return [*convolutions, L.MaxPooling2D(3, 2, "same"), L.Flatten(), L.Dense(10)]


def pixels() -> list[Any]:
    return [
        L.Dense(6, activation="relu"),
        L.AveragePooling2D(2),
        L.Dense(4, activation="gelu"),
        L.GlobalMaxPooling2D(),
        L.Dense(10),
    ]


def steps() -> list[Any]:
    return [
        L.Reshape((16, 4)),
        L.Dense(6, activation="relu"),
        L.Conv1D(8, 3, padding="causal", dilation_rate=2, activation="relu"),
        L.SeparableConv1D(6, 3, strides=2, padding="same"),
        L.MaxPooling1D(2),
        L.Dense(5, use_bias=False),
        L.GlobalAveragePooling1D(),
        L.Dense(10),
    ]


def states() -> list[Any]:
    """A dense layer on all states of a recurrent one."""
    return [
        L.Reshape((16, 4)),
        L.LSTM(6, return_sequences=True),
        L.Dense(5, activation="relu"),
        L.Conv1D(4, 3),
        L.Flatten(),
        L.Dense(10),
    ]


def grouped() -> list[Any]:
    return [
        L.Conv2D(6, 3, groups=3, padding="same"),
        L.Cropping2D(1),
        L.DepthwiseConv2D((2, 3), depth_multiplier=2),
        L.Flatten(),
        L.Dense(10),
    ]


@pytest.mark.parametrize(
    ("make", "shape", "kinds"),
    [
        (mobile, IMAGE, {"conv2d": 6, "activation": 5, "zero_padding2d": 1, "global_pool2d": 1, "flatten": 1}),
        (separable, IMAGE, {"conv2d": 4, "activation": 1, "max_pool2d": 1, "flatten": 1, "dense": 1}),
        (pixels, IMAGE, {"conv2d": 2, "average_pool2d": 1, "activation": 1, "global_pool2d": 1, "dense": 1}),
        (steps, SERIES, {"reshape": 1, "conv2d": 5, "max_pool2d": 1, "global_pool2d": 1, "dense": 1}),
        (states, SERIES, {"lstm": 1, "reshape": 1, "conv2d": 2, "flatten": 1, "dense": 1}),
        (grouped, IMAGE, {"conv2d": 2, "cropping2d": 1, "flatten": 1, "dense": 1}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_the_engine_gives_the_logits_of_keras(
    make: Callable[[], list[Any]], shape: Any, kinds: dict[str, int], tmp_path: Path
) -> None:
    model = keras.Sequential([keras.Input(shape), *make()])
    random = np.random.default_rng(0)
    for weight in model.weights:
        drawn = random.standard_normal(weight.shape) / np.sqrt(max(1, np.prod(weight.shape[:-1])))
        weight.assign(np.abs(drawn) + 0.5 if "variance" in weight.name or "gamma" in weight.name else drawn)
    model.save(tmp_path / "model.keras")
    layers, arrays = translate(read((tmp_path / "model.keras").read_bytes()), shape)
    found = [layer.kind for layer in layers]
    assert {kind: found.count(kind) for kind in found} == kinds
    images = random.random((9, *shape), np.float32)
    ours = Simulator(layers_to_engine(layers, arrays, shape), images, np.zeros(9, np.int64)).logits(Conditions(), seed=0, draw=0)
    theirs = np.asarray(model(images, training=False), np.float64)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4 * np.abs(theirs).max())


def test_damaged_weights_are_named() -> None:
    with pytest.raises(NotSupported, match="layer 's': its weights are not two kernels and a bias"):
        parts_of(KerasLayer("SeparableConv2D", {"name": "s"}, []))


@pytest.mark.parametrize(
    ("layer", "says"),
    [
        (L.Conv2D(4, 3, data_format="channels_first"), "data_format channels_first cannot be read; it must be channels_last"),
        (L.AveragePooling2D(2, data_format="channels_first"), "data_format channels_first cannot be read"),
        (L.SeparableConv2D(4, 3, data_format="channels_first"), "data_format channels_first cannot be read"),
    ],
)
def test_channels_that_come_first_are_refused_in_a_sentence(layer: Any, says: str) -> None:
    arrays = [np.ones(sides, np.float32) for sides in ((3, 3, 3, 4), (1, 1, 12, 4))]
    (first, *_rest) = parts_of(KerasLayer(type(layer).__name__, layer.get_config(), arrays))
    with pytest.raises(NotSupported, match=says):
        READERS[first.kind].from_keras(first, (3, 8, 8))
