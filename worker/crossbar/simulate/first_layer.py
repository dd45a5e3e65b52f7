"""What a dense layer that sees the images themselves makes of them: X (W + s E) = X W + s X E.

X W is the same for all chips and X E for all values of s, so most of a sweep's work at the first layer is done once.
Where the law holds, the layer is always computed so: no number depends on what is known already.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.conditions import ONE_ERROR, Conditions, defaults
from worker.crossbar.chip.conductances import largest
from worker.crossbar.chip.programming import error, to_levels
from worker.crossbar.layers import Network
from worker.crossbar.simulate.blocks import blocks
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.memo import Memo
from worker.crossbar.tools.scratch import Scratch


@dataclass(frozen=True)
class Product:
    """What one chip makes of its images, a block at a time."""

    outputs: int
    write: Callable[[int, Floats], None]
    """Of the block of this number, into (outputs, n)."""


PADDING = 16
"""Numbers between rows of a table whose columns are read: powers of two apart they would all want the same place in
the cache, and take three times as long."""
KEPT_LEVELS = 3
"""Numbers of weight levels of which X W is kept."""


class FirstLayer:
    """A network's first layer, with its images (n, h, w, c) pixel by pixel in memory, worked on `size` at a time."""

    def __init__(self, index: int, weights: Floats, pixels: Floats, *, size: int, memo: Memo, scratch: Scratch) -> None:
        self._index = index
        self._weights = weights
        self._w_max = largest(weights)
        self._pixels = pixels
        self._size = size
        self._memo = memo
        self._scratch = scratch
        self._ideal: dict[int | None, list[Floats]] = {}
        self._by_image: dict[int | None, Floats] = {}

    def of_all(self, conditions: Conditions, *, seed: int, draw: int) -> Product | None:
        """That of all images with one chip; None where the law does not hold."""
        if not only_gaussian(conditions):
            return None
        return self._product(conditions, self._of_weights(conditions).__getitem__, self._pixels, (seed, draw, None))

    def of_some(
        self, conditions: Conditions, chosen: NDArray[np.intp], images: Floats, *, seed: int, draw: int
    ) -> Product | None:
        """The same of those chosen of all: they are `images`, in any layout."""
        if not only_gaussian(conditions):
            return None
        rows, each = self._image_by_image(conditions), blocks(chosen, self._size)

        def ideal(block: int) -> Floats:
            some = each[block]
            # Into memory that is used again: fresh one takes longer than the rows themselves.
            out = self._scratch.floats("ideal", len(some), rows.shape[1])
            return rows.take(some, axis=0, out=out, mode="clip")[:, :-PADDING].T

        return self._product(conditions, ideal, images, (seed, draw, chosen.tobytes()))

    def _product(
        self, conditions: Conditions, ideal: Callable[[int], Floats], images: Floats, chip: tuple[int, int, bytes | None]
    ) -> Product:
        """`ideal` gives X W, (p, n) of a block; `chip` names E and the images."""
        own = conditions.in_layer(self._index)
        sigma = np.float32(own.weight_sigma(own.programming, self._w_max))
        moved = self._of_errors(images, sigma, conditions.mapping == "offset", chip) if sigma else None

        def write(block: int, out: Floats) -> None:
            if moved is None:
                out[...] = ideal(block)
                return
            moved(block, out)
            out += ideal(block)

        return Product(self._weights.shape[1], write)

    def _of_weights(self, conditions: Conditions) -> list[Floats]:
        """X W of all images: (p, n) of each block, which lies together in memory."""
        bits = conditions.in_layer(self._index).weight_bits
        if bits not in self._ideal:
            _make_room(self._ideal)
            self._ideal[bits] = self._multiplied(to_levels(self._weights, bits), self._pixels)
        return self._ideal[bits]

    def _image_by_image(self, conditions: Conditions) -> Floats:
        """The same with what belongs to an image together, (n, p + PADDING), of which some images are soon taken."""
        bits = conditions.in_layer(self._index).weight_bits
        if bits not in self._by_image:
            _make_room(self._by_image)
            parts = self._of_weights(conditions)
            rows = np.zeros((sum(part.shape[1] for part in parts), self._weights.shape[1] + PADDING), np.float32)
            np.concatenate([part.T for part in parts], out=rows[:, :-PADDING])
            self._by_image[bits] = rows
        return self._by_image[bits]

    def _of_errors(
        self, images: Floats, sigma: np.float32, shared_reference: bool, chip: tuple[int, int, bytes | None]
    ) -> Callable[[int, Floats], None]:
        """What writes s X E of a block where it is wanted."""
        seed, draw, _chosen = chip

        def unit() -> Floats:
            return error(self._weights.shape, shared_reference=shared_reference, seed=seed, layer=self._index, draw=draw)

        key = ("first layer", self, chip, shared_reference)
        size = 4 * self._weights.shape[1] * len(images)
        if self._memo.keeps(key, draw=draw, size=size):
            kept = self._memo.get(key, lambda: self._multiplied(unit(), images), draw=draw, size=size)

            def scale(block: int, out: Floats) -> None:
                np.multiply(kept[block], sigma, out=out)

            return scale

        # Fresh memory for what nobody will ask for again would cost more than it is worth.
        drawn, parts = unit(), blocks(images, self._size)

        def multiply(block: int, out: Floats) -> None:
            _multiply(drawn, parts[block], out=out)
            out *= sigma

        return multiply

    def _multiplied(self, weights: Floats, images: Floats) -> list[Floats]:
        return [_multiply(weights, part) for part in blocks(images, self._size)]


def _make_room(held: dict[int | None, Any]) -> None:
    while len(held) >= KEPT_LEVELS:
        del held[next(iter(held))]


def first_dense(network: Network) -> int | None:
    """The layer that sees the images themselves, if it is dense: its place in the network, else None."""
    index = next((index for index, layer in enumerate(network.layers) if not layer.only_rearranges), None)
    return index if index in network.weighted and network.weighted[index].is_product else None


@lru_cache(maxsize=256)
def only_gaussian(conditions: Conditions) -> bool:
    """Whether a chip is its weights plus sigma times a unit error, and sees the images as they are.

    Whatever has no place in that law, now or later, must be at its default.
    """
    if not conditions.by_weights:
        return False
    if conditions.image_noise_level == 0:
        conditions = replace(conditions, image_noise="none", image_clip=True)
    return replace(conditions, **defaults(ONE_ERROR)) == Conditions()


def _multiply(weights: Floats, images: Floats, out: Floats | None = None) -> Floats:
    """weights.T @ x for images (n, h, w, c): (p, n)."""
    return np.matmul(weights.T, images.transpose(1, 2, 3, 0).reshape(-1, len(images)), out=out)
