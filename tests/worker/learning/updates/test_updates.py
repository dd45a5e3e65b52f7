"""Pulses of an input and a gradient: their mean, variance and covariance, and updates without pulses."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.learning.kinds import CONSTANT, IDEAL, SOFT, device
from worker.learning import SGD, Deterministic, DeviceArray, Exact, Learner, Mapping, Place, Stochastic, build
from worker.learning.updates.update import Update

X = np.array([0.9, 0.0, -0.3, 0.05, 0.6], np.float32)
DELTA = np.array([0.2, -0.7, 0.0, 0.01], np.float32)
IDEAL_DEVICE = device(IDEAL, 100)


def learner(pulses: Update, shape: tuple[int, int] = (5, 4), seed: int = 0) -> Learner:
    return build(SGD(pulses), IDEAL_DEVICE, np.zeros(shape, np.float32), Place(seed))


def counts(pulses: Update, x: np.ndarray, delta: np.ndarray, rate: float, repeats: int) -> np.ndarray:
    """Pulses (repeats, m, p) of so many updates, up positive."""
    made = learner(pulses, (len(x), len(delta)))
    seen = [np.zeros((len(x), len(delta)))]
    for _ in range(repeats):
        made.update(x, delta, rate)
        seen.append(made.weights * 100.0)
    return np.diff(seen, axis=0)


@pytest.mark.parametrize("pulses", [Stochastic(31), Stochastic(10), Stochastic(64), Stochastic(31, adaptive=True)])
def test_the_expected_stochastic_update_is_the_outer_product(pulses: Stochastic) -> None:
    """The mean of many is within 4.5 of its standard errors everywhere: one in 10,000 tests like this would fail."""
    seen = counts(pulses, X, DELTA, 0.05, 6000)
    asked = -0.05 * np.outer(X, DELTA) * 100
    error = np.abs(seen.mean(axis=0) - asked)
    assert np.all(error <= 4.5 * seen.std(axis=0) / np.sqrt(len(seen)) + 1e-4)
    assert seen.std(axis=0)[0, 1] > 0.5


def test_coincidences_vary_and_go_together_as_trains_of_rows_and_columns_do() -> None:
    """Chances a and b of a slot: variance BL a b (1 - a b); devices c and d of one row: covariance BL a (1 - a) c d."""
    x, delta, length, rate = np.array([1.0, 0.5], np.float32), np.array([1.0, 0.8], np.float32), 20, 0.05
    seen = counts(Stochastic(length), x, -delta, rate, 20_000)
    top = np.sqrt(rate * 100 / length)
    on_row, on_column = x * top, delta * top
    both = np.outer(on_row, on_column)
    np.testing.assert_allclose(seen.var(axis=0), length * both * (1 - both), rtol=0.05)
    covariance = np.cov(seen[:, 0, 0], seen[:, 0, 1])[0, 1]
    assert covariance == pytest.approx(length * on_row[0] * (1 - on_row[0]) * on_column[0] * on_column[1], rel=0.06)
    apart = np.cov(seen[:, 0, 0], seen[:, 1, 1])[0, 1]
    assert abs(apart) < 0.03 * length * both[0, 0]


def test_more_than_the_train_holds_is_not_asked_for() -> None:
    """Chances of 1 everywhere: exactly BL pulses, though 100 are asked for."""
    seen = counts(Stochastic(10), np.ones(3, np.float32), np.ones(2, np.float32), 1.0, 20)
    np.testing.assert_allclose(seen, -10, atol=1e-3)


def test_an_adaptive_train_is_as_short_as_the_largest_update_allows() -> None:
    """0.9 pulses at most: one slot, with a chance of 0.9."""
    seen = counts(Stochastic(31, adaptive=True), np.ones(1, np.float32), -np.ones(1, np.float32), 0.009, 2000)
    assert seen.max() == pytest.approx(1, abs=1e-3) and seen.mean() == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("pulses", [Stochastic(), Deterministic(), Exact()])
def test_rows_and_columns_of_nothing_are_left_alone(pulses: Update) -> None:
    made = learner(pulses)
    for _ in range(200):
        made.update(X, DELTA, 0.2)
    assert not made.weights[1].any() and not made.weights[:, 2].any()
    assert np.all(np.sign(made.weights[[0, 2, 4]][:, [0, 1]]) == -np.sign(np.outer(X, DELTA))[[0, 2, 4]][:, [0, 1]])
    before = made.weights.copy()
    made.update(np.zeros_like(X), DELTA, 0.2)
    made.update(X, np.zeros_like(DELTA), 0.2)
    made.update(X, DELTA, 0.0)
    np.testing.assert_array_equal(made.weights, before)


def test_deterministic_pulses_are_the_nearest_whole_ones_and_always_the_same() -> None:
    """Chances 0.5 of 20 slots on the largest row and column: 10 pulses each, 5 together."""
    x, delta = np.array([1.0, 0.5, 0.01], np.float32), np.array([-1.0, 0.3], np.float32)
    seen = counts(Deterministic(20), x, delta, 0.05, 3)
    np.testing.assert_allclose(seen, np.broadcast_to([[5, -2], [2, -1], [0, 0]], seen.shape), atol=1e-4)


def test_ideal_devices_with_exact_updates_are_sgd_bit_for_bit() -> None:
    generator = np.random.default_rng(0)
    weights = generator.standard_normal((30, 20)).astype(np.float32)
    made = build(SGD(Exact()), IDEAL_DEVICE, weights, Place(0))
    for _ in range(300):
        x = np.maximum(generator.standard_normal(30), 0).astype(np.float32)
        delta = generator.standard_normal(20).astype(np.float32)
        made.update(x, delta, 0.01)
        weights -= np.outer(x, np.float32(0.01) * delta)
    np.testing.assert_array_equal(made.weights, weights)
    assert made.pulses == (0, 0)


def test_exact_updates_of_small_steps_are_the_pulses_mean() -> None:
    kind = device(SOFT, 10_000)
    exact, pulsed = (build(SGD(pulses), kind, np.full((5, 4), 0.2, np.float32), Place(0)) for pulses in (Exact(), Stochastic(31)))
    for made in (exact, pulsed):
        for _ in range(400):
            made.update(X, DELTA, 0.001)
    np.testing.assert_allclose(exact.weights, pulsed.weights, atol=0.012)
    assert np.abs(exact.weights - 0.2).max() > 0.1


@pytest.mark.parametrize("pulses", [Stochastic(), Deterministic(), Exact()])
def test_a_batch_is_its_samples_one_after_another(pulses: Update) -> None:
    generator = np.random.default_rng(1)
    x, delta = (generator.standard_normal((size, 7)).astype(np.float32) for size in (5, 4))
    together, apart = learner(pulses), learner(pulses)
    together.update(x, delta, 0.1)
    for sample in range(7):
        apart.update(x[:, sample], delta[:, sample], 0.1)
    np.testing.assert_array_equal(together.weights, apart.weights)
    assert together.weights.any()


def test_pulses_are_counted_up_and_down() -> None:
    made = learner(Deterministic(20), (1, 2))
    made.update(np.ones(1, np.float32), np.array([-1.0, 0.5], np.float32), 0.05)
    assert made.pulses == (5, 2)
    array = next(iter(made.arrays().values()))
    assert isinstance(array, DeviceArray) and array.device.law == IDEAL


def test_what_a_scale_does_to_steps_it_does_to_pulses() -> None:
    """Half as many pulses for the same change of weights where each moves them by twice as much."""
    narrow, wide = (
        build(SGD(), device(CONSTANT, 1000), np.zeros((20, 20), np.float32), Place(0), Mapping(scale)) for scale in (1, 2)
    )
    generator = np.random.default_rng(2)
    x, delta = generator.random(20).astype(np.float32), generator.standard_normal(20).astype(np.float32)
    for made in (narrow, wide):
        for _ in range(300):
            made.update(x, delta, 0.0005)
    assert sum(narrow.pulses) == pytest.approx(2 * sum(wide.pulses), rel=0.05)
    np.testing.assert_allclose(narrow.weights, wide.weights, atol=0.06)
