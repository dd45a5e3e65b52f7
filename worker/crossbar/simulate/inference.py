"""A network on programmed crossbars: from images to logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.chip.array import Array, Multiplier
from worker.crossbar.layers.convolution import convolve, max_pool
from worker.crossbar.layers.layers import Conv2D, Dense, Flatten, MaxPool2D, Network, Recurrent, Weighted
from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.recurrent import run
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu
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
            times=layer.time_steps if isinstance(layer, Recurrent) else 1,
            scratch=scratch,
            name=f"read noise {index} {place}",
        )
        for index, layer in enumerate(network.layers)
        if isinstance(layer, Weighted)
    }


def infer(network: Network, images: Floats, way: Pass) -> Floats:
    """Logits (classes, n) of images (n, h, w, c). They may lie in the scratch: use them before the next block.

    Of several chips side by side, images are (k, n, h, w, c) and logits (k, classes, n).
    """
    values = np.moveaxis(images, -4, -1)  # (h, w, c, n), as all values here that are images still
    product = way.product
    pooled = False
    for index, layer in enumerate(network.layers):
        match layer:
            case Dense():
                values = _dense(index, layer, way, _flat(values), product)
            case Conv2D():
                after = network.layers[index + 1 : index + 2]
                pool = after[0].size if after and isinstance(after[0], MaxPool2D) else 1
                values = _conv2d(index, layer, way, values, pool)
                pooled = pool > 1
                continue
            case MaxPool2D():
                values = values if pooled else max_pool(values, layer.size)
            case Flatten():
                values = _flat(values)
            case _:
                values = _recurrent(index, layer, way, _flat(values))
        pooled = False
        product = product if isinstance(layer, Flatten) else None
    return values


def _dense(index: int, layer: Dense, way: Pass, inputs: Floats, product: Floats | None) -> Floats:
    shape = (*inputs.shape[:-2], layer.kernel.shape[1], inputs.shape[-1])
    out = way.scratch.floats(f"outputs {index}", *shape) if product is None else None
    outputs = way.multiply(index, inputs, out=out, product=product)
    outputs += layer.bias[:, None]
    return relu(outputs, way.scratch) if layer.activation == "relu" else outputs


def _conv2d(index: int, layer: Conv2D, way: Pass, values: Floats, pool: int) -> Floats:
    def multiply(patches: Patches, out: Floats) -> None:
        way.multiply_places(index, patches, out)

    # An observer is shown all places of a block at once.
    whole = way.observe is not None
    if values.strides[-1] != values.itemsize:  # images one after another: every patch would go through all of them
        values = np.ascontiguousarray(values)
    return convolve(layer, multiply, values, way.scratch, name=f"outputs {index}", pool=pool, whole=whole)


def _recurrent(index: int, layer: Recurrent, way: Pass, values: Floats) -> Floats:
    def multiply(inputs: Floats, out: Floats | None = None, driven: int | None = None) -> Floats:
        return way.multiply(index, inputs, out=out, driven=driven)

    return run(layer, multiply, values, way.scratch)


def _flat(values: Floats) -> Floats:
    """(h, w, c, n) to (pixels, n) with channels last, as Keras flattens."""
    return values.reshape(*values.shape[:-4], -1, values.shape[-1]) if values.ndim >= 4 else values
