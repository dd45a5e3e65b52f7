"""The steps of recurrent layers, one at a time, and their derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from tests.worker.crossbar.networks import weights
from worker.crossbar import GRU, LSTM, RNN, Conditions, Network, Simulator, SkipRNN
from worker.crossbar.layers import Recurrent
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.scratch import Scratch

CHUNK, UNITS, STEPS, IMAGES = 3, 5, 6, 4


def rnn(skips: bool = False, **chosen: Any) -> RNN:
    g = np.random.default_rng(1)
    arrays = weights(g, CHUNK, UNITS), weights(g, UNITS, UNITS), weights(g, UNITS)
    return RNN(*arrays, STEPS, skip=weights(g, UNITS, UNITS) if skips else None, **chosen)


def skip_rnn(**chosen: Any) -> SkipRNN:
    g = np.random.default_rng(2)
    arrays = weights(g, CHUNK, UNITS), weights(g, UNITS, UNITS), weights(g, UNITS), weights(g, UNITS, 1)
    return SkipRNN(*arrays, np.array([-0.3], np.float32), STEPS, **chosen)


def lstm(**chosen: Any) -> LSTM:
    g = np.random.default_rng(3)
    return LSTM(weights(g, CHUNK, 4 * UNITS), weights(g, UNITS, 4 * UNITS), weights(g, 4 * UNITS), STEPS, **chosen)


def gru(**chosen: Any) -> GRU:
    g = np.random.default_rng(4)
    bias, recurrent_bias = weights(g, 3 * UNITS), weights(g, 3 * UNITS)
    chosen = {"recurrent_bias": recurrent_bias, **chosen}
    return GRU(weights(g, CHUNK, 3 * UNITS), weights(g, UNITS, 3 * UNITS), bias, time_steps=STEPS, **chosen)


LAYERS: dict[str, Recurrent] = {
    "rnn": rnn(),
    "rnn, tanh, from the end": rnn(activation="tanh", go_backwards=True),
    "rnn, linear": rnn(activation="linear"),
    "rnn, skip": rnn(skips=True, lag=3),
    "rnn, skip of one step": rnn(skips=True, lag=1, activation="silu"),
    "rnn, lag without skip": rnn(lag=3, activation="gelu"),
    "skip_rnn": skip_rnn(),
    "skip_rnn, from the end": skip_rnn(go_backwards=True),
    "lstm": lstm(),
    "lstm, others": lstm(activation="relu", recurrent_activation="hard_sigmoid", go_backwards=True),
    "gru": gru(),
    "gru, others": gru(activation="softsign", recurrent_activation="hard_sigmoid"),
    "gru, reset before": gru(reset_after=False, recurrent_bias=None),
    "gru, reset before, from the end": gru(reset_after=False, recurrent_bias=None, activation="linear", go_backwards=True),
}
every_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
all_states_or_last = pytest.mark.parametrize("all_states", [False, True], ids=["last state", "all states"])


def all_or_last(layer: Any, all_states: bool) -> Recurrent:
    return replace(layer, return_sequences=all_states)


@dataclass
class Ideal:
    """Runs a layer step by step on ideal weights in float64, and keeps what a backward pass is given."""

    values: Sequence[Any]
    outputs: Any
    reads: list[Any]
    states: list[Any]
    weights: Any

    @classmethod
    def of(cls, layer: Recurrent, values: np.ndarray) -> Ideal:
        matrix, reads = layer.matrix().astype(values.dtype), []

        def multiply(inputs: Any) -> Any:
            reads.append((inputs.copy(), matrix.T @ inputs))
            return reads[-1][1].copy()

        chunks = values.reshape(layer.time_steps, -1, values.shape[-1])
        states = [layer.begin(values.shape[-1]).astype(values.dtype)]
        for x in chunks[::-1] if layer.go_backwards else chunks:
            states.append(layer.step(x, states[-1], multiply))
        hidden = [layer.hidden(state) for state in states[1:]]
        return cls([values], np.concatenate(hidden if layer.return_sequences else hidden[-1:]), reads, states, matrix)

    def back(self, _read: int, gradient: Any) -> Any:
        return self.weights @ gradient


def pixels(seed: int = 0, dtype: type = np.float64) -> np.ndarray:
    return np.random.default_rng(seed).random((STEPS * CHUNK, 1, 1, IMAGES)).astype(dtype)


def differences(function: Callable[[Any], Any], at: np.ndarray) -> np.ndarray:
    """Central differences: (*shape of the function, *shape of at)."""
    step, found = 1e-6, []
    for index in np.ndindex(*at.shape):
        move = np.zeros_like(at)
        move[index] = step
        found.append((function(at + move) - function(at - move)) / (2 * step))
    return np.moveaxis(np.stack(found), 0, -1).reshape(*found[0].shape, *at.shape)


@every_layer
@all_states_or_last
def test_steps_are_the_forward_pass(layer: Recurrent, all_states: bool) -> None:
    layer = all_or_last(layer, all_states)
    values = pixels(dtype=np.float32)
    network = Network((layer,), (STEPS * CHUNK, 1, 1))
    images = np.ascontiguousarray(np.moveaxis(values, -1, 0))
    arrays = Simulator(network, images, np.zeros(IMAGES, np.int64)).program(Conditions(), seed=0, draw=0)
    given: list[Any] = []
    outputs = infer(network, images, ForwardPass(arrays, Scratch(), observe=lambda _i, _x, y: given.append(y.copy())))

    replayed = iter([*given, *given[-1:]])  # the last step of a Skip RNN has no second read in a forward pass
    state, hidden = layer.begin(IMAGES), []
    for x in pixels(dtype=np.float32).reshape(STEPS, CHUNK, IMAGES):
        state = layer.step(x, state, lambda _inputs: next(replayed).copy())
        hidden.append(layer.hidden(state))
    assert state.dtype == np.float32
    np.testing.assert_array_equal(np.concatenate(hidden if all_states else hidden[-1:]), outputs)

    np.testing.assert_allclose(Ideal.of(layer, values).outputs, outputs, rtol=1e-5, atol=1e-6)
    exact = Ideal.of(layer, values.astype(np.float64)).outputs
    assert exact.dtype == np.float64
    np.testing.assert_allclose(exact, outputs, rtol=1e-4, atol=1e-6)


@every_layer
def test_all_that_is_kept_begins_a_step(layer: Recurrent) -> None:
    assert layer.begin(IMAGES).shape == (layer.kept, IMAGES)
    assert not layer.hidden(layer.begin(IMAGES)).any()


@every_layer
def test_jacobian_of_a_step(layer: Recurrent) -> None:
    ideal = Ideal.of(layer, pixels())
    x = np.random.default_rng(5).random((CHUNK, IMAGES))
    for before in ideal.states:  # from zeros on
        state = before + 1e-4  # off the kinks of units that are off
        found = layer.jacobian(x, state)
        wanted = differences(lambda at: layer.step(x, at, lambda inputs: ideal.weights.T @ inputs), state)
        assert found.dtype == np.float64
        for image in range(IMAGES):
            np.testing.assert_allclose(found[image], wanted[:, image, :, image], atol=1e-7)


@every_layer
@all_states_or_last
def test_gradient_of_all_steps(layer: Recurrent, all_states: bool) -> None:
    layer, values = all_or_last(layer, all_states), pixels(7)
    seen = Ideal.of(layer, values)
    factors = np.random.default_rng(6).standard_normal(seen.outputs.shape)
    (found,) = layer.backward(factors, seen)
    wanted = differences(lambda at: (factors * Ideal.of(layer, at).outputs).sum(), values)
    np.testing.assert_allclose(found, wanted, atol=1e-7)
    assert np.abs(wanted).max() > 0.01


@every_layer
def test_gradient_of_states_is_that_of_the_margin_by_any_way(layer: Recurrent) -> None:
    """A state is moved after step t; the number follows from it through all later steps and their outputs."""
    layer = all_or_last(layer, True)
    seen = Ideal.of(layer, pixels(8))
    factors = np.random.default_rng(6).standard_normal((STEPS, UNITS, IMAGES))
    of_states = [of_state for _x, of_state in layer.through_time(factors.reshape(-1, IMAGES), seen.reads, seen.back)][::-1]
    chunks = pixels(8).reshape(STEPS, CHUNK, IMAGES)
    chunks = chunks[::-1] if layer.go_backwards else chunks

    def number(state: Any, after: int) -> Any:
        total = (factors[after] * layer.hidden(state)).sum()
        for later in range(after + 1, STEPS):
            state = layer.step(chunks[later], state, lambda inputs: seen.weights.T @ inputs)
            total += (factors[later] * layer.hidden(state)).sum()
        return total

    for after in (0, 2, STEPS - 1):
        wanted = differences(lambda state, after=after: number(state, after), seen.states[after + 1])
        np.testing.assert_allclose(of_states[after], wanted, atol=1e-7)


def test_a_binary_gate_passes_no_gradient_of_its_own() -> None:
    """The v of a step that is skipped is added to, up to 1; after a new state it is forgotten."""
    layer = skip_rnn()
    x, state = np.ones((CHUNK, 3)), layer.begin(3).astype(np.float64)
    state[UNITS] = 0.2, 0.9, 0.45
    state[:UNITS] = 0.5
    jacobian = layer.jacobian(x, state)
    v_after = layer.step(x, state, lambda inputs: layer.matrix().T.astype(np.float64) @ inputs)[UNITS]
    assert v_after[0] < 1
    np.testing.assert_array_equal(jacobian[:2, UNITS, UNITS], [1, 0])
    np.testing.assert_array_equal(jacobian[0, :UNITS, :UNITS], np.eye(UNITS))
    np.testing.assert_array_equal(jacobian[:, :UNITS, UNITS], 0)
