"""Many places of a kernel at once are as many reads of the array."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from worker.crossbar.chip.array import Array
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import Window
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

IMAGES, KERNEL, OUTPUTS, COUNT = (8, 6, 3), Window(3, 3), 40, 50
INPUTS = 27


def patches(scratch: Scratch) -> Patches:
    values = np.random.default_rng(2).random((*IMAGES, COUNT), dtype=np.float32)
    return Patches.of(values, KERNEL, 2, scratch)


def array(*, sigma: float = 0.0, variance: bool = False) -> Array:
    random = np.random.default_rng(1)
    weights = random.standard_normal((INPUTS, OUTPUTS), dtype=np.float32)
    own = random.random((INPUTS, OUTPUTS), dtype=np.float32) if variance else None
    return Array.of(weights, sigma, Conditions(), None, read_variance=own)


@pytest.mark.parametrize(("sigma", "variance"), [(0.0, False), (0.1, False), (0.0, True)])
def test_many_places_are_as_many_reads(sigma: float, variance: bool) -> None:
    """Outputs of the products, and noise of the spread that a read of each place's patch has."""
    read, scratch = array(sigma=sigma, variance=variance), Scratch()
    each = patches(scratch).windows.copy()
    quiet, noisy = (np.empty((*each.shape[:-2], OUTPUTS, COUNT), np.float32) for _ in range(2))
    read.multiply_at_positions(patches(scratch), None, out=quiet)
    read.multiply_at_positions(patches(scratch), Normals(np.random.Generator(np.random.SFC64(4))), out=noisy)
    np.testing.assert_allclose(quiet, np.einsum("mp,...mn->...pn", read.weights, each), rtol=1e-4, atol=1e-4)

    variances = read.read_variance if variance else np.full((INPUTS, OUTPUTS), sigma**2)
    spread = np.sqrt(np.einsum("mp,...mn->...pn", variances, np.square(each)))
    if not spread.any():
        np.testing.assert_array_equal(noisy, quiet)
        return
    drawn = ((noisy - quiet) / spread).astype(np.float64)
    assert stats.kstest(drawn.flatten(), "norm").pvalue > 1e-4
    for axis in range(drawn.ndim):  # places, outputs and images have noise of their own
        pairs = np.moveaxis(drawn, axis, 0)
        if len(pairs) > 1:
            assert abs(np.corrcoef(pairs[:-1].flatten(), pairs[1:].flatten())[0, 1]) < 5 / np.sqrt(pairs[1:].size)


@pytest.mark.parametrize(("sigma", "variance"), [(0.1, False), (0.0, True)])
def test_one_read_has_the_noise_of_one_place(sigma: float, variance: bool) -> None:
    """Both ways to read draw the same numbers for the same inputs."""
    read, scratch = array(sigma=sigma, variance=variance), Scratch()
    values = np.random.default_rng(3).random((KERNEL.height, KERNEL.width, 3, COUNT), dtype=np.float32)
    out = np.empty((1, 1, 1, 1, OUTPUTS, COUNT), np.float32)
    read.multiply_at_positions(Patches.of(values, KERNEL, 1, scratch), Normals(np.random.Generator(np.random.SFC64(4))), out=out)
    alone = read.multiply(values.reshape(INPUTS, COUNT), Normals(np.random.Generator(np.random.SFC64(4))))
    np.testing.assert_allclose(out[0, 0, 0, 0], alone, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("sigma", "variance"), [(0.0, False), (0.1, False), (0.0, True)])
def test_rows_that_are_off_may_be_left_out(sigma: float, variance: bool) -> None:
    read = array(sigma=sigma, variance=variance)
    inputs = np.random.default_rng(3).random((INPUTS, COUNT), dtype=np.float32)
    inputs[10:] = 0
    all_rows, first_rows = (
        read.multiply(some, Normals(np.random.Generator(np.random.SFC64(4)))) for some in (inputs, inputs[:10])
    )
    np.testing.assert_allclose(first_rows, all_rows, rtol=1e-5, atol=1e-5)
