"""Networks as TensorFlow 2.15 with its Keras 2 saves them, and their logits for `images`. Made once.

    pip install tensorflow-cpu==2.15.1    # Python 3.9 to 3.11
    python make.py                        # writes NAME.keras and NAME.h5 of each, and logits.npz, here

It needs that version of Keras, and so no part of Mhoscope. The numbers of the networks are drawn, batch normalization's too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
from tensorflow import keras

HERE = Path(__file__).parent
SHAPE = (8, 8, 1)
L = keras.layers


def branches(values: Any) -> Any:
    first = L.Conv2D(4, 3, padding="same", activation="relu")(values)
    second = L.ReLU(6.0)(L.BatchNormalization()(L.Conv2D(4, 5, padding="same", use_bias=False)(values)))
    both = L.Concatenate()([L.Add()([first, second]), L.Multiply()([first, second]), L.MaxPooling2D(3, 1, "same")(values)])
    return L.Dense(10)(L.GlobalAveragePooling2D()(both))


def operators(values: Any) -> Any:
    values = values * 2.0 - 0.5
    one, other = L.Conv2D(3, 3)(values), L.Conv2D(3, 3)(values)
    return L.Dense(10, activation="softmax")(L.Flatten()(one + other * 0.5 - 1.0))


def nested(values: Any) -> Any:
    front = keras.Input((8, 8, 3))
    inner = keras.Model(front, L.Add()([L.Conv2D(3, 3, padding="same")(front), L.LeakyReLU(0.2)(front)]))
    chain = keras.Sequential([keras.Input((8, 8, 3)), L.Conv2D(3, 1), L.BatchNormalization(), L.Dropout(0.3)])
    image = L.Conv2D(3, 3, padding="same")(values)
    return L.Dense(10)(L.Flatten()(L.Add()([chain(inner(image)), image])))


def residual(values: Any) -> Any:
    def conv(image: Any, filters: int, size: int = 3, strides: int = 1) -> Any:
        return L.BatchNormalization()(L.Conv2D(filters, size, strides, "same", use_bias=False)(image))

    values = L.ReLU()(conv(values, 4))
    inner = conv(L.Activation("relu")(conv(values, 6, strides=2)), 6)
    return L.Dense(10)(L.GlobalAveragePooling2D()(L.ReLU()(L.Add()([inner, conv(values, 6, 1, 2)]))))


def mobile(values: Any) -> Any:
    values = L.ReLU(6.0)(L.Conv2D(5, 3, padding="same")(values))
    for filters, strides in ((6, 1), (8, 2)):
        values = L.DepthwiseConv2D(3, strides, "same", use_bias=False)(values)
        values = L.ReLU(6.0)(L.BatchNormalization()(values))
        values = L.ReLU(6.0)(L.BatchNormalization()(L.Conv2D(filters, 1, use_bias=False)(values)))
    return L.Dense(10)(L.GlobalAveragePooling2D()(values))


def chain() -> Any:
    layers = [L.Rescaling(2.0, -1.0), L.SeparableConv2D(6, 3, padding="same", activation="elu"), L.ZeroPadding2D(1)]
    layers += [L.Conv2D(5, 3, strides=2, activation="swish"), L.AveragePooling2D(2), L.Cropping2D(((0, 0), (0, 1)))]
    return keras.Sequential([keras.Input(SHAPE), *layers, L.Flatten(), L.Dense(10), L.Softmax()])


def functions() -> Any:
    names = ("tanh", "sigmoid", "elu", "gelu", "swish", "relu", "hard_sigmoid", "linear")
    return keras.Sequential([keras.Input(SHAPE), L.Flatten(), *(L.Dense(12, activation=name) for name in names), L.Dense(10)])


def perceptron() -> Any:
    hidden = [layer for units in (16, 12) for layer in (L.Dense(units), L.BatchNormalization(), L.ReLU())]
    return keras.Sequential([keras.Input(SHAPE), L.Flatten(), *hidden, L.Dense(10, activation="softmax")])


def steps(*layers: Any) -> Any:
    return keras.Sequential([keras.Input(SHAPE), L.Reshape((8, 8)), *layers, L.Dense(10)])


def both_ends() -> Any:
    inner = L.Bidirectional(L.LSTM(5, return_sequences=True))
    return steps(inner, L.Bidirectional(L.LSTM(4), merge_mode="sum"))


def every_step() -> Any:
    return steps(L.TimeDistributed(L.Dense(6, activation="relu")), L.SimpleRNN(5, return_sequences=True), L.LSTM(6))


def made() -> dict[str, Any]:
    models = {}
    for graph in (branches, operators, nested, residual, mobile):
        inputs = keras.Input(SHAPE)
        models[graph.__name__.replace("_", "-")] = keras.Model(inputs, graph(inputs))
    for whole in (chain, functions, perceptron, both_ends, every_step):
        models[whole.__name__.replace("_", "-")] = whole()
    for after in (True, False):
        gru = L.GRU(6, reset_after=after, return_sequences=True)
        models[f"gru-reset-{'after' if after else 'before'}"] = steps(gru, L.GRU(5, reset_after=after, go_backwards=True))
    return models


def draw(model: Any, random: np.random.Generator) -> None:
    for weight in model.weights:
        drawn = 2 * random.standard_normal(weight.shape) / np.sqrt(max(1, np.prod(weight.shape[:-1])))
        positive = any(part in weight.name for part in ("moving_variance", "gamma"))
        weight.assign(np.abs(drawn) + 0.5 if positive else drawn)


def main() -> None:
    random = np.random.default_rng(0)
    images = random.random((6, *SHAPE), np.float32)
    logits = {"images": images}
    for name, model in made().items():
        draw(model, random)
        logits[name] = model(images, training=False).numpy()
        for ending in (".keras", ".h5"):
            model.save(HERE / f"{name}{ending}")
    np.savez_compressed(HERE / "logits.npz", **logits)


if __name__ == "__main__":
    main()
