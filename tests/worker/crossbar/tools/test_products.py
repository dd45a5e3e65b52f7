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
    monkeypatch.setattr(products, "SMALL_IS_FASTER", True)
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
    monkeypatch.setattr(products, "SMALL_IS_FASTER", True)
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
def test_as_many_columns_as_still_are_a_small_product(outputs: int, inputs: int, count: int, width: int | None) -> None:
    found = columns_at_a_time(outputs, inputs, count) if products.SMALL_IS_FASTER else width
    assert found == width
    assert width is None or width * outputs * inputs <= SMALL


def test_a_machine_without_the_small_way_multiplies_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(products, "SMALL_IS_FASTER", False)
    columns_at_a_time.cache_clear()
    assert columns_at_a_time(128, 156, 512) is None
    columns_at_a_time.cache_clear()
