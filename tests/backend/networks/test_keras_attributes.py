"""Every attribute that Keras gives a layer is modelled exactly, or refused in a sentence that names it: there is no third way.

Each kind of layer that can be read is written by Keras with one attribute changed at a time, and read back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.networks.keras import NotAKerasFile, NotSupported, read, remarks, translate  # noqa: E402
from backend.networks.keras.output import IDENTITIES  # noqa: E402
from backend.networks.keras.parts import SEPARABLE  # noqa: E402
from backend.networks.keras.sequences import WRAPPERS  # noqa: E402
from backend.networks.keras.translate import COMPOSED, READERS  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.translate.networks import layers_to_engine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
SHAPE = (8, 8, 1)
VECTOR = (L.Flatten, {}), (L.Dense, {"units": 12})
IMAGE = ((L.Conv2D, {"filters": 3, "kernel_size": 3}),)
STEPS = ((L.Reshape, {"target_shape": (4, 16)}),)
SERIES = ((L.Reshape, {"target_shape": (16, 4)}),)
FLAT = ((L.Flatten, {}),)
Made = tuple[tuple[Any, dict[str, Any]], ...]

PLACES: dict[str, tuple[Made, dict[str, Any]]] = {
    "Dense": (FLAT, {"units": 12}),
    "Conv2D": ((), {"filters": 3, "kernel_size": 3}),
    "Conv1D": (SERIES, {"filters": 3, "kernel_size": 3}),
    "DepthwiseConv2D": (IMAGE, {"kernel_size": 3}),
    "DepthwiseConv1D": (SERIES, {"kernel_size": 3}),
    "SeparableConv2D": (IMAGE, {"filters": 3, "kernel_size": 3}),
    "SeparableConv1D": (SERIES, {"filters": 3, "kernel_size": 3}),
    "MaxPooling2D": (IMAGE, {}),
    "MaxPooling1D": (SERIES, {}),
    "AveragePooling2D": (IMAGE, {"pool_size": 2}),
    "AveragePooling1D": (SERIES, {"pool_size": 2}),
    "GlobalAveragePooling2D": (IMAGE, {}),
    "GlobalAveragePooling1D": (SERIES, {}),
    "GlobalMaxPooling2D": (IMAGE, {}),
    "GlobalMaxPooling1D": (SERIES, {}),
    "ZeroPadding2D": (IMAGE, {}),
    "ZeroPadding1D": (SERIES, {}),
    "Cropping2D": (IMAGE, {"cropping": 1}),
    "Cropping1D": (SERIES, {}),
    "Flatten": (IMAGE, {}),
    "Reshape": (IMAGE, {"target_shape": (6, 18)}),
    "Permute": (IMAGE, {"dims": (1, 2, 3)}),
    "SimpleRNN": (STEPS, {"units": 5, "activation": "relu"}),
    "LSTM": (STEPS, {"units": 5}),
    "GRU": (STEPS, {"units": 5}),
    "RNN": (STEPS, {"cell": L.GRUCell(4)}),
    "Bidirectional": (STEPS, {"layer": L.LSTM(3)}),
    "TimeDistributed": (STEPS, {"layer": L.Dense(3)}),
    "Activation": (IMAGE, {"activation": "relu"}),
    "ReLU": (IMAGE, {}),
    "LeakyReLU": (IMAGE, {}),
    "ELU": (IMAGE, {}),
    "Softmax": (IMAGE, {}),
    "Rescaling": (IMAGE, {"scale": 0.5}),
    "Normalization": (IMAGE, {"mean": 0.25, "variance": 4.0}),
    "BatchNormalization": (IMAGE, {}),
    "Add": (IMAGE, {}),
    "Multiply": (IMAGE, {}),
    "Concatenate": (IMAGE, {}),
    "Maximum": (IMAGE, {}),
    "Minimum": (IMAGE, {}),
    "Subtract": (IMAGE, {}),
    "Average": (IMAGE, {}),
}
"""What stands before each kind of layer, and how it is made."""
MERGES = ("Add", "Multiply", "Maximum", "Minimum", "Concatenate", "Subtract", "Average")
"""Those that are given what is before them, and its ReLU."""
OWN = {"ReluRNN"}
"""Classes of this program, not of Keras."""
ACTIVATIONS = (
    *("relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "swish", "sigmoid", "hard_sigmoid", "hard_silu", "tanh"),
    *("softplus", "softsign", "exponential", "softmax", "log_softmax", "linear", "mish", "celu"),
)
VALUES: dict[str, tuple[Any, ...]] = {
    "activation": ACTIVATIONS,
    "merge_mode": ("concat", "sum", "mul", "ave", None),
    "recurrent_activation": ("sigmoid", "hard_sigmoid", "tanh"),
    "dtype": ("float32", "float64", "float16", "mixed_float16", "bfloat16"),
    "units": (1, 7),
    "filters": (1, 4),
    "kernel_size": (1, (2, 2), (3, 2)),
    "strides": (1, 2, 3, (2, 1)),
    "padding": ("valid", "same", "causal", 0, 2, (1, 2), ((1, 2), (3, 0))),
    "cropping": (0, 2, (1, 2), ((1, 2), (0, 1))),
    "dilation_rate": (1, 2),
    "groups": (1, 3),
    "pool_size": (1, 2, 3, (2, 3)),
    "data_format": ("channels_last", "channels_first"),
    "target_shape": ((-1,), (3, 3, 12), (3, -1), (108,), (2, 2, 3, 9), (6, 6, 3)),
    "dims": ((2, 1, 3), (3, 1, 2), (3, 2, 1)),
    "axis": (-1, 1, 2, 3, None, (1, 2), (3,)),
    "max_value": (None, 0.0, 0.125, 6.0),
    "negative_slope": (0.0, 0.25, 2.0),
    "threshold": (0.0, 0.0625, 1.0),
    "alpha": (0.25, 2.0),
    "scale": (2.0, 0.0, (0.5, 1.0, 2.0), False),
    "offset": (-0.5, (0.5, 1.0, 2.0)),
    "mean": (0.5, None, (0.5, 1.0, 2.0)),
    "variance": (0.0, (0.5, 1.0, 2.0)),
    "epsilon": (1e-6, 0.5),
    "momentum": (0.5,),
    "seed": (3,),
    "dropout": (0.5,),
    "recurrent_dropout": (0.5,),
    "name": ("another",),
    "renorm_momentum": (0.5,),
    "implementation": (1, 2),
}
"""Other values of attributes; those that are not here are tried as True and False, or are left as Keras has them."""
LEFT = {"renorm_clipping", "quantization_config"}
"""Attributes that Keras 3 takes None for alone."""
ENDINGS = {"initializer": "ones", "regularizer": "l2", "constraint": "non_neg"}


def cases() -> list[tuple[str, str, Any]]:
    return list(_cases())


def _cases() -> Iterator[tuple[str, str, Any]]:
    for kind, (_before, settings) in PLACES.items():
        for key in getattr(L, kind)(**settings).get_config():
            if key in LEFT:
                continue
            ending = ENDINGS.get(key.rsplit("_", 1)[-1])
            for value in VALUES.get(key, (True, False) if ending is None else (ending,)):
                yield kind, key, value


def model_of(kind: str, settings: dict[str, Any]) -> Any:
    """A model with this layer in its midst and random weights everywhere; None if Keras itself refuses it."""
    made = [*PLACES[kind][0], (getattr(L, kind), PLACES[kind][1] | settings)]
    try:
        values = inputs = keras.Input(SHAPE)
        for make, its in made:
            values = make(**its)([values, L.ReLU()(values)] if make.__name__ in MERGES else values)
        if isinstance(values, list | tuple):
            values = values[0]
        if len(values.shape) > 2:
            values = L.Flatten()(values)
        model = keras.Model(inputs, L.Dense(10)(values))
        model(np.zeros((1, *SHAPE), np.float32))
    except Exception:  # noqa: BLE001 Keras and TensorFlow raise whatever they like for what they cannot do
        return None
    random = np.random.default_rng(0)
    for weight in model.weights:
        if "float" in str(weight.dtype):
            drawn = random.standard_normal(weight.shape) * 0.5
            weight.assign(np.abs(drawn) if weight.name in ("moving_variance", "variance") else drawn)
    for layer in model.layers:
        if isinstance(layer, L.Normalization):
            layer.finalize_state()
    return model


def compare(model: Any, folder: Path) -> str:
    """Return "equal" or what the refusal says; anything else is a failure."""
    model.save(folder / "model.keras")
    try:
        layers, arrays = translate(read((folder / "model.keras").read_bytes()), SHAPE)
    except (NotSupported, NotAKerasFile) as refusal:
        return str(refusal)
    images = np.random.default_rng(1).random((9, *SHAPE), np.float32)
    ours = Simulator(layers_to_engine(layers, arrays, SHAPE), images, np.zeros(9, np.int64)).logits(Conditions(), seed=0, draw=0)
    theirs = np.asarray(model(images, training=False), np.float64)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4 * np.abs(theirs).max())
    return "equal"


@pytest.mark.parametrize(("kind", "key", "value"), cases())
def test_an_attribute_is_modelled_or_refused(kind: str, key: str, value: Any, tmp_path: Path) -> None:
    settings = {key: value}
    if kind == "Normalization" and key in ("mean", "variance") and value is None:
        settings = {"mean": None, "variance": None}
    model = model_of(kind, settings)
    if model is None:
        return
    found = compare(model, tmp_path)
    name = model.layers[len(PLACES[kind][0]) + (2 if kind in MERGES else 1)].name
    assert found == "equal" or (f"layer '{name}'" in found and "\n" not in found)
    if found != "equal" and "kernel is for" not in found:
        assert key in found or key == "data_format", found


@pytest.mark.parametrize("kind", PLACES)
def test_a_layer_as_keras_makes_it_is_equal(kind: str, tmp_path: Path) -> None:
    assert compare(model_of(kind, {}), tmp_path) == "equal"


def test_every_class_that_is_read_has_a_place() -> None:
    assert set(PLACES) == {*READERS, *COMPOSED, *SEPARABLE, *WRAPPERS} - OWN
    assert set(VALUES) <= {key for kind, (_, settings) in PLACES.items() for key in getattr(L, kind)(**settings).get_config()} | {
        "implementation"
    }


def test_identities_are_identities() -> None:
    """For all of them that this Keras has: at inference they give back what they get."""
    images = np.random.default_rng(1).random((3, 8, 8, 3), np.float32) * 4 - 2  # also beyond their ranges of values
    needs = {
        "rate": 0.5,
        "stddev": 0.5,
        "factor": 0.3,
        "height_factor": 0.3,
        "width_factor": 0.3,
        "l1": 0.1,
        "value_range": (0, 1),
    }
    names = [name for name in IDENTITIES if hasattr(L, name)]
    assert len(names) > 10
    for name in sorted(names):
        needed = {parameter: value for parameter, value in needs.items() if parameter in signature(getattr(L, name)).parameters}
        layer = getattr(L, name)(**needed)
        values = images[0] if name == "SpatialDropout1D" else images[None] if name == "SpatialDropout3D" else images
        np.testing.assert_array_equal(np.asarray(layer(values, training=False)), values, err_msg=name)


def test_images_of_whole_numbers_are_refused(tmp_path: Path) -> None:
    inputs = keras.Input(SHAPE, dtype="uint8", name="bytes")
    model = keras.Model(inputs, L.Dense(10)(L.Flatten()(L.Rescaling(1 / 255)(inputs))))
    assert "layer 'bytes': dtype uint8 cannot be read; it must be float32" in compare(model, tmp_path)


def test_more_weights_than_a_layer_has_are_refused(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input(SHAPE), L.Flatten(), L.Dense(5, name="low_rank"), L.Dense(10)])
    model.get_layer("low_rank").enable_lora(2)
    assert "layer 'low_rank': the attribute lora_rank, here 2, cannot be read" in compare(model, tmp_path)


@pytest.mark.parametrize("activation", [L.ReLU(max_value=0.5), L.LeakyReLU(0.25), L.ELU(0.5), L.Softmax()])
def test_an_activation_that_is_a_layer(activation: Any, tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input(SHAPE), L.Conv2D(3, 3, activation=activation), L.Flatten(), L.Dense(10)])
    assert compare(model, tmp_path) == "equal"


@pytest.mark.parametrize("last", ["softmax", "sigmoid", "tanh", "softplus", "elu", "log_softmax", L.Softmax(), L.LeakyReLU()])
def test_an_activation_at_the_end_does_not_change_the_largest(last: Any, tmp_path: Path) -> None:
    inner = keras.Sequential([keras.Input(SHAPE), L.Flatten(), L.Dense(10)])
    ends = [L.Activation(last)] if isinstance(last, str) else [last]
    model = keras.Sequential([keras.Input(SHAPE), inner, *ends])
    model.save(tmp_path / "model.keras")
    file = read((tmp_path / "model.keras").read_bytes())
    layers, arrays = translate(file, SHAPE)
    assert [layer.kind for layer in layers] == ["flatten", "dense"] and "does not change which class" in remarks(file)[0]
    images = np.random.default_rng(1).random((40, *SHAPE), np.float32)
    simulator = Simulator(layers_to_engine(layers, arrays, SHAPE), images, np.zeros(40, np.int64))
    ours = simulator.predictions(Conditions(), seed=0, draw=0)
    np.testing.assert_array_equal(ours, np.asarray(model(images)).argmax(axis=1))
