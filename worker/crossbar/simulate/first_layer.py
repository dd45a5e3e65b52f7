"""The first layer of a network, if it is dense and sees the images themselves: X (W + s E) = X W + s X E.

X W is the same for all chips and X E for all values of s, so that most of the first layer's work in a sweep is done once. Where
this law holds, the layer is always computed in this way, so that no number depends on what is cached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.conditions import ONE_ERROR, Conditions, defaults
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.chip.programming import to_levels, unit_weight_errors
from worker.crossbar.simulate.blocks import blocks
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.memo import Memo
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True)
class Product:
    """The product of one chip's first layer with its images, one block of images at a time."""

    outputs: int
    """Number of outputs p of the layer."""
    write: Callable[[int, Floats], None]
    """Write the product for the block of this index to an array (p, n)."""


PADDING = 16
"""Unused columns of a table that is read by column: rows a power of two apart would compete for the same cache lines.

Without them reading takes three times as long.
"""
KEPT_LEVELS = 3
"""Numbers of weight bits for which X W is cached."""


class FirstLayer:
    """The first dense layer of a network with its test images; products that several chips or settings share are cached."""

    def __init__(self, index: int, weights: Floats, pixels: Floats, *, size: int, memo: Memo, scratch: Scratch) -> None:
        """Keep the weights (m, p) of the layer of this index and its images, processed `size` at a time.

        `pixels` are the images (n, height, width, channels), stored pixel by pixel (see `pixel_major`).
        """
        self._index = index
        self._weights = weights
        self._w_max = max_magnitude(weights)
        self._pixels = pixels
        self._size = size
        self._memo = memo
        self._scratch = scratch
        self._ideal: dict[int | None, list[Floats]] = {}
        self._by_image: dict[int | None, Floats] = {}

    def product_of_all(self, conditions: Conditions, *, seed: int, draw: int) -> Product | None:
        """Return the product of one chip with all images, or None where the law X W + s X E does not hold."""
        if not is_gaussian_only(conditions.own(self._index)):
            return None
        return self._product(conditions, self._ideal_products(conditions).__getitem__, self._pixels, (seed, draw, None))

    def product_of_chosen(
        self, conditions: Conditions, chosen: NDArray[np.intp], images: Floats, *, seed: int, draw: int
    ) -> Product | None:
        """Return the product of one chip with chosen images, or None where the law X W + s X E does not hold.

        `chosen` (n,) are their indices among all images, `images` (n, height, width, channels) the images themselves.
        """
        if not is_gaussian_only(conditions.own(self._index)):
            return None
        rows, chosen_blocks = self._ideal_by_image(conditions), blocks(chosen, self._size)

        def ideal(block: int) -> Floats:
            indices = chosen_blocks[block]
            # Into memory that is used again: fresh one takes longer than the rows themselves.
            out = self._scratch.floats("ideal", len(indices), rows.shape[1])
            return rows.take(indices, axis=0, out=out, mode="clip")[:, :-PADDING].T

        return self._product(conditions, ideal, images, (seed, draw, chosen.tobytes()))

    def _product(
        self, conditions: Conditions, ideal: Callable[[int], Floats], images: Floats, chip: tuple[int, int, bytes | None]
    ) -> Product:
        """Return X W + s X E, given the blocks (p, n) of X W; `chip` identifies E and the images in the cache."""
        layer_conditions = conditions.in_layer(self._index)
        sigma = np.float32(layer_conditions.weight_sigma(layer_conditions.programming, self._w_max))
        write_errors = self._error_products(images, sigma, layer_conditions.shared, chip) if sigma else None

        def write(block: int, out: Floats) -> None:
            if write_errors is None:
                out[...] = ideal(block)
                return
            write_errors(block, out)
            out += ideal(block)

        return Product(self._weights.shape[1], write)

    def _ideal_products(self, conditions: Conditions) -> list[Floats]:
        """Return X W of all images: (p, n) for each block, contiguous."""
        bits = conditions.in_layer(self._index).weight_bits
        if bits not in self._ideal:
            _evict_oldest(self._ideal)
            self._ideal[bits] = self._multiplied(to_levels(self._weights, bits), self._pixels)
        return self._ideal[bits]

    def _ideal_by_image(self, conditions: Conditions) -> Floats:
        """Return X W of all images with each image's values contiguous, (n, p + PADDING), to take chosen images from."""
        bits = conditions.in_layer(self._index).weight_bits
        if bits not in self._by_image:
            _evict_oldest(self._by_image)
            products = self._ideal_products(conditions)
            rows = np.zeros((sum(product.shape[1] for product in products), self._weights.shape[1] + PADDING), np.float32)
            np.concatenate([product.T for product in products], out=rows[:, :-PADDING])
            self._by_image[bits] = rows
        return self._by_image[bits]

    def _error_products(
        self, images: Floats, sigma: np.float32, shared: int | None, chip: tuple[int, int, bytes | None]
    ) -> Callable[[int, Floats], None]:
        """Return a function that writes s X E for a block."""
        seed, draw, _chosen = chip

        def unit_errors() -> Floats:
            return unit_weight_errors(self._weights.shape, shared=shared, seed=seed, layer=self._index, draw=draw)

        key = ("first layer", self, chip, shared)
        size = 4 * self._weights.shape[1] * len(images)
        if self._memo.keeps(key, draw=draw, size=size):
            products = self._memo.get(key, lambda: self._multiplied(unit_errors(), images), draw=draw, size=size)

            def scale(block: int, out: Floats) -> None:
                np.multiply(products[block], sigma, out=out)

            return scale

        # Fresh memory for what nobody will ask for again would cost more than it is worth.
        errors, columns = unit_errors(), self._columns(images)

        def multiply(block: int, out: Floats) -> None:
            np.matmul(errors.T, columns[block], out=out)
            out *= sigma

        return multiply

    def _multiplied(self, weights: Floats, images: Floats) -> list[Floats]:
        return [np.matmul(weights.T, columns) for columns in self._columns(images)]

    def _columns(self, images: Floats) -> list[Floats]:
        """Return images (n, height, width, channels) as columns (m, n), block by block; those of all images are contiguous."""
        return self._all_columns if images is self._pixels else [_as_columns(block) for block in blocks(images, self._size)]

    @cached_property
    def _all_columns(self) -> list[Floats]:
        """The columns of all images: a block on its own takes a tenth less time than among all images, a page for each pixel."""
        return [np.ascontiguousarray(_as_columns(block)) for block in blocks(self._pixels, self._size)]


def _evict_oldest(cache: dict[int | None, Any]) -> None:
    while len(cache) >= KEPT_LEVELS:
        del cache[next(iter(cache))]


@lru_cache(maxsize=256)
def is_gaussian_only(conditions: Conditions) -> bool:
    """Return whether a chip is its weights plus sigma times a standard normal error, and sees the images as they are.

    Every condition outside this law, including any added later, must be at its default.
    """
    if not conditions.one_error_per_weight:
        return False
    if conditions.image_noise_level == 0:
        conditions = replace(conditions, image_noise="none", image_clip=True)
    if not conditions.splits_weights:
        conditions = replace(conditions, cell_bits=None)
    return replace(conditions, **defaults(ONE_ERROR)) == Conditions()


def _as_columns(images: Floats) -> Floats:
    """Return images (n, height, width, channels) as columns (m, n), one for each image."""
    return images.transpose(1, 2, 3, 0).reshape(-1, len(images))
