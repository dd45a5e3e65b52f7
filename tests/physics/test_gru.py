"""A GRU on its crossbar against one in NumPy whose existing weights alone have errors."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worker.crossbar.networks import gru, images
from worker.crossbar import GRU, Conditions, Dense, Simulator
from worker.crossbar.tools.arrays import Floats

UNITS, CHUNK, STEPS, COLUMNS = 12, 16, 4, 36
NETWORK = gru(steps=STEPS, units=UNITS)
CELL, READ_OUT = NETWORK.layers
assert isinstance(CELL, GRU) and isinstance(READ_OUT, Dense)
PICTURES, LABELS = images(30)
SIGMA = 0.05


def sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-z)))


def state(kernels: Floats, recurrents: Floats, pixels: Floats) -> Floats:
    """The last state (n, units) for weights of every step (T, n, rows, 3 units), each with the errors of its own product."""
    h = np.zeros((len(pixels), UNITS))
    for step in range(STEPS):
        x = pixels[:, step * CHUNK : (step + 1) * CHUNK]
        of_x = np.einsum("ni,nij->nj", x, kernels[step]) + CELL.bias
        of_h = np.einsum("ni,nij->nj", h, recurrents[step]) + CELL.recurrent_bias
        (x_z, x_r, x_c), (h_z, h_r, h_c) = np.split(of_x, 3, axis=1), np.split(of_h, 3, axis=1)
        z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
        h = z * h + (1 - z) * np.tanh(x_c + r * h_c)
    return h


def same_at_all_steps(weights: Floats, count: int) -> Floats:
    return np.broadcast_to(weights, (STEPS, count, *weights.shape))


@pytest.mark.parametrize("settings", [{}, {"pair": "two_sided"}, {"mapping": "offset"}, {"weight_bits": 6, "cell_bits": 2}])
def test_a_programmed_gru_is_the_one_with_these_errors_on_its_weights(settings: dict[str, object]) -> None:
    """Every cell of the array is a weight, and errs; nothing else does."""
    conditions = Conditions(programming=SIGMA, **settings)  # type: ignore[arg-type]
    simulator = Simulator(NETWORK, PICTURES, LABELS)
    held = np.asarray(simulator.program(conditions, seed=0, draw=0)[0].weights)
    assert held.shape == (CHUNK + UNITS, COLUMNS) and (held != np.concatenate([CELL.kernel, CELL.recurrent])).all()
    read_out = simulator.program(conditions, seed=0, draw=0)[1].weights
    count = len(PICTURES)
    last = state(same_at_all_steps(held[:CHUNK], count), same_at_all_steps(held[CHUNK:], count), PICTURES.reshape(count, -1))
    np.testing.assert_allclose(
        simulator.logits(conditions, seed=0, draw=0), last @ read_out + READ_OUT.bias, rtol=1e-3, atol=1e-4
    )


def test_its_programming_error_is_sigma_of_the_range_for_each_weight() -> None:
    simulator = Simulator(NETWORK, PICTURES, LABELS)
    whole = np.concatenate([CELL.kernel, CELL.recurrent])
    chips = [simulator.program(Conditions(programming=SIGMA), seed=0, draw=draw)[0].weights - whole for draw in range(400)]
    np.testing.assert_allclose(np.std(chips, axis=0), SIGMA * 2 * np.abs(whole).max(), rtol=0.2)


@pytest.mark.parametrize("one_by_one", [False, True])
def test_read_noise_moves_its_logits_as_errors_redrawn_for_every_product(one_by_one: bool) -> None:
    """One image many times: standard deviations of the logits agree with those of weights redrawn for each of the products
    x W_z + h U_z, x W_r + h U_r, x W_c and h U_c of every time step.
    """
    count = 4000
    pictures = np.repeat(PICTURES[:1], count, axis=0)
    simulator = Simulator(NETWORK, pictures, np.zeros(count, np.int64))
    conditions = Conditions(read=SIGMA, layers=frozenset({0}), clip=one_by_one)
    found = simulator.logits(conditions, seed=0, draw=0)
    generator = np.random.default_rng(1)
    sigma = SIGMA * 2 * max(np.abs(CELL.kernel).max(), np.abs(CELL.recurrent).max())
    kernels, recurrents = (
        weights + sigma * generator.standard_normal((STEPS, count, *weights.shape), dtype=np.float32)
        for weights in (CELL.kernel, CELL.recurrent)
    )
    expected = state(kernels, recurrents, pictures.reshape(count, -1)) @ READ_OUT.kernel
    np.testing.assert_allclose(found.std(axis=0), expected.std(axis=0), rtol=0.06)
    tolerance = 0.08 * expected.std(axis=0).max()  # 3.5 standard errors of the difference of two means of 4000
    np.testing.assert_allclose(found.mean(axis=0), expected.mean(axis=0) + READ_OUT.bias, atol=tolerance)


def test_its_array_is_as_large_as_its_weights() -> None:
    from backend.layers import GRULayer
    from worker.energy.workload import workload

    work = workload((GRULayer(units=128, time_steps=14),), (28, 28, 1)).layers[0]
    assert work.rows * work.outputs == (56 + 128) * 3 * 128
    assert 2 * (work.rows * work.outputs + 128 * 10) == 143_872, "cells of MNIST's GRU with its read-out"
