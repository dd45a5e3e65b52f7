"""Overlapping patches are the patches, in the order that pooling takes them."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

COUNT = 4
SHAPES = [((28, 28, 1), (3, 3)), ((9, 7, 5), (3, 2)), ((5, 6, 2), (1, 4)), ((4, 4, 3), (4, 4))]


def values(shape: tuple[int, int, int]) -> Floats:
    return np.random.default_rng(5).standard_normal((*shape, COUNT), dtype=np.float32)


@pytest.mark.parametrize(("shape", "kernel"), SHAPES)
@pytest.mark.parametrize("pool", [1, 2, 3])
def test_each_patch_is_what_the_kernel_sees_at_its_place(shape: tuple[int, int, int], kernel: tuple[int, int], pool: int) -> None:
    seen, (height, width) = values(shape), kernel
    each = Patches.of(seen, kernel, pool, Scratch()).windows
    down, across = (shape[0] - height + 1) // pool, (shape[1] - width + 1) // pool
    assert each.shape == (pool, pool, down, across, height * width * shape[2], COUNT)
    for row in range(down * pool):
        for column in range(across * pool):
            expected = seen[row : row + height, column : column + width].reshape(-1, COUNT)
            found = each[row % pool, column % pool, row // pool, column // pool]
            np.testing.assert_array_equal(found, expected)


def test_squares_are_those_of_the_same_patches() -> None:
    scratch = Scratch()
    patches = Patches.of(values((9, 7, 5)), (3, 2), 2, scratch)
    expected = np.square(patches.windows)
    np.testing.assert_array_equal(patches.squared(scratch).windows, expected)


def test_values_need_not_lie_together() -> None:
    """Images of a block are a part of every row of pixels."""
    all_images = np.random.default_rng(6).random((6, 6, 1, 10), dtype=np.float32)
    part = all_images[..., 3:7]
    found = Patches.of(part, (3, 3), 2, Scratch()).windows
    np.testing.assert_array_equal(found, Patches.of(part.copy(), (3, 3), 2, Scratch()).windows)
