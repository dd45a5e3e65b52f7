from __future__ import annotations

from math import log
from typing import Any, cast

import numpy as np
import pytest

from tests.worker.crossbar.networks import FAMILIES, images
from worker.analysis.dynamics.gradients import AS_IT_IS, IMAGES_AT_A_TIME, WITHOUT_SKIP, curve, gradients
from worker.crossbar import RNN, Dense, Network
from worker.crossbar.layers import Recurrent
from worker.crossbar.simulate.backward import record

READ_OUT = Dense(np.array([[3.0, 0.0], [4.0, 0.0]], np.float32), np.zeros(2, np.float32), "linear")
"""Two units, two classes: the gradient of the margin of class 0 is (3, 4)."""


def cell(recurrent: Any, *, steps: int = 5, bias: float = 0.0, **chosen: Any) -> RNN:
    chosen = {"activation": "linear", **chosen}
    kernel, biases = np.ones((1, 2), np.float32), np.full(2, bias, np.float32)
    return RNN(kernel, np.asarray(recurrent, np.float32), biases, steps, **chosen)


def sequences(steps: int = 5, count: int = 4) -> np.ndarray:
    return np.random.default_rng(3).random((count, steps, 1, 1), dtype=np.float32)


def zeros(count: int) -> Any:
    return np.zeros(count, np.int64)


def test_of_linear_units_follow_from_their_weights() -> None:
    """The gradient at t is W^(T - t) (3, 4), of any image."""
    recurrent = np.array([[0.5, 1.0], [0.0, 0.25]])
    found = gradients(Network((cell(recurrent), READ_OUT), (5, 1, 1)), 0, sequences(), zeros(4))
    wanted = [np.linalg.norm(np.linalg.matrix_power(recurrent, 5 - t) @ [3, 4]) for t in range(1, 6)]
    (only,) = found.through_time
    assert only.norms.mean == pytest.approx(np.array(wanted) / 5) and only.norms.low == pytest.approx(only.norms.mean)
    assert only.rate.mean == pytest.approx((log(wanted[0]) - log(5)) / 4) and only.rate.n == 4
    assert (only.title, only.skips, only.vanished) == (AS_IT_IS, False, [0] * 5)
    assert found.at_layer.mean == pytest.approx(np.linalg.norm(wanted)) and found.images == 4


def test_orthogonal_weights_keep_the_gradient() -> None:
    found = gradients(Network((cell([[0.6, -0.8], [0.8, 0.6]]), READ_OUT), (5, 1, 1)), 0, sequences(), zeros(4))
    assert found.through_time[0].norms.mean == pytest.approx([1] * 5, abs=1e-6)
    assert found.through_time[0].rate.mean == pytest.approx(0, abs=1e-6)


def test_a_skip_connection_is_left_out_of_the_way_back_alone() -> None:
    """With a h_(t-1) + s h_(t-2), the gradient g_t = a g_(t+1) + s g_(t+2); without the skip it is a^(T - t)."""
    a, s = 0.5, 0.75
    skipping = cell(a * np.eye(2), steps=6, skip=(s * np.eye(2)).astype(np.float32), lag=2)
    found = gradients(Network((skipping, READ_OUT), (6, 1, 1)), 0, sequences(6), zeros(4))
    wanted = [1, a]
    for _ in range(4):
        wanted.append(a * wanted[-1] + s * wanted[-2])
    as_it_is, without = found.through_time
    assert (as_it_is.title, as_it_is.skips, without.title, without.skips) == (AS_IT_IS, True, WITHOUT_SKIP, False)
    assert as_it_is.norms.mean == pytest.approx(wanted[::-1])
    assert without.norms.mean == pytest.approx([a ** (6 - t) for t in range(1, 7)])
    assert without.rate.mean == pytest.approx(log(a))


def test_stacked_blocks_have_each_their_norm() -> None:
    """Two linear blocks: the first passes on all states through weights of 2, and keeps nothing itself."""
    second = RNN(
        2 * np.eye(2, dtype=np.float32), 0.5 * np.eye(2, dtype=np.float32), np.zeros(2, np.float32), 5, activation="linear"
    )
    network = Network((cell(np.zeros((2, 2)), return_sequences=True), second, READ_OUT), (5, 1, 1))
    first, last = (gradients(network, index, sequences(), zeros(4)) for index in (0, 1))
    size = 5 * np.linalg.norm([0.5 ** (5 - t) for t in range(1, 6)])
    assert last.at_layer.mean == pytest.approx(size)
    assert first.at_layer.mean == pytest.approx(2 * size)
    assert first.through_time[0].norms.mean == pytest.approx([0.5 ** (5 - t) for t in range(1, 6)])


def test_images_whose_gradient_stops_are_counted() -> None:
    """The units of dark images are off at step 3 alone: nothing goes back from there, and the other images are the mean."""
    shown = np.ones((6, 5, 1, 1), np.float32)
    shown[:4, 2] = -10
    network = Network((cell(0.5 * np.eye(2), activation="relu"), READ_OUT), (5, 1, 1))
    (found,) = gradients(network, 0, shown, zeros(6)).through_time
    assert found.vanished == pytest.approx([4 / 6, 4 / 6, 0, 0, 0])
    # The state after step 3 is still felt by step 4, the state after step 2 no more.
    assert found.norms.mean == pytest.approx([0.0625, 0.125, 0.25, 0.5, 1]) and found.norms.n == 2
    assert found.rate.n == 6 and found.rate.mean == pytest.approx(log(0.5))


def test_no_gradient_at_all() -> None:
    dead = Dense(READ_OUT.kernel, np.full(2, -100, np.float32))
    (found,) = gradients(Network((cell(np.eye(2)), dead), (5, 1, 1)), 0, sequences(), zeros(4)).through_time
    assert found.vanished == [1] * 5 and found.norms.mean == [0] * 5 and found.norms.n == found.rate.n == 0


def test_intervals_are_over_images() -> None:
    norms = np.exp(np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]]))
    found = curve(norms, "", skips=False)
    assert found.norms.mean == pytest.approx([np.exp(2), 1]) and found.norms.n == 3
    half = 4.302653 / np.sqrt(3)  # of Student's t with two degrees of freedom
    assert (found.norms.low[0], found.norms.high[0]) == pytest.approx((np.exp(2 - half), np.exp(2 + half)), rel=1e-5)
    assert (found.rate.low, found.rate.high) == pytest.approx((2 - half, 2 + half), rel=1e-5)


def test_one_time_step_has_no_rate() -> None:
    found = curve(np.ones((3, 1)), "", skips=False)
    assert found.norms.mean == [1] and found.rate.n == 0


@pytest.mark.parametrize("family", ["rnn", "rnn-skip", "skip-rnn", "lstm", "gru"])
def test_gradient_of_a_state_is_the_difference_of_margins(family: str) -> None:
    """The whole state before the last step is moved, and the layer and the read-out go on from there."""
    network, (shown, labels) = FAMILIES[family](), images(5)
    layer, read_out = cast("Recurrent", network.layers[0]), cast("Dense", network.layers[1])
    recording, matrix, each = record(network, shown.astype(np.float64)), layer.matrix().astype(float), np.arange(5)
    before: Any = layer.states(recording.reads[0])[-1]
    x: Any = shown.reshape(5, layer.time_steps, -1)[:, -1].T.astype(float)
    others = np.where(np.arange(10)[:, None] == labels, -np.inf, recording.logits).argmax(axis=0)
    kernel, bias = read_out.kernel.astype(float), read_out.bias.astype(float)
    to_margin, constant = kernel[:, labels] - kernel[:, others], bias[labels] - bias[others]

    def margins(state: Any) -> Any:
        return (to_margin * layer.hidden(layer.step(x, state, lambda inputs: matrix.T @ inputs))).sum(axis=0) + constant

    np.testing.assert_allclose(margins(before), recording.logits[labels, each] - recording.logits[others, each], rtol=1e-9)
    moves = 1e-6 * np.eye(layer.kept if family == "lstm" else layer.units, layer.kept)[:, :, None]
    wanted = np.array([(margins(before + move) - margins(before - move)) / 2e-6 for move in moves])
    fractions = np.linalg.norm(wanted, axis=0) / np.linalg.norm(to_margin, axis=0)
    found = gradients(network, 0, shown, labels).through_time[0]
    assert found.norms.mean[-2] == pytest.approx(np.exp(np.log(fractions).mean()), rel=1e-5)
    assert found.norms.mean[-1] == 1 and found.norms.n == 5


def test_blocks_of_images_are_one_answer() -> None:
    shown, labels = images(IMAGES_AT_A_TIME + 3)
    seen: list[int] = []
    whole = gradients(FAMILIES["rnn"](), 0, shown, labels, lambda: seen.append(1))
    assert len(seen) == 2 and whole.at_layer.n == whole.images == len(shown)
