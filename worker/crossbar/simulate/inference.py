"""Inference of a network on programmed crossbars: from images to logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from worker.crossbar.chip.array import Array, Multiplier, PartMultiplier
from worker.crossbar.chip.core import Core
from worker.crossbar.chip.group_positions import GroupPositions
from worker.crossbar.chip.groups import Grouped
from worker.crossbar.chip.positions import DrivenPositions
from worker.crossbar.layers import INPUT, Layer, Network
from worker.crossbar.layers.layer import Access, Positions
from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import Window
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals, Purpose, stream

Observer = Callable[[int, Floats, Floats], None]
"""Is given the layer index, inputs (m, n) and outputs (p, n) of every matrix-vector multiplication.

One that has a method `see_outputs` is also given the index of every layer and what it passes on, (..., n), which is overwritten
later.
"""


@dataclass(frozen=True)
class ForwardPass:
    """One forward pass of a block of images."""

    arrays: Mapping[int, Multiplier]
    """The programmed crossbar of each layer with weights, by layer index; or those of several chips side by side."""
    scratch: Scratch
    reads: Mapping[int, Normals] = field(default_factory=dict)
    """Read noise of each layer, by layer index; empty for reads without noise."""
    observe: Observer | None = None
    """Is shown every multiplication; None for nobody."""
    product: Floats | None = None
    """The product of the network's first product with the images (p, n), if it is known; it is overwritten."""

    def access(self, index: int, following: Layer | None = None, product: Floats | None = None) -> Access:
        """Return what a layer's forward pass is given; `following` and `product` are as in `layers.layer.Access`."""
        return _Access(self, index, following, product)

    def positions(self, index: int, values: Floats, kernel: Window) -> Positions:
        """Return the reads of a layer's crossbar at the positions of a kernel on values (h, w, channels, n)."""
        array, noise = self.arrays[index], self.reads.get(index)
        if isinstance(array, Grouped) and self.observe is None:
            quiet = noise is None or array.is_noiseless
            if isinstance(array.whole, Array) or (array.is_elementwise and quiet):
                return GroupPositions.of(array, noise, values, kernel, self.scratch)
        values, kernel = kernel.completed(values, self.scratch)
        if isinstance(array, Array) and self._is_plain(array):
            return _PlainPositions(array, noise, values, kernel, self.scratch)
        alone = isinstance(array, Array | Core) and array.is_elementwise and (noise is None or array.is_noiseless)
        if isinstance(array, Array | Core) and alone and self.observe is None:
            return DrivenPositions.of(array, values, kernel, self.scratch)
        groups = array.groups if isinstance(array, Grouped) else 1
        return _GatheredPositions(partial(self.multiply, index), values, kernel, self.scratch, groups)

    def multiply(
        self, index: int, inputs: Floats, out: Floats | None = None, product: Floats | None = None, driven: int | None = None
    ) -> Floats:
        """Read a layer's crossbar once for each column of inputs (m, n); return outputs (p, n), possibly stored in `out`.

        All inputs after the first `driven` rows are 0; a plain array leaves them out. `product` is the noise-free product if it
        is known.
        """
        array = self.arrays[index]
        if driven is not None and self._is_plain(array):
            inputs = inputs[..., :driven, :]
        outputs = array.multiply(inputs, self.reads.get(index), out=out, product=product)
        if self.observe is not None:
            self.observe(index, inputs, outputs)
        return outputs

    def multiply_part(self, index: int, inputs: Floats, rows: slice, outputs: slice) -> Floats:
        """Read a layer's crossbar for inputs (m, n) that are 0 in all but these rows, and return these outputs alone (q, n).

        A plain array without read noise computes no others.
        """
        array = self.arrays[index]
        if isinstance(array, PartMultiplier) and self._is_plain(array):
            part = array.noiseless_part(inputs[..., rows, :], self.reads.get(index), rows, outputs)
            if part is not None:
                return part
        return self.multiply(index, inputs, driven=None if rows.start else rows.stop)[..., outputs, :]

    def _is_plain(self, array: Multiplier) -> bool:
        """Return whether outputs are a product plus read noise, and no observer needs to see all inputs."""
        return self.observe is None and array.is_plain


def read_noise(
    network: Network, *, seed: int, draw: int, block: int = 0, scratch: Scratch | None = None, slot: int = 0
) -> dict[int, Normals]:
    """Return the read noise of each layer of one chip for one block of images, by layer index.

    A scratch holds the numbers of one block at a time for each `slot`, which counts the chips that are simulated side by side.
    """
    return {
        index: Normals(
            stream(seed, Purpose.READ, layer=index, draw=draw, block=block),
            requests=layer.steps,
            scratch=scratch,
            name=f"read noise {index} {slot}",
        )
        for index, layer in network.weighted.items()
    }


def infer(network: Network, images: Floats, forward_pass: ForwardPass) -> Floats:
    """Return logits (classes, n) of images (n, height, width, channels): the outputs of the last layer, before a softmax.

    They may be stored in the scratch: use them before the next block of images. For several chips side by side, images are (k,
    n, height, width, channels) and logits (k, classes, n).
    """
    known = {INPUT: np.moveaxis(images, -4, -1)}  # (h, w, c, n), as all values here that are images still
    see_outputs = getattr(forward_pass.observe, "see_outputs", None)
    absorbed: set[int] = set()
    for index, layer in enumerate(network.layers):
        values = [known[source] for source in network.sources[index]]
        if index in absorbed:
            known[index] = values[0]
        else:
            user = network.only_users[index]
            following = None if user is None else network.layers[user]
            product = forward_pass.product if index == network.first_product else None
            known[index] = layer.forward_all(values, forward_pass.access(index, following, product))
            if see_outputs is not None:
                see_outputs(index, known[index])
            if user is not None and layer.absorbs(following):
                absorbed.add(user)
        for source in network.last_used[index]:
            del known[source]
    return known[len(network.layers) - 1]


@dataclass(slots=True)
class _Access:
    """What one layer is given in one forward pass; see `layers.layer.Access`."""

    forward_pass: ForwardPass
    index: int
    following: Layer | None
    product: Floats | None

    @property
    def scratch(self) -> Scratch:
        return self.forward_pass.scratch

    @property
    def name(self) -> str:
        return f"outputs {self.index}"

    @property
    def is_observed(self) -> bool:
        return self.forward_pass.observe is not None

    def multiply(
        self, inputs: Floats, out: Floats | None = None, product: Floats | None = None, driven: int | None = None
    ) -> Floats:
        return self.forward_pass.multiply(self.index, inputs, out=out, product=product, driven=driven)

    def multiply_part(self, inputs: Floats, rows: slice, outputs: slice) -> Floats:
        return self.forward_pass.multiply_part(self.index, inputs, rows, outputs)

    def positions(self, values: Floats, kernel: Window) -> Positions:
        return self.forward_pass.positions(self.index, values, kernel)


@dataclass(slots=True)
class _PlainPositions:
    """Reads of a plain array."""

    array: Array
    noise: Normals | None
    values: Floats
    kernel: Window
    scratch: Scratch

    def read(self, rows: slice, pool: int, out: Floats) -> None:
        patches = Patches.of(self.values[rows], self.kernel, pool, self.scratch)
        self.array.multiply_at_positions(patches, self.noise, out=out)


@dataclass(slots=True)
class _GatheredPositions:
    """Reads in which all positions are columns of one multiplication: as an observer sees them, and as their noise is drawn."""

    multiply: Callable[[Floats], Floats]
    values: Floats
    kernel: Window
    scratch: Scratch
    groups: int

    def read(self, rows: slice, pool: int, out: Floats) -> None:
        windows = Patches.of(self.values[rows], self.kernel, pool, self.scratch).windows
        inputs, count = windows.shape[-2:]
        columns = np.moveaxis(windows, -2, 0).reshape(inputs, -1)
        if self.groups > 1:  # the values of each group, one group below the other
            channels = self.values.shape[2] // self.groups
            columns = columns.reshape(-1, self.groups, channels, columns.shape[1]).swapaxes(0, 1).reshape(columns.shape)
        outputs = self.multiply(columns)
        out[...] = np.moveaxis(outputs.reshape(-1, *out.shape[:-2], count), 0, -2)
