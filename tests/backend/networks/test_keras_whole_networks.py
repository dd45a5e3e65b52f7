"""Whole networks of the literature, narrow, saved by Keras: the engine's ideal chip against Keras' logits."""

from __future__ import annotations

import os
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.networks.keras import read, translate  # noqa: E402
from tests.backend.networks.test_keras_graphs import residual, saved  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.translate.networks import layers_to_engine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
Shape = tuple[int, int, int]


def normalized(values: Any, layer: Any, after: str = "relu") -> Any:
    return L.Activation(after)(L.BatchNormalization()(layer(values)))


def lenet5(values: Any) -> Any:
    """LeCun et al. 1998."""
    for filters, padding in ((6, "same"), (16, "valid")):
        values = L.AveragePooling2D(2)(L.Conv2D(filters, 5, padding=padding, activation="tanh")(values))
    values = L.Flatten()(values)
    for units in (120, 84):
        values = L.Dense(units, activation="tanh")(values)
    return L.Dense(10, activation="softmax")(values)


def vgg8(values: Any) -> Any:
    """Six convolutions and two dense layers, as in simulators of crossbars."""
    for filters in (4, 8, 16):
        for _ in range(2):
            values = normalized(values, L.Conv2D(filters, 3, padding="same"))
        values = L.MaxPooling2D(2)(values)
    return L.Dense(10)(L.Dropout(0.5)(L.Dense(32, activation="relu")(L.Flatten()(values))))


def resnet8(values: Any) -> Any:
    return residual(values, 1)


def resnet20(values: Any) -> Any:
    return residual(values, 3)


def mobilenet(values: Any) -> Any:
    """Howard et al. 2017: after the first convolution, a depthwise and a pointwise one each."""
    values = normalized(values, L.Conv2D(4, 3, strides=2, padding="same", use_bias=False), "relu6")
    for filters, strides in ((8, 1), (16, 2), (16, 1), (32, 2)):
        padded = L.ZeroPadding2D(((0, 1), (0, 1)))(values) if strides == 2 else values
        padding = "valid" if strides == 2 else "same"
        values = normalized(padded, L.DepthwiseConv2D(3, strides=strides, padding=padding, use_bias=False), "relu6")
        values = normalized(values, L.Conv2D(filters, 1, use_bias=False), "relu6")
    return L.Dense(10)(L.GlobalAveragePooling2D()(values))


def bn_mlp(values: Any) -> Any:
    values = L.Flatten()(values)
    for units in (64, 48, 32):
        values = normalized(values, L.Dense(units, use_bias=False))
    return L.Dense(10)(values)


def two_branches(values: Any) -> Any:
    """Small and large kernels side by side, and a path past both."""
    wide = normalized(values, L.Conv2D(6, 7, strides=4, padding="same"))
    fine = normalized(normalized(values, L.Conv2D(6, 3, strides=2, padding="same")), L.Conv2D(6, 3, strides=2, padding="same"))
    past = L.AveragePooling2D(4)(values)
    return L.Dense(10)(L.Flatten()(L.Concatenate()([L.Add()([wide, fine]), past])))


def unet(values: Any) -> Any:
    """Skips over several layers, and one to the very end."""
    one = normalized(values, L.SeparableConv2D(4, 3, padding="same"))
    two = normalized(L.Concatenate()([one, values]), L.Conv2D(4, 3, padding="same"))
    three = normalized(L.Concatenate()([two, one, values]), L.Conv2D(4, (1, 5), padding="same", dilation_rate=2))
    ends = L.Concatenate()([L.GlobalMaxPooling2D()(three), L.GlobalAveragePooling2D()(L.Add()([one, two]))])
    return L.Dense(10)(L.Add()([L.Dense(20, activation="gelu")(ends), L.Dense(20)(L.Flatten()(values))]))


def steps(values: Any) -> Any:
    return L.Reshape((values.shape[1], values.shape[2] * values.shape[3]))(values)


def irnn(values: Any) -> Any:
    """Le et al. 2015: a recurrent network of rectified linear units."""
    return L.Dense(10)(L.SimpleRNN(24, activation="relu")(steps(values)))


def stacked_lstm(values: Any) -> Any:
    return L.Dense(10)(L.LSTM(12)(L.LSTM(16, return_sequences=True)(steps(values))))


def bidirectional_lstm(values: Any) -> Any:
    inner = L.Bidirectional(L.LSTM(8, return_sequences=True))(steps(values))
    return L.Dense(10)(L.Bidirectional(L.LSTM(8), merge_mode="ave")(inner))


def gru(values: Any) -> Any:
    return L.Dense(10)(L.GRU(12, reset_after=False)(L.GRU(16, return_sequences=True)(steps(values))))


def conv_lstm(values: Any) -> Any:
    """Convolutions in time before a recurrent layer, as for speech."""
    values = normalized(steps(values), L.Conv1D(12, 3, padding="causal"))
    return L.Dense(10)(L.LSTM(12)(L.MaxPooling1D(2)(values)))


IMAGE, COLOURS, SERIES = (28, 28, 1), (32, 32, 3), (32, 16, 1)
NETWORKS: dict[Callable[[Any], Any], Shape] = {
    lenet5: IMAGE,
    **dict.fromkeys((vgg8, resnet8, resnet20, mobilenet, two_branches), COLOURS),
    **dict.fromkeys((bn_mlp, unet, irnn), IMAGE),
    **dict.fromkeys((stacked_lstm, bidirectional_lstm, gru, conv_lstm), SERIES),
}
DENSE_AND_CONVOLUTIONS = {vgg8: 8, resnet8: 10, resnet20: 22, mobilenet: 10, bn_mlp: 4}


def made(graph: Callable[[Any], Any], shape: Shape, images: np.ndarray) -> Any:
    """A network of random weights, whose batch normalizations know the statistics of their inputs, as after a training."""
    inputs = keras.Input(shape)
    model = keras.Model(inputs, graph(inputs))
    random = np.random.default_rng(0)
    for weight in model.weights:
        if "float" in str(weight.dtype) and "moving" not in weight.name:
            drawn = random.standard_normal(weight.shape) * np.sqrt(1.5 / max(1, prod(weight.shape[:-1])))
            weight.assign(np.abs(drawn) + 0.5 if weight.name == "gamma" else drawn)
    for layer in model.layers:
        if isinstance(layer, L.BatchNormalization):
            values = np.asarray(keras.Model(inputs, layer.input)(images, training=False))
            axes = tuple(range(values.ndim - 1))
            layer.moving_mean.assign(values.mean(axes))
            layer.moving_variance.assign(values.var(axes) * random.uniform(0.7, 1.4, values.shape[-1]) + 0.01)
    return model


@pytest.fixture(scope="module", params=NETWORKS, ids=lambda graph: graph.__name__)
def network(request: pytest.FixtureRequest) -> tuple[Any, Any, np.ndarray, np.ndarray]:
    graph, shape = request.param, NETWORKS[request.param]
    random, (height, width, channels) = np.random.default_rng(1), shape
    images = random.random((4, height // 4, width // 4, channels), np.float32).repeat(4, axis=1).repeat(4, axis=2)
    images *= np.linspace(0.2, 1, 4, dtype=np.float32)[:, None, None, None]
    model = made(graph, shape, images)
    return graph, model, images, np.asarray(model(images, training=False), np.float64)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_logits_are_those_of_keras(network: tuple[Any, Any, np.ndarray, np.ndarray], ending: str, tmp_path: Path) -> None:
    graph, model, images, wanted = network
    shape = images.shape[1:]
    layers, arrays = translate(read(saved(model, tmp_path, ending)), shape)
    simulator = Simulator(layers_to_engine(layers, arrays, shape), images, np.zeros(len(images), np.int64))
    found = simulator.logits(Conditions(), seed=0, draw=0)
    if graph is lenet5:  # its softmax is left out
        wanted = np.log(wanted)
        wanted, found = (logits - logits.mean(1, keepdims=True) for logits in (wanted, found))
    assert np.ptp(wanted, axis=0).max() > 0.02 * np.abs(wanted).max()
    assert np.abs(found - wanted).max() <= 1e-4 * np.abs(wanted).max()
    if graph in DENSE_AND_CONVOLUTIONS:  # whose batch normalizations are all a part of them
        assert len({name.split(".")[0] for name in arrays}) == DENSE_AND_CONVOLUTIONS[graph]
