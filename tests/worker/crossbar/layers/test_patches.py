"""Overlapping patches are the patches, in the order that pooling takes them."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import Window
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

COUNT = 4
SHAPES = [
    ((28, 28, 1), Window(3, 3)),
    ((9, 7, 5), Window(3, 2)),
    ((5, 6, 2), Window(1, 4)),
    ((4, 4, 3), Window(4, 4)),
    ((9, 8, 2), Window(3, 3, strides=(2, 2))),
    ((9, 8, 2), Window(1, 1, strides=(2, 3))),
    ((9, 8, 2), Window(2, 3, strides=(3, 1))),
    ((9, 8, 2), Window(3, 2, dilation=(2, 3))),
    ((11, 9, 1), Window(2, 2, strides=(2, 2), dilation=(3, 1))),
]


def values(shape: tuple[int, int, int]) -> Floats:
    return np.random.default_rng(5).standard_normal((*shape, COUNT), dtype=np.float32)


@pytest.mark.parametrize(("shape", "kernel"), SHAPES)
@pytest.mark.parametrize("pool", [1, 2, 3])
def test_each_patch_is_what_the_kernel_sees_at_its_place(shape: tuple[int, int, int], kernel: Window, pool: int) -> None:
    seen, (height, width) = values(shape), kernel.span
    each = Patches.of(seen, kernel, pool, Scratch()).windows
    down, across = ((length - span) // step + 1 for length, span, step in zip(shape, kernel.span, kernel.strides, strict=False))
    down, across = down // pool, across // pool
    assert each.shape == (pool, pool, down, across, kernel.height * kernel.width * shape[2], COUNT)
    for row in range(down * pool):
        for column in range(across * pool):
            top, left = row * kernel.strides[0], column * kernel.strides[1]
            block = seen[top : top + height : kernel.dilation[0], left : left + width : kernel.dilation[1]]
            found = each[row % pool, column % pool, row // pool, column // pool]
            np.testing.assert_array_equal(found, block.reshape(-1, COUNT))


def test_squares_are_those_of_the_same_patches() -> None:
    scratch = Scratch()
    patches = Patches.of(values((9, 7, 5)), Window(3, 2), 2, scratch)
    expected = np.square(patches.windows)
    np.testing.assert_array_equal(patches.squared(scratch).windows, expected)


def test_values_need_not_lie_together() -> None:
    """Images of a block are a part of every row of pixels."""
    all_images = np.random.default_rng(6).random((6, 6, 1, 10), dtype=np.float32)
    part = all_images[..., 3:7]
    found = Patches.of(part, Window(3, 3), 2, Scratch()).windows
    np.testing.assert_array_equal(found, Patches.of(part.copy(), Window(3, 3), 2, Scratch()).windows)
