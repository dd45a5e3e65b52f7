"""Products a few columns at a time are the products."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.tools import products
from worker.crossbar.tools.products import SMALL, columns_at_a_time, columns_product


@pytest.mark.parametrize("shape", [(128, 156), (32, 144), (128, 256), (10, 128), (64, 800), (1, 1), (32, 0)])
@pytest.mark.parametrize("count", [0, 1, 31, 32, 100, 512, 1000])
@pytest.mark.parametrize("given", [False, True])
def test_the_same_as_at_once(shape: tuple[int, int], count: int, given: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "pays", lambda *shape: True)
    columns_at_a_time.cache_clear()
    random = np.random.default_rng(3)
    left = random.standard_normal(shape[::-1], dtype=np.float32).T  # as weights lie
    right = random.standard_normal((shape[1], count), dtype=np.float32)
    out = np.full((shape[0], count), np.nan, np.float32) if given else None
    found = columns_product(left, right, out=out)
    assert out is None or found is out
    np.testing.assert_allclose(found, left.astype(np.float64) @ right, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("count", [1, 50, 97, 200])
def test_several_at_once_are_each_alone(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "pays", lambda *shape: True)
    columns_at_a_time.cache_clear()
    random = np.random.default_rng(3)
    left = random.standard_normal((3, 156, 128), dtype=np.float32).swapaxes(-1, -2)
    right = random.standard_normal((3, 156, count), dtype=np.float32)
    out = np.full((3, 150, count), np.nan, np.float32)[:, 20:148]  # as states lie among the next inputs
    found = columns_product(left, right, out=out)
    assert found is out
    np.testing.assert_array_equal(found, [columns_product(*each) for each in zip(left, right, strict=True)])


@pytest.mark.parametrize(
    ("outputs", "inputs", "count", "width"),
    [
        (128, 156, 512, 32),
        (128, 156, 100, 50),
        (128, 156, 97, None),
        (32, 144, 512, 128),
        (256, 784, 512, None),
        (10, 128, 512, None),
    ],
)
def test_as_many_columns_as_still_are_a_small_product(
    outputs: int, inputs: int, count: int, width: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "pays", lambda *shape: True)
    columns_at_a_time.cache_clear()
    assert columns_at_a_time(outputs, inputs, count) == width
    assert width is None or width * outputs * inputs <= SMALL
    columns_at_a_time.cache_clear()


def test_what_is_measured_on_this_machine_gives_the_same_bits() -> None:
    """Whether or not it pays here: the product is that of NumPy, also where the routine of this machine rounds by shape."""
    columns_at_a_time.cache_clear()
    random = np.random.default_rng(5)
    left = random.standard_normal((156, 128), dtype=np.float32).T
    right = random.standard_normal((156, 512), dtype=np.float32)
    np.testing.assert_array_equal(columns_product(left, right), np.matmul(left, right))


def test_a_way_that_rounds_differently_is_not_taken_however_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    def nearly(left: np.ndarray, right: np.ndarray, width: int, out: np.ndarray) -> None:
        del left, right, width
        out[0, 0] += 1

    monkeypatch.setattr(products, "_multiply_in_blocks", nearly)
    monkeypatch.setattr(products, "GAIN", np.inf)
    columns_at_a_time.cache_clear()
    assert columns_at_a_time(128, 156, 512) is None
    columns_at_a_time.cache_clear()


def test_a_machine_where_it_takes_longer_multiplies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "GAIN", 0.0)
    columns_at_a_time.cache_clear()
    assert columns_at_a_time(128, 156, 512) is None
    columns_at_a_time.cache_clear()
