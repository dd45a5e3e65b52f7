"""What layers learn with: on a quadratic toy, after a stop, and again."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from tests.worker.learning.kinds import CONSTANT, IDEAL, SOFT, device, table_of
from worker.learning import (
    SGD,
    Deterministic,
    Exact,
    Learner,
    Mapping,
    MixedPrecision,
    Place,
    PulsedDevice,
    Rule,
    Stochastic,
    TikiTaka,
    build,
)

ROWS, COLUMNS = 10, 8
WHERE = np.random.default_rng(0).uniform(-0.3, 0.3, (ROWS, COLUMNS)).astype(np.float32)
"""The weights at which the toy's loss is least."""


def sample(generator: np.random.Generator, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An input, and the gradient of the squared distance of outputs from those of WHERE, with noise."""
    x = generator.choice([-1.0, 1.0], ROWS).astype(np.float32)
    noise = 0.5 * generator.standard_normal(COLUMNS).astype(np.float32)
    return x, x @ (weights - WHERE) + noise


def error(rule: Rule, kind: PulsedDevice, seed: int, *, updates: int = 3000, rate: float = 0.02) -> float:
    """Root mean square distance from WHERE, over the last third of a training."""
    made = build(rule, kind, np.zeros((ROWS, COLUMNS), np.float32), Place(seed), Mapping(2.0))
    generator, sums = np.random.default_rng(seed), np.zeros((ROWS, COLUMNS))
    for update in range(updates):
        made.update(*sample(generator, made.weights), rate)
        if update >= 2 * updates // 3:
            sums += made.weights - WHERE
    return float(np.sqrt(np.mean((sums / (updates - 2 * updates // 3)) ** 2)))


def errors(rule: Rule, kind: PulsedDevice) -> np.ndarray:
    return np.array([error(rule, kind, seed) for seed in range(2)])


def test_tiki_taka_comes_nearer_than_sgd_on_asymmetric_devices() -> None:
    """Noise of the gradient drives soft bounds to their symmetry points; here every Tiki-Taka beats every SGD by far."""
    kind = device(SOFT, 1000)
    sgd, tiki_taka = errors(SGD(), kind), errors(TikiTaka(), kind)
    assert sgd.min() > 0.04
    assert tiki_taka.max() < 0.6 * sgd.min()


def test_ideal_devices_do_not_care() -> None:
    """What A holds never leaks there: it needs a share in the weights, without which it would swing."""
    kind = device(IDEAL, 1000)
    sgd, mixed = errors(SGD(), kind), errors(MixedPrecision(), kind)
    tiki_taka = errors(TikiTaka(share_of_fast=1.0, transfer_rate=0.05), kind)
    np.testing.assert_allclose(mixed.mean(), sgd.mean(), rtol=0.1)
    np.testing.assert_allclose(tiki_taka.mean(), sgd.mean(), rtol=0.1)


def test_mixed_precision_comes_nearer_than_sgd_on_coarse_noisy_devices() -> None:
    """Small gradients cancel in digital memory before they become pulses."""
    kind = device(SOFT, 50, write_noise=0.3, spread_asymmetry=0.1, spread_step=0.2)
    sgd, mixed = errors(SGD(), kind), errors(MixedPrecision(), kind)
    assert mixed.max() < 0.7 * sgd.min()


def test_mixed_precision_gives_a_pulse_whenever_a_step_is_full() -> None:
    """0.3 steps an update: pulses at 4, 7 and 10, and a tenth kept."""
    made = build(MixedPrecision(), device(IDEAL, 100), np.zeros((2, 1), np.float32), Place(0))
    x, delta = np.array([1, 0], np.float32), np.array([-1], np.float32)
    steps = []
    for _ in range(11):
        made.update(x, delta, 0.003)
        steps.append(round(float(made.weights[0, 0]) * 100))
    assert steps == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3] or steps == [0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3]  # 3.0 may round down
    assert made.weights[1, 0] == 0 and made.pulses == (3, 0)
    made.update(x, -4 * delta, 0.01)
    assert round(float(made.weights[0, 0]) * 100) == 0 and made.pulses == (3, 3)


def test_rows_of_the_fast_array_are_transferred_in_turn() -> None:
    """Exact updates: C += rate x transfer rate x row, one row every third update."""
    rule = TikiTaka(every=3, transfer_rate=2.0, pulses=Exact(), transfer_pulses=Exact(), share_of_fast=0.5)
    made = build(rule, device(IDEAL, 100), np.zeros((2, 3), np.float32), Place(0))
    x, delta = np.array([1, 2], np.float32), np.array([1, 0, -1], np.float32)
    fast, slow = np.zeros((2, 3)), np.zeros((2, 3))
    for update in range(1, 13):
        made.update(x, delta, 0.1)
        fast -= 0.1 * np.outer(x, delta)
        if update % 3 == 0:
            row = (update // 3 - 1) % 2
            slow[row] += 0.2 * fast[row]
        np.testing.assert_allclose(made.weights, slow + 0.5 * fast, atol=1e-5)


RULES: list[Rule] = [
    SGD(Stochastic(31)),
    SGD(Deterministic()),
    SGD(Exact()),
    TikiTaka(every=2, share_of_fast=0.3),
    TikiTaka(transfer_rate=20.0, transfer_pulses=Deterministic(), fast_scale=1.0),
    MixedPrecision(),
]
KIND = device(SOFT, 50, write_noise=0.3, write_noise_of_window=0.003, spread_asymmetry=0.1, spread_step=0.2, stuck=0.02)


TABLED = device(table_of(SOFT, 0.2), 40, spread_bounds=0.05)


def trained(rule: Rule, kind: PulsedDevice, *, stop: int | None = None, seed: int = 0) -> Learner:
    """A learner after 300 updates; with `stop`, kept after so many, and gone on with in a new one."""
    made = build(rule, kind, WHERE, Place(seed), Mapping(2.0))
    generator = np.random.default_rng(0)
    for update in range(300):
        if update == stop:
            kept = made.state()
            made = build(rule, kind, WHERE, Place(seed), Mapping(2.0))
            made.restore(kept)
        made.update(*sample(generator, made.weights), 0.05)
    return made


@pytest.mark.parametrize(("rule", "kind"), list(product(RULES, [KIND, TABLED])))
def test_a_resumed_training_goes_on_with_the_same_bits(rule: Rule, kind: PulsedDevice) -> None:
    whole = trained(rule, kind)
    for stop in (1, 158):
        resumed = trained(rule, kind, stop=stop)
        np.testing.assert_array_equal(resumed.weights, whole.weights)
        assert resumed.pulses == whole.pulses
    assert np.abs(whole.weights - WHERE).max() > 0.05
    assert np.abs(trained(rule, kind, seed=1).weights - whole.weights).max() > 0.01


@pytest.mark.parametrize("rule", RULES)
def test_weights_are_one_read_only_array_that_stays_current(rule: Rule) -> None:
    made = build(rule, device(CONSTANT, 100), WHERE, Place(0), Mapping(2.0))
    weights, before = made.weights, made.weights.copy()
    np.testing.assert_allclose(before, WHERE, atol=1e-6)
    for _ in range(20):
        made.update(np.ones(ROWS, np.float32), np.ones(COLUMNS, np.float32), 0.05)
    assert made.weights is weights and weights.dtype == np.float32 and np.all(weights < before)
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 0] = 0


@pytest.mark.parametrize("rule", [SGD(), TikiTaka(), MixedPrecision()])
def test_references_can_be_measured_before_learning(rule: Rule) -> None:
    kind = device(SOFT, 100, spread_asymmetry=0.1)
    made = build(rule, kind, WHERE, Place(0), Mapping(2.0), cycles=200)
    np.testing.assert_allclose(made.weights, WHERE, atol=1e-5)
    for array in made.arrays().values():
        np.testing.assert_allclose(array.reference, array.symmetry(), atol=0.006)
    assert sum(made.pulses) == len(made.arrays()) * 2 * 200 * WHERE.size
