from __future__ import annotations

import numpy as np
import pytest

from worker.learning.network.noise import ReadPool
from worker.learning.network.reads import Reader, Reads
from worker.learning.tools.place import Place

WEIGHTS = np.random.default_rng(0).uniform(-0.5, 0.5, (20, 6)).astype(np.float32)
INPUTS = np.random.default_rng(1).uniform(0, 1, (20, 4000)).astype(np.float32)


def reader(reads: Reads, *, rows: bool = False) -> Reader:
    return Reader(WEIGHTS, 1.0, reads, ReadPool(Place(0)), rows=rows)


def test_perfect_reads_are_products_with_columns_and_rows() -> None:
    assert (reader(Reads()).read(INPUTS) == WEIGHTS.T @ INPUTS).all()
    gradient = np.ones((6, 3), np.float32)
    assert (reader(Reads(), rows=True).read(gradient) == WEIGHTS @ gradient).all()


def test_noise_is_that_of_every_weight_redrawn_for_every_read() -> None:
    error = reader(Reads(noise=0.02)).read(INPUTS) - WEIGHTS.T @ INPUTS
    share = error / np.linalg.norm(INPUTS, axis=0)
    assert share.std() == pytest.approx(0.02, rel=0.02)
    assert abs(share.mean()) < 4 * 0.02 / np.sqrt(share.size)


def test_noise_of_one_vector_is_drawn_as_that_of_a_matrix() -> None:
    one, several = reader(Reads(noise=0.02)), reader(Reads(noise=0.02))
    np.testing.assert_allclose(one.read(INPUTS[:, 0]), several.read(INPUTS[:, :1])[:, 0], rtol=1e-5)


@pytest.mark.parametrize("bits", [4, 8])
def test_converters_round_to_their_levels(bits: int) -> None:
    exact = WEIGHTS.T @ INPUTS
    largest = INPUTS.max(axis=0)
    found = reader(Reads(dac_bits=bits, bound=8)).read(INPUTS)
    steps = np.rint(INPUTS / largest * (2**bits - 1)) / (2**bits - 1)
    np.testing.assert_allclose(found, (WEIGHTS.T @ steps.astype(np.float32)) * largest, atol=1e-5)
    step = 4 / (2 ** (bits - 1) - 1)  # the full scale is 8 times half a window of 1
    levels = reader(Reads(adc_bits=bits, bound=8)).read(INPUTS) / largest / step
    np.testing.assert_allclose(levels, np.rint(levels), atol=1e-3)
    assert np.abs(levels * step * largest - exact).max() <= step / 2 * 1.001


def test_what_is_larger_than_the_full_scale_is_clipped() -> None:
    found = reader(Reads(adc_bits=8, bound=0.1)).read(INPUTS)
    assert np.abs(found / INPUTS.max(axis=0)).max() == pytest.approx(0.05, rel=1e-5)


def test_nothing_driven_gives_nothing() -> None:
    assert not reader(Reads(dac_bits=4, adc_bits=4, noise=0.1)).read(np.zeros(20, np.float32)).any()
