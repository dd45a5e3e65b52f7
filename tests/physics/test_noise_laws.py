"""Noise on a crossbar against closed forms: what is frozen, what is redrawn, and how large it is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.crossbar.networks import weights
from worker.crossbar import RNN, Conditions, Dense, Flatten, Network, Simulator
from worker.crossbar.chip.conductances import Pairs, to_pairs
from worker.crossbar.chip.programming import programmed_weights, unit_weight_errors

ROWS, COLUMNS = 64, 50
DRAWS = 400


def dense(seed: int = 0) -> Network:
    kernel = weights(np.random.default_rng(seed), ROWS, COLUMNS)
    return Network((Flatten(), Dense(kernel, np.zeros(COLUMNS, np.float32), "linear")), (8, 8, 1))


def outputs(network: Network, pictures: np.ndarray, conditions: Conditions, draws: int = DRAWS) -> np.ndarray:
    """(draws, images, outputs), less what the ideal chip gives."""
    simulator = Simulator(network, pictures, np.zeros(len(pictures), np.int64))
    ideal = simulator.logits(Conditions(), seed=0, draw=0)
    return np.stack([simulator.logits(conditions, seed=0, draw=draw) - ideal for draw in range(draws)])


def pictures(count: int = 3) -> np.ndarray:
    return np.random.default_rng(9).random((count, 8, 8, 1), dtype=np.float32)


@pytest.mark.parametrize("kind", ["programming", "read"])
@pytest.mark.parametrize(("reference", "of_w_max"), [("range", 2.0), ("max", 1.0)])
@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_the_variance_of_an_output_is_sigma_squared_times_the_length_of_the_input_squared(
    kind: str, reference: str, of_w_max: float, mapping: str
) -> None:
    network, images = dense(), pictures()
    w_max = np.abs(network.layers[1].kernel).max()  # type: ignore[union-attr]
    moved = outputs(network, images, Conditions(**{kind: 0.05}, reference=reference, mapping=mapping))  # type: ignore[arg-type]
    expected = (0.05 * of_w_max * w_max) ** 2 * (images.reshape(3, -1) ** 2).sum(axis=1)
    measured = moved.var(axis=0).mean(axis=1)
    # 400 draws x 50 columns: the standard error of a variance is sqrt(2 / n) of it, larger where a reference is shared.
    np.testing.assert_allclose(measured, expected, rtol=0.03 if mapping == "differential" else 0.2)
    np.testing.assert_allclose(moved.mean(axis=(0, 2)), 0, atol=5 * np.sqrt(expected.max() / DRAWS))


def test_programming_error_is_frozen_over_images_and_read_noise_is_redrawn() -> None:
    network = dense()
    twice = np.repeat(pictures(1), 2, axis=0)
    frozen = outputs(network, twice, Conditions(programming=0.05), draws=5)
    np.testing.assert_array_equal(frozen[:, 0], frozen[:, 1])
    redrawn = outputs(network, twice, Conditions(read=0.05))
    correlation = np.corrcoef(redrawn[:, 0].ravel(), redrawn[:, 1].ravel())[0, 1]
    assert abs(correlation) < 4 / np.sqrt(redrawn[:, 0].size)


def test_read_noise_referred_to_the_output_is_that_of_devices_redrawn_one_by_one() -> None:
    network, image = dense(), pictures(1)
    kernel = network.layers[1].kernel  # type: ignore[union-attr]
    sigma = 0.05 * 2 * np.abs(kernel).max()
    generator = np.random.default_rng(3)
    one_by_one = np.stack([image.reshape(-1) @ (sigma * generator.standard_normal(kernel.shape)) for _ in range(4000)])
    referred = outputs(network, image, Conditions(read=0.05), draws=2000)[:, 0]
    assert referred.std() == pytest.approx(one_by_one.std(), rel=0.01)
    for level in (5, 25, 75, 95):
        assert np.percentile(referred, level) == pytest.approx(np.percentile(one_by_one, level), abs=0.03 * one_by_one.std())


def test_two_devices_of_a_pair_make_the_error_that_is_drawn_for_their_difference() -> None:
    """Each device's error is 1 / sqrt(2) of the weight's: the square root of two of a differential pair."""
    kernel = weights(np.random.default_rng(0), 300, 200)
    pairs = to_pairs(kernel, "differential")
    generator = np.random.default_rng(1)
    device = 0.05 * 2 / np.sqrt(2)  # sigma of the range, in units of the window
    noisy = Pairs(
        pairs.positive + device * generator.standard_normal(kernel.shape).astype(np.float32),
        pairs.negative + device * generator.standard_normal(kernel.shape).astype(np.float32),
        pairs.unit,
    )
    by_devices = noisy.weights() - kernel
    drawn = programmed_weights(
        kernel,
        unit_weight_errors((300, 200), shared=None, seed=0, layer=0, draw=0),
        Conditions(programming=0.05),
        seed=0,
        layer=0,
        draw=0,
    )
    assert (drawn - kernel).std() == pytest.approx(by_devices.std(), rel=0.01)
    assert by_devices.std() == pytest.approx(0.05 * 2 * np.abs(kernel).max(), rel=0.01)


def test_a_faulty_array_without_faults_has_the_same_law() -> None:
    kernel = weights(np.random.default_rng(0), 300, 200)
    unit = unit_weight_errors(kernel.shape, shared=None, seed=0, layer=0, draw=0)
    plain = programmed_weights(kernel, unit, Conditions(programming=0.05), seed=0, layer=0, draw=0)
    nearly = programmed_weights(kernel, unit, Conditions(programming=0.05, stuck_low=1e-9), seed=0, layer=0, draw=0)
    np.testing.assert_allclose(plain, nearly, atol=1e-5)


@pytest.mark.parametrize("mapping", ["differential", "offset"])
def test_weights_survive_the_way_through_conductances(mapping: str) -> None:
    kernel = weights(np.random.default_rng(0), 30, 20)
    pairs = to_pairs(kernel, mapping)  # type: ignore[arg-type]
    assert min(pairs.positive.min(), pairs.negative.min()) >= 0 and max(pairs.positive.max(), pairs.negative.max()) <= 1
    np.testing.assert_allclose(pairs.weights(), kernel, atol=1e-6)


def recurrent(steps: int) -> Network:
    """h_t = h_(t-1) + x_t, all positive: linear, with gain one."""
    units = 40
    layer = RNN(np.full((1, units), 0.5, np.float32), np.eye(units, dtype=np.float32), np.zeros(units, np.float32), steps)
    return Network((layer,), (1, steps, 1))


def growth(kind: str) -> float:
    """Exponent of the growth of the error from 8 to 64 time steps, in a recurrence of gain one with constant input and state.

    The first-order effect of noise in the input weights alone: programming error repeats at every step and
    adds up, read noise is new at every step and adds in quadrature (linear propagation of errors).
    """
    sizes = []
    for steps in (8, 64):
        network = recurrent(steps)
        images = np.ones((1, 1, steps, 1), np.float32)
        # The noise is small, so that it stays linear; divided by the state, which grows with the steps itself.
        moved = outputs(network, images, Conditions(**{kind: 1e-4}), draws=200)
        sizes.append(moved.std() / _typical_length(network, steps))
    return float(np.log(sizes[1] / sizes[0]) / np.log(8))


def _typical_length(network: Network, steps: int) -> float:
    """Root mean square over the steps of the length of the array's input [x_t; h_(t-1)]."""
    layer = network.layers[0]
    assert isinstance(layer, RNN)
    lengths = [1 + layer.kernel.shape[1] * (0.5 * step) ** 2 for step in range(steps)]
    return float(np.sqrt(np.mean(lengths)))


def test_over_time_steps_frozen_error_adds_up_and_redrawn_noise_adds_in_quadrature() -> None:
    frozen, redrawn = growth("programming"), growth("read")
    assert redrawn == pytest.approx(0.5, abs=0.1)
    assert frozen == pytest.approx(1.0, abs=0.15)
