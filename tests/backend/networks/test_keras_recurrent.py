"""Recurrent layers of Keras, alone and in whole networks, against what Keras computes: within 1e-4 of the largest output."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras", reason="TensorFlow is not installed")

from backend.layers import KINDS, KerasLayer  # noqa: E402
from backend.layers.functions import CELL_FUNCTIONS  # noqa: E402
from worker.crossbar import Conditions, Simulator  # noqa: E402
from worker.translate.networks import layers_to_engine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
L = keras.layers
OF_KERAS_3 = sorted(set(CELL_FUNCTIONS) - {"hard_sigmoid_fifth"})
SEQUENCES = 5
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
