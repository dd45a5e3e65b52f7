"""Random numbers by name, and the quick normal ones against the normal law."""

from __future__ import annotations

import numpy as np
from scipy import stats

from worker.crossbar.streams import Purpose, many_normals, stream


def drawn(*shape: int, seed: int = 0) -> np.ndarray:
    return many_normals(stream(seed, Purpose.READ, draw=0), shape)


def test_quick_numbers_follow_the_normal_law() -> None:
    values = drawn(2_000_000).astype(np.float64)
    count = len(values)
    assert abs(values.mean()) < 5 / np.sqrt(count)
    assert abs(values.var() - 1) < 5 * np.sqrt(2 / count)
    assert abs(stats.skew(values)) < 5 * np.sqrt(6 / count)
    assert abs(stats.kurtosis(values)) < 5 * np.sqrt(24 / count) + 4e-4
    assert stats.kstest(values, "norm").statistic < 1.95 / np.sqrt(count) + 4e-5  # its 0.1 % quantile, and the docstring's
    for size in (1, 2, 3, 4):
        expected = 2 * stats.norm.sf(size)
        assert abs(np.mean(np.abs(values) > size) - expected) < 5 * np.sqrt(expected / count) + 0.02 * expected
    assert 4.5 < np.abs(values).max() < 5.8


def test_neighbours_and_partners_are_independent() -> None:
    values = drawn(2_000_000).astype(np.float64)
    for lag in (1, 2, 2047, 2048, 2049, 4096, 32_768):
        for law in (lambda x: x, np.abs, np.square):
            first, second = law(values[:-lag]), law(values[lag:])
            assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(len(first)), lag


def test_a_smaller_shape_gets_the_beginning() -> None:
    whole = drawn(40_000)
    for size in (1, 5, 2048, 2049, 4097, 32_768, 39_999):
        np.testing.assert_array_equal(drawn(size), whole[:size])
    assert drawn(0).shape == (0,) and drawn(3, 5).shape == (3, 5)
    assert not np.array_equal(drawn(100), drawn(100, seed=1))


def test_streams_are_told_apart_by_every_part_of_their_name() -> None:
    names = [
        {"seed": seed, "purpose": purpose, "draw": draw, "layer": layer, "block": block}
        for seed in (0, 1)
        for purpose in (Purpose.READ, Purpose.IMAGES)
        for draw in (0, 1)
        for layer in (0, 1)
        for block in (0, 1)
    ]
    first = {stream(**name).random() for name in names}  # type: ignore[arg-type]
    assert len(first) == len(names)
