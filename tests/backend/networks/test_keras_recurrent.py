"""Recurrent layers of Keras, alone and in whole networks, against what Keras computes: within 1e-4 of the largest output."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.layers import KINDS, KerasLayer  # noqa: E402
from backend.layers.functions import CELL_FUNCTIONS  # noqa: E402
from backend.networks.keras import NotAKerasFile, NotSupported, read, translate  # noqa: E402
from backend.networks.keras.named import with_weights  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.translate.networks import layers_to_engine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
OF_KERAS_3 = sorted(set(CELL_FUNCTIONS) - {"hard_sigmoid_fifth"})
SEQUENCES = 5
SERIES = (12, 6, 1)
"""Time steps, values of each, and one channel, as data sets of sequences have them."""
functions = st.sampled_from(OF_KERAS_3)
sizes = st.integers(1, 7)
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def weighted(layer: Any, random: np.random.Generator, size: float = 1.0) -> Any:
    """The layer with random weights and biases, of a size that keeps states of every function moderate."""
    for weight in layer.weights:
        weight.assign(random.standard_normal(weight.shape) * size / np.sqrt(max(1, weight.shape[0])))
    return layer


def check_alone(own: Any, kind: str, steps: int, features: int) -> None:
    """The layer as our reader takes it from its configuration gives what Keras computes."""
    random = np.random.default_rng(steps * 100 + features)
    values = random.standard_normal((SEQUENCES, steps, features), np.float32)
    own.build((None, steps, features))
    weighted(own, random, 0.7)
    theirs = np.asarray(own(values), np.float64)
    found = KerasLayer(type(own).__name__, json.loads(json.dumps(own.get_config())), own.get_weights())
    layer, arrays = KINDS[kind].from_keras(found, (steps, features))
    assert layer.shape_after((steps, features)) == theirs.shape[1:]
    again = KINDS[kind].model_validate_json(layer.model_dump_json())
    assert again == layer
    network = layers_to_engine((layer,), {f"0.{name}": array for name, array in arrays.items()}, (steps, features, 1))
    simulator = Simulator(network, values[..., None], np.zeros(SEQUENCES, np.int64))
    ours = simulator.logits(Conditions(), seed=0, draw=0).reshape(theirs.shape)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4 * max(np.abs(theirs).max(), 1e-3))


@often
@given(sizes, sizes, sizes, functions, st.booleans(), st.booleans(), st.booleans())
def test_simple_rnn(steps: int, features: int, units: int, activation: str, every: bool, backwards: bool, bias: bool) -> None:
    own = L.SimpleRNN(units, activation=activation, return_sequences=every, go_backwards=backwards, use_bias=bias)
    check_alone(own, "rnn", steps, features)


@often
@given(sizes, sizes, sizes, functions, functions, st.booleans(), st.booleans(), st.booleans())
def test_lstm(
    steps: int, features: int, units: int, activation: str, gates: str, every: bool, backwards: bool, bias: bool
) -> None:
    own = L.LSTM(
        units,
        activation=activation,
        recurrent_activation=gates,
        return_sequences=every,
        go_backwards=backwards,
        use_bias=bias,
    )
    check_alone(own, "lstm", steps, features)


@often
@given(sizes, sizes, sizes, functions, functions, st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_gru(
    steps: int,
    features: int,
    units: int,
    activation: str,
    gates: str,
    every: bool,
    backwards: bool,
    bias: bool,
    after: bool,
) -> None:
    own = L.GRU(
        units,
        activation=activation,
        recurrent_activation=gates,
        return_sequences=every,
        go_backwards=backwards,
        use_bias=bias,
        reset_after=after,
    )
    check_alone(own, "gru", steps, features)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_a_hard_sigmoid_is_that_of_its_version(kind: str) -> None:
    """Keras 2 wrote x / 5 + 1/2, Keras 3 x / 6 + 1/2, under one name."""
    own = getattr(L, kind)(3, recurrent_activation="hard_sigmoid")
    own.build((None, 4, 2))
    config = own.get_config()
    for version, name in ((2, "hard_sigmoid_fifth"), (3, "hard_sigmoid")):
        layer, _arrays = KINDS[kind.lower()].from_keras(KerasLayer(kind, config, own.get_weights(), version), (4, 2))
        assert layer.recurrent_activation == name  # type: ignore[attr-defined]


# Whole networks, from files


def stack(*layers: Any) -> Any:
    return keras.Sequential([keras.Input(SERIES[:2]), *layers, L.Dense(4)])


def skipping() -> Any:
    """Recurrent layers in a graph: two that read the same, and one over them."""
    inputs = keras.Input(SERIES[:2])
    first, second = L.LSTM(5, return_sequences=True)(inputs), L.GRU(5, return_sequences=True)(inputs)
    both = L.Add()([first, second])
    last = L.SimpleRNN(4, go_backwards=True)(both)
    return keras.Model(inputs, L.Dense(4)(L.Concatenate()([last, L.GlobalAveragePooling1D()(both)])))


MERGED = (("GRU", "sum", True), ("LSTM", "ave", True), ("SimpleRNN", "mul", False), ("GRU", "ave", False))
NETWORKS: dict[str, Callable[[], Any]] = {
    "irnn": lambda: stack(L.SimpleRNN(9, activation="relu", recurrent_initializer="identity")),
    "elman, stacked": lambda: stack(L.SimpleRNN(7, return_sequences=True), L.SimpleRNN(5)),
    "lstm, stacked": lambda: stack(L.LSTM(7, return_sequences=True), L.Dropout(0.5), L.LSTM(5)),
    "lstm, from the end": lambda: stack(L.LSTM(7, return_sequences=True, go_backwards=True), L.LSTM(5, go_backwards=True)),
    "lstm, flattened": lambda: stack(L.LSTM(5, return_sequences=True), L.Flatten()),
    "lstm, bidirectional": lambda: stack(L.Bidirectional(L.LSTM(5, return_sequences=True)), L.Bidirectional(L.LSTM(4))),
    **{
        f"{kind}, bidirectional, {merge}": lambda kind=kind, merge=merge, every=every: stack(  # type: ignore[misc]
            L.Bidirectional(getattr(L, kind)(5, return_sequences=every), merge_mode=merge), *([L.GRU(3)] if every else [])
        )
        for kind, merge, every in (
            ("GRU", "sum", True),
            ("LSTM", "ave", True),
            ("SimpleRNN", "mul", False),
            ("GRU", "ave", False),
        )
    },
    "bidirectional of two kinds": lambda: stack(
        L.Bidirectional(
            L.LSTM(5, return_sequences=True),
            backward_layer=L.GRU(5, return_sequences=True, go_backwards=True),
            merge_mode="concat",
        ),
        L.SimpleRNN(4),
    ),
    "bidirectional, first from the end": lambda: stack(
        L.Bidirectional(L.LSTM(5, return_sequences=True, go_backwards=True), backward_layer=L.LSTM(5, return_sequences=True)),
        L.LSTM(3),
    ),
    "gru on all states": lambda: stack(L.GRU(6, return_sequences=True), L.GRU(5, return_sequences=True), L.GRU(4)),
    "gru, reset before": lambda: stack(L.GRU(6, reset_after=False, return_sequences=True), L.GRU(5, reset_after=False)),
    "gru, hard sigmoids": lambda: stack(L.GRU(6, recurrent_activation="hard_sigmoid")),
    "gru, averaged over time": lambda: stack(L.GRU(6, return_sequences=True), L.GlobalAveragePooling1D()),
    "convolution and lstm": lambda: stack(L.Conv1D(7, 3, activation="relu"), L.MaxPooling1D(2), L.LSTM(5)),
    "gru and convolution": lambda: stack(L.GRU(5, return_sequences=True), L.Conv1D(6, 3, padding="same"), L.GlobalMaxPooling1D()),
    "dense at every step": lambda: stack(
        L.Dense(7, activation="tanh"), L.LSTM(5, return_sequences=True), L.Dense(3), L.Flatten()
    ),
    "time distributed": lambda: stack(
        L.TimeDistributed(L.Dense(7, activation="relu")),
        L.TimeDistributed(L.BatchNormalization()),
        L.SimpleRNN(6, return_sequences=True),
        L.TimeDistributed(L.LeakyReLU(0.1)),
        L.TimeDistributed(L.Dense(3)),
        L.TimeDistributed(L.Softmax()),
        L.Flatten(),
    ),
    "cells": lambda: stack(L.RNN(L.GRUCell(6), return_sequences=True), L.RNN(L.SimpleRNNCell(5), go_backwards=True)),
    "stacked cells": lambda: stack(L.RNN([L.LSTMCell(5), L.GRUCell(6, reset_after=False), L.LSTMCell(4)], go_backwards=True)),
    "bidirectional cells": lambda: stack(L.Bidirectional(L.RNN([L.LSTMCell(5), L.SimpleRNNCell(4)]), merge_mode="sum")),
    "within a model": lambda: stack(
        keras.Sequential([keras.Input(SERIES[:2]), L.Bidirectional(L.LSTM(5)), L.Dense(6, activation="relu")])
    ),
    "graph": skipping,
}


@pytest.mark.parametrize("suffix", ["keras", "h5"])
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file")
def test_a_network_gives_what_keras_computes(name: str, suffix: str, tmp_path: Path) -> None:
    model, random = NETWORKS[name](), np.random.default_rng(0)
    for weight in model.weights:
        drawn = random.standard_normal(weight.shape) * 0.8 / np.sqrt(max(1, weight.shape[0]))
        weight.assign(np.abs(drawn) + 0.5 if "variance" in weight.name else drawn)
    model.save(tmp_path / f"model.{suffix}")
    layers, arrays = translate(read((tmp_path / f"model.{suffix}").read_bytes()), SERIES)
    values = random.standard_normal((9, *SERIES), np.float32)
    simulator = Simulator(layers_to_engine(layers, arrays, SERIES), values, np.zeros(9, np.int64))
    ours = simulator.logits(Conditions(), seed=0, draw=0)
    theirs = np.asarray(model(values[..., 0]), np.float64)
    assert theirs.std() > 1e-2
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-4 * np.abs(theirs).max())


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([L.Masking(), L.LSTM(3)], "Masking"),
        ([L.Bidirectional(L.LSTM(3, activation="mish"))], "activation mish cannot be read"),
        ([L.TimeDistributed(L.LayerNormalization()), L.GRU(3)], "it holds a LayerNormalization; Dense, "),
        ([L.RNN(L.LSTMCell(3, recurrent_activation="mish"))], "recurrent_activation mish cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named(layers: list[Any], said: str, tmp_path: Path) -> None:
    stack(*layers).save(tmp_path / "model.keras")
    with pytest.raises(NotSupported, match=said):
        translate(read((tmp_path / "model.keras").read_bytes()), SERIES)


def test_states_that_are_used_beside_the_output_are_refused(tmp_path: Path) -> None:
    """The states themselves, given to another layer; a layer that could give them, without anybody to use them, is read."""
    inputs = keras.Input(SERIES[:2])
    output, state, memory = L.LSTM(5, return_state=True)(inputs)
    keras.Model(inputs, L.Dense(4)(output)).save(tmp_path / "alone.keras")
    assert translate(read((tmp_path / "alone.keras").read_bytes()), SERIES)[0][0].kind == "lstm"
    keras.Model(inputs, L.Dense(4)(L.Add()([output, memory]))).save(tmp_path / "used.keras")
    with pytest.raises(NotAKerasFile, match="more than one output of layer"):
        read((tmp_path / "used.keras").read_bytes())
    keras.Model(inputs, L.Dense(4)(L.LSTM(5)(inputs, initial_state=[state, memory]))).save(tmp_path / "begun.keras")
    with pytest.raises((NotAKerasFile, NotSupported)):
        translate(read((tmp_path / "begun.keras").read_bytes()), SERIES)


OF_KERAS_2 = {
    "keras2-both-ends.keras": [
        [0.201504, -0.867673, 0.579282, 1.177761],
        [0.223751, -0.852667, 0.598278, 1.150383],
        [0.213282, -0.857982, 0.591637, 1.159541],
    ],
    "keras2-cells.h5": [
        [-0.40514, -1.099539, 0.224277, -0.011159],
        [-0.412851, -1.098094, 0.222114, -0.016569],
        [-0.40727, -1.096796, 0.220238, -0.007101],
    ],
}
"""Files that tf-keras 2.21 wrote, and its logits for three sequences: hard sigmoids of slope 1/5, halves turned round by it."""


@pytest.mark.parametrize("name", OF_KERAS_2)
def test_files_of_keras_2(name: str) -> None:
    shape = (8, 3, 1)
    layers, arrays = translate(read((Path(__file__).parent / "files" / name).read_bytes()), shape)
    values = np.random.default_rng(1).standard_normal((3, 8, 3)).astype(np.float32)[..., None]
    simulator = Simulator(layers_to_engine(layers, arrays, shape), values, np.zeros(3, np.int64))
    ours = simulator.logits(Conditions(), seed=0, draw=0)
    np.testing.assert_allclose(ours, OF_KERAS_2[name], rtol=1e-4, atol=1e-5)


def test_weights_of_layers_within_layers_have_names(tmp_path: Path) -> None:
    """Weights from a file of their own take the place of all of them, or of none."""
    stack(L.Bidirectional(L.RNN([L.LSTMCell(3), L.GRUCell(2)]), name="both")).save(tmp_path / "model.keras")
    file = read((tmp_path / "model.keras").read_bytes())
    halves, cells, arrays = ("forward", "backward"), (0, 1), ("kernel", "recurrent_kernel", "bias")
    names = [f"both.{half}.{cell}.{array}" for half in halves for cell in cells for array in arrays]
    given = {name: array + 1 for name, array in zip(names, file.weights[-2], strict=True)}
    given |= {"dense.kernel": file.weights[-1][0], "dense.bias": file.weights[-1][1]}
    dense = str(file.layers[-1].config["name"])
    taken = with_weights(file, {name.replace("dense", dense): array for name, array in given.items()})
    for before, after in zip(file.weights[-2], taken.weights[-2], strict=True):
        np.testing.assert_array_equal(after, before + 1)
