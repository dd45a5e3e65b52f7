"""Random numbers by name, and the quick normal ones against the normal law."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from worker.crossbar.tools import streams
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals, Purpose, _points, normals, stream


def drawn(*shape: int, seed: int = 0) -> np.ndarray:
    return normals(stream(seed, Purpose.READ, draw=0), shape)


@pytest.mark.parametrize(("seed", "draw"), [(7, 5), (0, 0), ((1 << 32) - 1, 5), (1 << 32, 5), (7, 1 << 32), (1 << 140, 1 << 70)])
def test_a_stream_is_the_one_of_its_name(seed: int, draw: int) -> None:
    """Numbers that were published stay the same: the generator's seed is what numpy makes of the name, however large."""
    name = np.random.SeedSequence(seed, spawn_key=(int(Purpose.READ), 2, draw, 3))
    expected = np.random.Generator(np.random.SFC64(name)).random(100)
    for _ in range(2):  # made, and remembered
        np.testing.assert_array_equal(stream(seed, Purpose.READ, layer=2, draw=draw, block=3).random(100), expected)
    assert not np.array_equal(stream(seed, Purpose.READ, layer=2, draw=draw, block=4).random(100), expected)


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


@pytest.mark.parametrize("times", [1, 7, 28])
def test_requests_of_one_stream_get_its_numbers_one_after_another(times: int) -> None:
    """However many are drawn at once: nobody gets a number twice, and what is drawn depends on the requests alone."""
    scratch, size = Scratch(), 12_800

    def requests() -> list[np.ndarray]:
        source = Normals(stream(1, Purpose.READ, draw=2), requests=times, scratch=scratch)
        return [source.next((128, 100)).copy() for _ in range(28)]

    first, again = requests(), requests()
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    everything = np.concatenate(first, axis=None).astype(np.float64)
    assert everything.size == 28 * size
    assert stats.kstest(everything, "norm").statistic < 1.95 / np.sqrt(everything.size) + 7e-5
    for lag in (1, size, 5 * size):
        assert abs(np.corrcoef(everything[:-lag], everything[lag:])[0, 1]) < 5 / np.sqrt(everything.size - lag)


def test_several_requests_waste_less_than_one_by_one() -> None:
    source = Normals(stream(1, Purpose.READ, draw=2), requests=5)
    together = normals(stream(1, Purpose.READ, draw=2), (5 * 12_800,))
    drawn = [source.next((12_800,)).copy() for _ in range(5)]
    np.testing.assert_array_equal(np.concatenate(drawn), together)


def test_a_request_larger_than_what_is_left_is_drawn_anew() -> None:
    source = Normals(stream(1, Purpose.READ, draw=2), requests=2)
    assert source.next((10,)).shape == (10,)
    assert source.next((4, 5)).shape == (4, 5)
    assert source.next((0, 3)).shape == (0, 3)


def test_sources_that_take_turns_do_not_disturb_each_other() -> None:
    sources = [Normals(stream(1, Purpose.READ, draw=draw), requests=4) for draw in (0, 1)]
    taken = [[source.next((100,)).copy() for source in sources] for _ in range(4)]
    for place, draw in enumerate((0, 1)):
        alone = normals(stream(1, Purpose.READ, draw=draw), (400,))
        np.testing.assert_array_equal(np.concatenate([one[place] for one in taken]), alone)


@pytest.mark.parametrize("at_a_time", [1 << 13, 1 << 14, 1 << 17])
def test_numbers_do_not_depend_on_how_many_are_drawn_at_a_time(at_a_time: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What suits a cache may be chosen for it."""
    shapes = [(3, 5), (40_000,), (100, 200), (7,)]

    def requested() -> list[np.ndarray]:
        noise = Normals(stream(1, Purpose.READ, draw=2), requests=4)
        return [noise.next(shape).copy() for shape in shapes]

    before = requested()
    monkeypatch.setattr(streams, "numbers_at_a_time", lambda: at_a_time)
    for numbers, again in zip(before, requested(), strict=True):
        np.testing.assert_array_equal(numbers, again)
