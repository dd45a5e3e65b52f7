"""A network on programmed crossbars: from images to logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.chip.array import Array, Multiplier
from worker.crossbar.layers import Layer, Network
from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals, Purpose, stream

Observer = Callable[[int, Floats, Floats], None]
"""Hears layer, inputs (m, n) and outputs (p, n) of every matrix-vector multiplication."""


@dataclass(frozen=True)
class Pass:
    """How a block of images goes through the network."""

    arrays: Mapping[int, Multiplier]
    """The programmed crossbar of each layer that has weights, or those of several chips."""
    scratch: Scratch
    reads: Mapping[int, Normals] = field(default_factory=dict)
    """Read noise of each layer."""
    observe: Observer | None = None
    product: Floats | None = None
    """What the first array makes of the images, (p, n), where that is known already; it is overwritten."""

    def multiply_places(self, index: int, patches: Patches, out: Floats) -> None:
        """The same read at many places: outputs in `out`, (... places, p, n)."""
        array = self.arrays[index]
        if isinstance(array, Array) and self._is_plain(array):
            array.multiply_places(patches, self.reads.get(index), out=out)
            return
        inputs, count = patches.each.shape[-2:]
        side_by_side = np.moveaxis(patches.each, -2, 0).reshape(inputs, -1)
        outputs = self.multiply(index, side_by_side)
        out[...] = np.moveaxis(outputs.reshape(-1, *out.shape[:-2], count), 0, -2)

    def multiply(
        self, index: int, inputs: Floats, out: Floats | None = None, product: Floats | None = None, driven: int | None = None
    ) -> Floats:
        """One read of an array for each column of inputs (m, n): outputs (p, n), which may lie in `out`.

        All inputs but the first `driven` are 0: of a plain array they are left out.
        """
        array = self.arrays[index]
        if driven is not None and self._is_plain(array):
            inputs = inputs[..., :driven, :]
        outputs = array.multiply(inputs, self.reads.get(index), out=out, product=product)
        if self.observe is not None:
            self.observe(index, inputs, outputs)
        return outputs

    def _is_plain(self, array: Multiplier) -> bool:
        """Whether its outputs are products and read noise, and nobody is to see how they come about."""
        return self.observe is None and array.is_plain


def read_noise(
    network: Network, *, seed: int, draw: int, block: int = 0, scratch: Scratch | None = None, place: int = 0
) -> dict[int, Normals]:
    """That of each layer of one chip, for one block of images. A scratch serves one block of each place at a time."""
    return {
        index: Normals(
            stream(seed, Purpose.READ, layer=index, draw=draw, block=block),
            times=layer.steps,
            scratch=scratch,
            name=f"read noise {index} {place}",
        )
        for index, layer in network.weighted.items()
    }


def infer(network: Network, images: Floats, way: Pass) -> Floats:
    """Logits (classes, n) of images (n, h, w, c). They may lie in the scratch: use them before the next block.

    Of several chips side by side, images are (k, n, h, w, c) and logits (k, classes, n).
    """
    values = np.moveaxis(images, -4, -1)  # (h, w, c, n), as all values here that are images still
    product = way.product
    absorbed = False
    for index, layer in enumerate(network.layers):
        if absorbed:
            absorbed = False
            continue
        following = network.layers[index + 1] if index + 1 < len(network.layers) else None
        values = layer.forward(values, _Access(way, index, following, product))
        absorbed = layer.absorbs(following)
        product = product if layer.only_rearranges else None
    return values


@dataclass(slots=True)
class _Access:
    """A layer's access to its array in one pass."""

    way: Pass
    index: int
    following: Layer | None
    product: Floats | None

    @property
    def scratch(self) -> Scratch:
        return self.way.scratch

    @property
    def name(self) -> str:
        return f"outputs {self.index}"

    @property
    def is_observed(self) -> bool:
        return self.way.observe is not None

    def multiply(
        self, inputs: Floats, out: Floats | None = None, product: Floats | None = None, driven: int | None = None
    ) -> Floats:
        return self.way.multiply(self.index, inputs, out=out, product=product, driven=driven)

    def multiply_places(self, patches: Patches, out: Floats) -> None:
        self.way.multiply_places(self.index, patches, out)
