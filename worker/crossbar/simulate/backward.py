"""Derivatives of a network: one forward pass that is recorded, and gradients that go back through it layer by layer.

The weights are ideal, or those of a programmed chip. Gradients follow the type of the images: float32, or float64 on
ideal weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.chip.groups import back_product, ideal_arrays
from worker.crossbar.layers import INPUT, Network
from worker.crossbar.simulate.inference import ForwardPass
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import KeptArrays
from worker.crossbar.tools.streams import Normals

BackMultiply = Callable[[Floats], Floats]
"""Returns the product (m, n) of a crossbar's transposed weights with a gradient (p, n); (groups * m, n) of a layer in groups."""
See = Callable[[int, int, Floats, Floats], None]
"""Is given layer index, number of the read, its inputs (m, n), and the gradient (p, n) with respect to its outputs.

Their product inputs @ gradient.T, summed over the reads, is the gradient with respect to the layer's weights (m, p). In a layer
in groups, inputs (groups * m, n) are those of each group, one group below the other.
"""
SeeOutputs = Callable[[int, Floats], None]
"""Is given layer index and the gradient with respect to what the layer gives, (..., n)."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One forward pass of some images, without any layer that is absorbed. All arrays are to be left as they are."""

    network: Network
    crossbars: Mapping[int, Crossbar]
    """What each layer with weights was multiplied by, by layer index."""
    values: Mapping[int, Floats]
    """What each layer gave, (height, width, channels, n) or (p, n), by its index; INPUT: the images."""
    reads: Mapping[int, Sequence[tuple[Floats, Floats]]]
    """Inputs (m, n), before any DAC, and outputs (p, n), before any bias, of all reads of each layer with weights, by its index.

    The n columns are the images or, of a kernel, its positions on all images: row by row, the images of a position side by side.
    """

    @property
    def logits(self) -> Floats:
        """What the last layer gave: (classes, n)."""
        return self.values[len(self.network.layers) - 1]


def record(
    network: Network,
    images: Floats,
    crossbars: Mapping[int, Crossbar] | None = None,
    noise: Mapping[int, Normals] | None = None,
) -> Recording:
    """Return a forward pass of images (n, height, width, channels), float32 or float64, on ideal weights or on a programmed chip.

    `crossbars`, by layer index, and the read `noise` of their layers are as in `ForwardPass`; they want float32. Everything is
    kept, of a convolution its patches too: choose the number of images by the memory there is.
    """
    if crossbars is None:
        dtype = images.dtype
        crossbars = ideal_arrays(network, {i: one.matrix().astype(dtype, copy=False) for i, one in network.weighted.items()})
    reads: dict[int, list[tuple[Floats, Floats]]] = {index: [] for index in network.weighted}

    def observe(index: int, inputs: Floats, outputs: Floats) -> None:
        # Patches and their outputs are gathered for one read alone; other arrays are written to again.
        gathered = network.weighted[index].at_positions
        reads[index].append((inputs, outputs) if gathered else (inputs.copy(), outputs.copy()))

    forward_pass = ForwardPass(crossbars, KeptArrays(images.dtype.type), noise or {}, observe=observe)
    values = {INPUT: np.moveaxis(images, 0, -1)}  # as `infer` gives them: products round by the order in memory
    for index, (layer, sources) in enumerate(zip(network.layers, network.sources, strict=True)):
        values[index] = layer.forward_all([values[source] for source in sources], forward_pass.access(index))
    return Recording(network, crossbars, values, reads)


def backpropagate(
    recording: Recording,
    gradient: Floats,
    see: See | None = None,
    *,
    see_outputs: SeeOutputs | None = None,
    back: Mapping[int, BackMultiply] | None = None,
) -> Floats:
    """Return the gradient with respect to the images (n, height, width, channels), for that of the logits (classes, n).

    Each image has a number of its own, whose gradient this is; that of a sum over images is shown to `see`, read by read.
    Converters count as if they were not there: what they round is passed on as it is. `back` gives other transposed products
    than those with the recorded crossbars' weights, by layer index. Raises ValueError if the gradient's shape is not that of the
    logits.
    """
    network, logits = recording.network, recording.logits
    if gradient.shape != logits.shape:
        raise ValueError(f"the gradient must have the shape of the logits, {logits.shape}, not {gradient.shape}")
    gradients = {len(network.layers) - 1: gradient.astype(logits.dtype, copy=False)}
    for index in reversed(range(len(network.layers))):
        own = gradients.pop(index, None)
        if own is None:  # it feeds no layer that matters
            continue
        if see_outputs is not None:
            see_outputs(index, own)
        seen = _Seen(recording, index, see, None if back is None else back.get(index))
        for source, share in zip(network.sources[index], network.layers[index].backward(own, seen), strict=True):
            gradients[source] = gradients[source] + share if source in gradients else share
    found = gradients[INPUT] if INPUT in gradients else np.zeros_like(recording.values[INPUT])
    return np.moveaxis(found, -1, 0)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one layer is given on the way back; see `layers.layer.Seen`."""

    recording: Recording
    index: int
    see: See | None
    other: BackMultiply | None

    @property
    def values(self) -> Sequence[Floats]:
        return [self.recording.values[source] for source in self.recording.network.sources[self.index]]

    @property
    def outputs(self) -> Floats:
        return self.recording.values[self.index]

    @property
    def reads(self) -> Sequence[tuple[Floats, Floats]]:
        return self.recording.reads[self.index]

    def back(self, read: int, gradient: Floats) -> Floats:
        if self.see is not None:
            self.see(self.index, read, self.reads[read][0], gradient)
        if self.other is not None:
            return self.other(gradient)
        weights, groups = self.recording.crossbars[self.index].weights, self.recording.network.weighted[self.index].groups
        return back_product(weights, gradient, groups)
