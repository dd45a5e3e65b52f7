"""Random numbers by name, and the quick normal ones against the normal law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from worker.crossbar.streams import Purpose, _points, normals, stream


def drawn(*shape: int, seed: int = 0) -> np.ndarray:
    return normals(stream(seed, Purpose.READ, draw=0), shape)


def test_quick_numbers_follow_the_normal_law() -> None:
    values = drawn(2_000_000).astype(np.float64)
    count = len(values)
    assert abs(values.mean()) < 5 / np.sqrt(count)
    assert abs(values.var() - 1) < 5 * np.sqrt(2 / count)
    assert abs(stats.skew(values)) < 5 * np.sqrt(6 / count)
    assert abs(stats.kurtosis(values)) < 5 * np.sqrt(24 / count) + 7e-4
    assert stats.kstest(values, "norm").statistic < 1.95 / np.sqrt(count) + 7e-5  # its 0.1 % quantile, and the docstring's
    for size in (1, 2, 3, 4):
        expected = 2 * stats.norm.sf(size)
        assert abs(np.mean(np.abs(values) > size) - expected) < 5 * np.sqrt(expected / count) + 0.02 * expected
    assert 4.5 < np.abs(values).max() < 5.6


def test_neighbours_and_partners_are_independent() -> None:
    values = drawn(2_000_000).astype(np.float64)
    for lag in (1, 2, 3, 4095, 4096, 4097, 8192, 65_536):
        for law in (lambda x: x, np.abs, np.square):
            first, second = law(values[:-lag]), law(values[lag:])
            assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(len(first)), lag


def test_points_stand_for_the_normal_law_in_the_plane() -> None:
    """The table itself: margins of equally likely cells, no correlation, and joint moments of independent coordinates."""
    points = _points().astype(np.float64) * np.sqrt(2)
    count = len(points)
    x, y = points.T
    for one in (x, y):
        assert np.unique(one).size == count // 2
        quantiles = stats.norm.ppf((np.arange(count // 2) + 0.5) / (count // 2))
        assert np.abs(np.unique(one) - quantiles)[10:-10].max() < 0.01
        assert np.mean(one**2) == pytest.approx(1, abs=1e-6) and abs(one.mean()) < 1e-7
    assert abs(np.mean(x * y)) < 1e-7
    assert np.mean(x**2 * y**2) == pytest.approx(1, abs=3e-4)
    assert np.mean(np.abs(x * y)) == pytest.approx(2 / np.pi, abs=5e-4)
    # Where both are small, large, or one of each: as often as independent ones.
    for edge in (0.25, 0.5, 1.0, 1.5, 2.0):
        inside = stats.norm.cdf(edge) - stats.norm.cdf(-edge)
        assert np.mean((np.abs(x) < edge) & (np.abs(y) < edge)) == pytest.approx(inside**2, abs=1e-3)
    angle = np.sort(np.arctan2(y, x))
    assert np.abs((angle / np.pi + 1) / 2 - (np.arange(count) + 0.5) / count).max() < 2e-3
    distance = 1 - np.exp(-np.sort(x**2 + y**2) / 2)
    assert np.abs(distance - (np.arange(count) + 0.5) / count).max() < 2e-3


def test_a_smaller_shape_gets_the_beginning() -> None:
    whole = drawn(100_000)
    for size in (1, 5, 4096, 8191, 8193, 32_768, 65_536, 99_999):
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
