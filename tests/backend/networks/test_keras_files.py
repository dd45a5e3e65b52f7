"""Keras files read as data: real ones, and ones that mean harm."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.networks.keras import NotAKerasFile, NotSupported, read, translate  # noqa: E402

# Keras' own way of saving, with NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
SHAPE = (8, 8, 1)


def saved(model: Any, folder: Path, ending: str = ".keras") -> bytes:
    path = folder / f"model{ending}"
    model.save(path)
    return path.read_bytes()


def mlp() -> Any:
    return keras.Sequential(
        [keras.Input(SHAPE), L.Flatten(), L.Dense(12, activation="relu"), L.Dropout(0.2), L.Dense(10, activation="softmax")]
    )


def cnn() -> Any:
    inputs = keras.Input(SHAPE)
    x = L.Conv2D(4, 3, padding="same", use_bias=False)(inputs)
    x = L.GaussianNoise(0.1)(x)
    x = L.ReLU()(x)
    x = L.MaxPooling2D(2)(x)
    return keras.Model(inputs, L.Dense(10)(L.Flatten()(x)))


def nested() -> Any:
    inner = keras.Sequential([keras.Input((8, 8, 4)), L.BatchNormalization(), L.LeakyReLU(0.1), L.MaxPooling2D(2), L.ReLU()])
    front = keras.Input(SHAPE)
    middle = inner(L.Conv2D(4, 3, padding="same")(L.Dropout(0.3)(front)))
    front_part = keras.Model(front, L.Dense(12, activation="elu")(L.Flatten()(middle)))
    return keras.Sequential([keras.Input(SHAPE), L.RandomFlip(), front_part, L.BatchNormalization(), L.Dense(10)])


def lstm() -> Any:
    return keras.Sequential([keras.Input((8, 8)), L.LSTM(9), L.Dense(10)])


def gru() -> Any:
    return keras.Sequential(
        [keras.Input((64,)), L.Rescaling(2.0, -1.0), L.Reshape((4, 16)), L.GRU(9, use_bias=False), L.Dense(10)]
    )


def stacked() -> Any:
    first = L.SimpleRNN(9, activation="relu", return_sequences=True)
    second = L.SimpleRNN(7, activation="relu", return_sequences=True)
    return keras.Sequential([keras.Input((8, 8)), first, L.BatchNormalization(), second, L.Flatten(), L.Dense(10)])


def rnn() -> Any:
    return keras.Sequential([keras.Input(SHAPE), L.Reshape((4, 16)), L.SimpleRNN(9, activation="relu"), L.Dense(10)])


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.parametrize("make", [mlp, cnn, rnn, stacked, nested, lstm, gru])
def test_what_keras_wrote_computes_what_keras_computes(make: Any, ending: str, tmp_path: Path) -> None:
    from tests.worker.crossbar.networks import images
    from worker.crossbar import Conditions, Simulator
    from worker.translate.networks import layers_to_engine

    model = make()
    random = np.random.default_rng(0)
    for weight in model.weights:
        if "float" in str(weight.dtype):
            weight.assign(np.abs(random.standard_normal(weight.shape)) * 0.3 + 0.1)
    layers, arrays = translate(read(saved(model, tmp_path, ending)), SHAPE)
    pictures, labels = images(30)
    ours = Simulator(layers_to_engine(layers, arrays, SHAPE), pictures, labels).logits(Conditions(), seed=0, draw=0)
    theirs = np.asarray(model(pictures.reshape(-1, *model.input_shape[1:]), training=False))
    if make is mlp:  # Keras' softmax is left out: it does not change which is largest
        ours = np.exp(ours - ours.max(axis=1, keepdims=True))
        ours /= ours.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([L.Flatten(), L.Dense(5, activation="mish"), L.Dense(10)], "the activation 'mish' cannot be read"),
        ([L.Conv2D(4, 3, activation="mish"), L.Flatten(), L.Dense(10)], "the activation 'mish' cannot be read"),
        (
            [L.Reshape((4, 16)), L.LSTM(5, recurrent_activation="mish"), L.Dense(10)],
            "recurrent_activation mish cannot be read; relu, linear",
        ),
        ([L.Reshape((4, 16)), L.SimpleRNN(5, activation="mish"), L.Dense(10)], "activation mish cannot be read; relu, linear"),
        ([L.Flatten()], "the network must have weights"),
        ([L.Conv2D(10, 3)], "its last layer must give a vector"),
        ([L.UpSampling2D(2), L.Flatten(), L.Dense(10)], "is of kind UpSampling2D; there are Dense"),
        (
            [L.Conv2D(4, 3, activation="celu"), L.UpSampling2D(2), L.Flatten(), L.Dense(5, activation="mish"), L.Dense(10)],
            r"3 layers cannot be read: layer 'conv2d.*celu.*; layer 'up_samp.*UpSampling2D.*; layer 'dense.*mish",
        ),
    ],
)
def test_layers_without_a_crossbar_are_named(layers: list[Any], said: str, tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input(SHAPE), *(layer.__class__.from_config(layer.get_config()) for layer in layers)])
    with pytest.raises(NotSupported, match=said):
        translate(read(saved(model, tmp_path)), SHAPE)


def test_a_network_for_other_images_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(NotSupported, match="images of"):
        translate(read(saved(mlp(), tmp_path)), (28, 28, 1))


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def hdf5(**arrays: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for name, array in arrays.items():
            file[name.replace("__", "/")] = array
    return buffer.getvalue()


DENSE = {"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {"name": "dense", "units": 10}}]}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither"),
        (b"\x80\x04\x95 pickle", "neither"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\x89HDF\r\n\x1a\n not really", "damaged"),
        (zipped(config__json=b"{}"), "holds no model.weights.h5"),
        (zipped(config__json=b"{", model__weights__h5=b""), "damaged"),
        (zipped(config__json=b"[" * 10**5, model__weights__h5=b""), "damaged"),
        (zipped(config__json=b" " * (2**21 + 1), model__weights__h5=b""), "larger than 2 MB"),
        (
            zipped(config__json=json.dumps({"class_name": "Lambda"}).encode(), model__weights__h5=b""),
            "only Sequential and Functional",
        ),
        (hdf5(model_weights=np.zeros(3)), "no model"),
        (
            zipped(
                config__json=json.dumps(DENSE).encode(), model__weights__h5=hdf5(layers__dense__vars__0=np.full((64, 10), np.nan))
            ),
            "not finite",
        ),
        (
            zipped(
                config__json=json.dumps(DENSE).encode(), model__weights__h5=hdf5(layers__dense__vars__0=np.array([b"text"] * 4))
            ),
            "plain floating-point",
        ),
    ],
)
def test_what_is_no_model_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(NotAKerasFile, match=said) as caught:
        read(content)
    assert "\n" not in str(caught.value)


def test_a_huge_array_is_refused_before_it_is_read() -> None:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        # Never written, so it takes no room in the file: 4 TB once it is read.
        file.create_dataset("layers/dense/vars/0", shape=(10**6, 10**6), dtype="f4", chunks=(1000, 1000))
    with pytest.raises(NotAKerasFile, match="too large"):
        read(zipped(config__json=json.dumps(DENSE).encode(), model__weights__h5=buffer.getvalue()))


def test_too_many_layers() -> None:
    many = {"class_name": "Sequential", "config": {"layers": DENSE["config"]["layers"] * 1025}}  # type: ignore[index]
    with pytest.raises(NotAKerasFile, match="at most 1024"):
        read(zipped(config__json=json.dumps(many).encode(), model__weights__h5=hdf5(a=np.zeros(1))))


@pytest.mark.parametrize(
    "function",
    [
        *(keras.ops.relu, keras.ops.relu6, keras.ops.sigmoid, keras.ops.silu, keras.ops.softplus, keras.ops.softsign),
        *(keras.ops.tanh, keras.ops.selu, keras.ops.softmax, keras.ops.elu, keras.ops.leaky_relu),
        *(keras.ops.hard_sigmoid, keras.ops.hard_silu, keras.ops.gelu),
        pytest.param(keras.activations.gelu, id="gelu, exact"),
        pytest.param(lambda values: keras.activations.relu(values, max_value=0.5), id="relu with a bound"),
    ],
)
def test_functions_in_place_of_layers(function: Any, tmp_path: Path) -> None:
    from tests.worker.crossbar.networks import images
    from worker.crossbar import Conditions, Simulator
    from worker.translate.networks import layers_to_engine

    inputs = keras.Input(SHAPE)
    model = keras.Model(inputs, L.Dense(10)(L.Flatten()(function(L.Conv2D(3, 3)(inputs)))))
    layers, arrays = translate(read(saved(model, tmp_path)), SHAPE)
    pictures, labels = images(9)
    ours = Simulator(layers_to_engine(layers, arrays, SHAPE), pictures, labels).logits(Conditions(), seed=0, draw=0)
    np.testing.assert_allclose(ours, np.asarray(model(pictures)), rtol=1e-4, atol=1e-4)


def test_other_functions_are_named(tmp_path: Path) -> None:
    inputs = keras.Input(SHAPE)
    model = keras.Model(inputs, L.Dense(10)(L.Flatten()(keras.ops.softmax(L.Conv2D(3, 3)(keras.ops.square(inputs)), axis=1))))
    with pytest.raises(NotSupported, match=r"'square': .*Square of keras|Square of keras.*axis 1 cannot be read"):
        translate(read(saved(model, tmp_path)), SHAPE)


@keras.saving.register_keras_serializable("elsewhere")
class Dense(L.Dense):  # type: ignore[misc]
    def call(self, inputs: Any) -> Any:
        return 2 * super().call(inputs)


def test_a_class_of_the_same_name_is_not_that_class(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input(SHAPE), L.Flatten(), Dense(5), L.Dense(10)])
    with pytest.raises(NotSupported, match=r"is of kind Dense of elsewhere|is of kind Dense of tests"):
        translate(read(saved(model, tmp_path)), SHAPE)


def test_a_lambda_is_never_run(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input(SHAPE), L.Flatten(), L.Lambda(lambda x: x), L.Dense(10)])
    with pytest.raises(NotSupported, match="is of kind Lambda"):
        translate(read(saved(model, tmp_path)), SHAPE)
