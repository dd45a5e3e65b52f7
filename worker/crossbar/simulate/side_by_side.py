"""Several chips at once, each with images of its own.

For a chip that is shown few images, calling NumPy takes longer than computing. Operations that are the same for all chips are
therefore done for all of them in one call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from worker.crossbar.chip.array import Array
from worker.crossbar.layers import Network
from worker.crossbar.simulate.first_layer import Product
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.products import columns_product
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

MOST_CHIPS = 8
"""Largest number of chips at once: more gain little, and all results arrive only when the last chip is done."""


@dataclass(frozen=True)
class ProgrammedChip:
    """One of several chips, with its read noise, for images that fit one block."""

    arrays: Mapping[int, Array]
    """The programmed crossbar of each layer with weights, by layer index."""
    reads: Mapping[int, Normals]
    """Read noise of each layer, by layer index; empty for reads without noise."""
    product: Product | None
    """The product of the first layer's crossbar with the images, if it is known."""


def can_be_side_by_side(network: Network) -> bool:
    """Return whether chips of this network can be simulated side by side: not with convolutional layers.

    A convolution has enough work for one chip at a time, and its columns are positions in images.
    """
    return not any(layer.at_positions for layer in network.weighted.values())


def infer_side_by_side(network: Network, images: Floats, chips: Sequence[ProgrammedChip], scratch: Scratch) -> list[Floats]:
    """Return the logits (n, classes) of each of k chips for its images (k, n, height, width, channels).

    They are the same, bit for bit, as those of each chip on its own.
    """
    arrays = {
        index: SideBySide([chip.arrays[index] for chip in chips], [chip.reads.get(index) for chip in chips])
        for index in chips[0].arrays
    }
    logits = infer(network, images, ForwardPass(arrays, scratch, product=_products(chips, images.shape[1], scratch)))
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
    """The plain arrays that k chips hold for one layer: inputs (k, m, n) are multiplied to outputs (k, p, n)."""

    arrays: Sequence[Array]
    reads: Sequence[Normals | None]
    """Read noise of each chip; None for reads without noise."""

    @property
    def is_plain(self) -> bool:
        """Always True: only plain arrays are simulated side by side."""
        return True

    @cached_property
    def _weights(self) -> Floats:
        """The weights of all chips: (k, p, m)."""
        return np.stack([array.weights for array in self.arrays]).swapaxes(-1, -2)

    def multiply(
        self, inputs: Floats, noise: Normals | None, *, out: Floats | None = None, product: Floats | None = None
    ) -> Floats:
        """Return outputs (k, p, n) for inputs (k, m, n), each chip with read noise of its own; the argument `noise` is ignored.

        `product` is the noise-free product (k, p, n) if it is known; it is overwritten. The result is written to `out` if that
        is given.
        """
        outputs = columns_product(self._weights[..., : inputs.shape[-2]], inputs, out=out) if product is None else product
        if not self.arrays[0].is_noiseless:
            squares = np.square(inputs)
            driven = slice(squares.shape[-2])
            chips = zip(self.arrays, self.reads, outputs, squares, self._noise_stds(squares), strict=True)
            for array, reads, chip_outputs, chip_squares, std in chips:
                if reads is not None:
                    array.add_noise(chip_outputs, std, reads)
                    array.subtract_reference(chip_outputs, std, chip_squares, driven, reads)
        return outputs

    def noiseless_part(self, inputs: Floats, noise: Normals | None, rows: slice, outputs: slice) -> Floats | None:
        """Return these outputs (k, q, n) for inputs (k, r, n) of these rows, all others off; None unless reads have no noise."""
        noiseless = self.arrays[0].is_noiseless or all(reads is None for reads in self.reads)
        return columns_product(self._weights[:, outputs, rows], inputs) if noiseless else None

    def _noise_stds(self, squares: Floats) -> Iterable[Floats]:
        """Return the standard deviation of each chip's read noise, (p, n) or (1, n), for squared inputs (k, m, n)."""
        driven = slice(squares.shape[-2])
        if self.arrays[0].read_variance is not None:
            return [array.noise_std(chip_squares, driven) for array, chip_squares in zip(self.arrays, squares, strict=True)]
        # What a read adds has the same law on all chips of one layer in one condition.
        return self.arrays[0].noise_std(squares, driven)
