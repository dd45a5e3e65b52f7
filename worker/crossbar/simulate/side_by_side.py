"""Several chips at once, each with its own images: what is done to all alike is done in one go.

A chip that is shown a few images costs more for telling NumPy what to do than for doing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from worker.crossbar.chip.array import Array
from worker.crossbar.layers import Network
from worker.crossbar.simulate.first_layer import Product
from worker.crossbar.simulate.inference import Pass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.products import columns_product
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

CHIPS = 8
"""Most chips at once: more gain little, and whoever waits for one waits for all."""


@dataclass(frozen=True)
class ProgrammedChip:
    """One of the chips with its read noise, for images that are few enough to be worked on at once."""

    arrays: Mapping[int, Array]
    reads: Mapping[int, Normals]
    product: Product | None
    """What the first array makes of the images, where that is known already."""


def can_be_side_by_side(network: Network) -> bool:
    """A convolution has work enough for one chip at a time, and its columns are positions in images."""
    return not any(layer.at_positions for layer in network.weighted.values())


def infer_side_by_side(network: Network, images: Floats, chips: Sequence[ProgrammedChip], scratch: Scratch) -> list[Floats]:
    """Logits (n, classes) of k chips for their images (k, n, h, w, c); bit for bit those that each alone would give."""
    arrays = {
        index: SideBySide([chip.arrays[index] for chip in chips], [chip.reads.get(index) for chip in chips])
        for index in chips[0].arrays
    }
    logits = infer(network, images, Pass(arrays, scratch, product=_products(chips, images.shape[1], scratch)))
    return list(logits.swapaxes(-1, -2).copy())


def _products(chips: Sequence[ProgrammedChip], count: int, scratch: Scratch) -> Floats | None:
    known = [chip.product for chip in chips if chip.product is not None]
    if len(known) < len(chips):
        return None
    products = scratch.floats("products", len(chips), known[0].outputs, count)
    for product, out in zip(known, products, strict=True):
        product.write(0, out)
    return products


@dataclass(frozen=True, eq=False)
class SideBySide:
    """The plain arrays that k chips hold for one layer: inputs (k, m, n) to outputs (k, p, n)."""

    arrays: Sequence[Array]
    reads: Sequence[Normals | None]
    """Read noise of each chip."""

    @property
    def is_plain(self) -> bool:
        return True

    @cached_property
    def _weights(self) -> Floats:
        """(k, p, m)"""
        return np.stack([array.weights for array in self.arrays]).swapaxes(-1, -2)

    def multiply(
        self, inputs: Floats, noise: Normals | None, *, out: Floats | None = None, product: Floats | None = None
    ) -> Floats:
        """As an array's; noise is each chip's own."""
        outputs = columns_product(self._weights[..., : inputs.shape[-2]], inputs, out=out) if product is None else product
        if not self.arrays[0].is_silent:
            spreads = self._spreads(np.square(inputs))
            for array, reads, own, spread in zip(self.arrays, self.reads, outputs, spreads, strict=True):
                if reads is not None:
                    array.add_normals(own, spread, reads)
        return outputs

    def _spreads(self, squares: Floats) -> Iterable[Floats]:
        """Standard deviation of each chip's outputs, for squared inputs (k, m, n): (p, n), or (1, n) if all have the same."""
        driven = slice(squares.shape[-2])
        if self.arrays[0].read_variance is not None:
            return [array.spread(own, driven) for array, own in zip(self.arrays, squares, strict=True)]
        # What a read adds has the same law on all chips of one layer in one condition.
        return self.arrays[0].spread(squares, driven)
