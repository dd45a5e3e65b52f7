"""Distances of noisy states: closed forms of linear units, and what a simulation of many chips gives."""

from __future__ import annotations

import numpy as np
import pytest

from backend.schemas.dynamics import Distance
from tests.worker.analysis.dynamics.conftest import Line
from tests.worker.crossbar.networks import FAMILIES, images, weights
from worker.analysis.dynamics.distances import distances, first_failure, growth_exponent
from worker.crossbar import RNN, Conditions, Conv2D, Dense, Flatten, Network, Simulator

SIGMA = 1e-3
"""Of a weight, for weights of at most 1, as a fraction of the range: 2 SIGMA in their unit."""
PULSE = [1.0] + [0.0] * 15
MEAN_OF_ABSOLUTE = np.sqrt(2 / np.pi)
"""Mean of |z| for a normal z of variance 1."""


def _only(simulator: Simulator, conditions: Conditions, draws: int = 8) -> Distance:
    causes = {cause.cause: cause for cause in distances(simulator, conditions, seed=3, draws=draws)[0].causes}
    (cause,) = [cause for name, cause in causes.items() if name != "all"]
    return cause


@pytest.mark.parametrize("gain", [0.5, 0.9, 1.0, 1.1])
def test_redrawn_errors_of_a_scalar_gain_follow_the_closed_form(line: Line, gain: float) -> None:
    # Inputs are such that x_t^2 + h_(t-1)^2 is 1, so that all steps err with the same variance q.
    x, h, k = [], 0.0, 0.1
    scale = 0.01  # of the states, so that a gain above 1 fits
    for _ in range(16):
        x.append(float(np.sqrt(1 - h * h)))
        h = gain * h + k * scale * x[-1]
    simulator = line(x, a=gain, k=k * scale, images=2000)
    found = _only(simulator, Conditions(read=SIGMA))
    t, q = np.arange(1, 17), (2 * SIGMA * max(gain, k * scale)) ** 2
    variance = q * t if gain == 1 else q * (1 - gain ** (2 * t)) / (1 - gain**2)
    states = np.sqrt(np.mean(np.square(_states(x, gain, k * scale))[None], axis=0))
    for curve in (found.measured.mean, found.predicted, found.quadrature):
        assert np.asarray(curve) * states == pytest.approx(np.sqrt(variance), rel=0.02)
    assert found.frozen is False


def _states(x: list[float], gain: float, k: float) -> np.ndarray:
    states, h = [], 0.0
    for value in x:
        h = gain * h + k * value
        states.append(h)
    return np.array(states)


def test_at_gain_one_redrawn_errors_grow_as_the_root_of_t_and_frozen_ones_as_t(line: Line) -> None:
    # A pulse that is kept: every step errs by one weight.
    t = np.arange(1, 17)
    redrawn = _only(line(PULSE, a=1.0, images=2000), Conditions(read=SIGMA))
    assert redrawn.measured.mean == pytest.approx(2 * SIGMA * np.sqrt(t), rel=0.02)
    assert redrawn.exponent.mean == pytest.approx(0.5, abs=0.03)
    frozen = _only(line(PULSE, a=1.0), Conditions(programming=SIGMA), draws=400)
    expected = 2 * SIGMA * MEAN_OF_ABSOLUTE * np.sqrt(1 + (t - 1.0) ** 2)
    for curve in (frozen.measured.mean, frozen.predicted, frozen.coherent):
        assert curve == pytest.approx(expected, rel=0.12)  # 400 chips of one weight each: 4 % of standard error
    assert frozen.measured.mean == pytest.approx(frozen.predicted, rel=0.02)
    assert frozen.exponent.mean == pytest.approx(1.0, abs=0.1)
    assert frozen.frozen is True and frozen.fails_at is None
    # Redrawn with the same variance, they would grow as the root of t.
    assert np.asarray(frozen.quadrature)[-1] == pytest.approx(2 * SIGMA * MEAN_OF_ABSOLUTE * 4, rel=0.12)


def test_reads_that_were_kept_would_grow_like_frozen_errors(line: Line) -> None:
    found = _only(line(PULSE, a=1.0, images=50), Conditions(read=SIGMA), draws=400)
    expected = 2 * SIGMA * MEAN_OF_ABSOLUTE * np.sqrt(1 + np.arange(16.0) ** 2)
    assert found.coherent == pytest.approx(expected, rel=0.12)
    assert found.quadrature == pytest.approx(found.predicted)


@pytest.mark.parametrize("conditions", [Conditions(programming=SIGMA), Conditions(read=SIGMA)])
def test_many_linear_units_follow_the_propagated_covariance(line: Line, conditions: Conditions) -> None:
    g = np.random.default_rng(1)
    units, x = 6, g.random(10).tolist()
    recurrent = (np.linalg.qr(g.standard_normal((units, units)))[0] * 0.95).astype(np.float32)
    kernel = g.uniform(-0.5, 0.5, units).astype(np.float32)
    simulator = line(x, a=recurrent, k=kernel, images=200)
    found = _only(simulator, conditions, draws=200)
    variance = (2 * SIGMA * max(np.abs(recurrent).max(), np.abs(kernel).max())) ** 2
    h, root_mean_square, expected = np.zeros(units), [], []
    inputs, redrawn = [], np.zeros((units, units))
    for step, value in enumerate(x):
        inputs.append(np.array([value, *h]))
        redrawn = recurrent.T @ redrawn @ recurrent + variance * (inputs[-1] @ inputs[-1]) * np.eye(units)
        h = h @ recurrent + value * kernel
        root_mean_square.append(np.sqrt(np.mean(h * h)))
        if conditions.read:
            expected.append(np.sqrt(np.trace(redrawn) / units))
            continue
        # One error matrix at all steps: sum over weights (i, j) of |sum_s A^(t-s) e_j x_s,i|^2.
        powers = [np.linalg.matrix_power(recurrent.T.astype(float), step - s) for s in range(step + 1)]
        response = sum(np.einsum("uj,i->uij", power, x_s) for power, x_s in zip(powers, inputs, strict=True))
        expected.append(np.sqrt(variance * np.sum(response**2) / units))
    for curve in (found.measured.mean, found.predicted):
        assert np.asarray(curve) * root_mean_square == pytest.approx(expected, rel=0.1 if conditions.programming else 0.02)
    assert found.measured.mean == pytest.approx(found.predicted, rel=0.01)
    assert found.fails_at is None


def test_units_that_are_off_pass_no_noise_on(line: Line) -> None:
    simulator = line([1.0, 1.0, 1.0, 1.0], a=np.eye(3), bias=-9.0, activation="relu")
    found = _only(simulator, Conditions(read=0.05))
    assert found.measured.mean == found.predicted == found.coherent == [0.0] * 4
    assert found.exponent is None and found.fails_at is None


def test_test_set_noise_is_carried_by_the_inputs(line: Line) -> None:
    noise = Conditions(image_noise="gaussian", image_noise_level=0.01, image_clip=False)
    found = _only(line([0.5] * 8, a=1.0, images=2000), noise)
    states = 0.5 * np.arange(1, 9)
    assert np.asarray(found.measured.mean) * states == pytest.approx(0.01 * np.sqrt(np.arange(1, 9)), rel=0.03)
    assert found.predicted == pytest.approx(found.measured.mean, rel=1e-3)
    assert found.quadrature == pytest.approx(found.predicted, rel=0.05)
    assert np.asarray(found.coherent) * states == pytest.approx(0.01 * np.arange(1, 9), rel=0.03)


@pytest.mark.parametrize("family", ["rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru", "bidirectional"])
def test_small_errors_of_every_kind_of_cell_are_predicted(family: str) -> None:
    shown, labels = images(30)
    simulator = Simulator(FAMILIES[family](), shown, labels)
    conditions = Conditions(programming=1e-4, read=1e-4)
    for of_layer in distances(simulator, conditions, seed=0, draws=3).values():
        assert [cause.cause for cause in of_layer.causes] == ["programming", "read", "all"]
        for cause in of_layer.causes:
            assert cause.measured.mean == pytest.approx(cause.predicted, rel=0.03)
            assert cause.frozen is {"programming": True, "read": False, "all": None}[cause.cause]


def test_the_same_seed_gives_the_same_numbers_and_an_ideal_chip_none(line: Line) -> None:
    conditions = Conditions(programming=0.01, read=0.01, image_noise="speckle", image_noise_level=0.1)
    one, other = (distances(line(PULSE, a=0.9), conditions, seed=5, draws=3)[0] for _ in range(2))
    assert one == other
    assert one != distances(line(PULSE, a=0.9), conditions, seed=6, draws=3)[0]
    assert distances(line(PULSE, a=0.9), Conditions(), seed=5, draws=3)[0].causes == []


def test_where_a_prediction_fails() -> None:
    assert first_failure([1.0, 2.0, 3.0], [0.9, 1.5, 2.0], [1.1, 1.9, 2.5]) == 2
    assert first_failure([1.0, 1.005], [1.0, 1.0], [1.0, 1.0]) is None


def test_exponents_need_steps_and_chips() -> None:
    t = np.arange(1.0, 9.0)
    assert growth_exponent(np.stack([t**2, 3 * t**2])).mean == pytest.approx(2)  # type: ignore[union-attr]
    assert growth_exponent(np.ones((4, 1))) is None
    assert growth_exponent(np.stack([t, 0 * t])) is None


def _behind_convolution(groups: int = 1) -> Network:
    """An RNN that reads 4 rows of what a convolution gives, and is read by two dense layers."""
    g = np.random.default_rng(0)
    convolution = Conv2D(weights(g, 3, 3, 1, 4), weights(g, 4), "same", groups=1)
    second = Conv2D(weights(g, 1, 1, 4 // groups, 4), weights(g, 4), "same", groups=groups)
    cell = RNN(weights(g, 64, 12), weights(g, 12, 12), weights(g, 12), 4)
    ends = Dense(weights(g, 12, 8), weights(g, 8)), Dense(weights(g, 8, 10), weights(g, 10), "linear")
    return Network((convolution, second, Flatten(), cell, *ends), (8, 8, 1))


def test_errors_of_layers_before_the_recurrent_one_are_predicted_too() -> None:
    shown, labels = images(20)
    simulator = Simulator(_behind_convolution(), shown, labels)
    conditions = Conditions(programming=1e-4, read=1e-4, image_noise="gaussian", image_noise_level=1e-4, image_clip=False)
    found = distances(simulator, conditions, seed=0, draws=3)[3]
    for cause in found.causes:
        assert cause.measured.mean == pytest.approx(cause.predicted, rel=0.03)
    # What time steps have in common is not known of images that a convolution has mixed.
    assert [cause.coherent is None for cause in found.causes] == [False, False, True, True]


def test_convolutions_in_groups_are_measured_alone() -> None:
    shown, labels = images(20)
    simulator = Simulator(_behind_convolution(groups=2), shown, labels)
    (cause, _all) = distances(simulator, Conditions(programming=0.01), seed=0, draws=2)[3].causes
    assert cause.predicted is None and cause.fails_at is None and min(cause.measured.mean) > 0
