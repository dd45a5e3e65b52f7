"""Products of the patches of each group of channels with the columns of its own, at all positions of a kernel.

A depthwise convolution has one row of numbers for each channel: as products of vectors they would take longer to begin than to
compute. Its outputs at some neighbouring positions are therefore computed together, by a matrix with the kernel along its
diagonal: more multiplications, most of them with 0, in less time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import NONE, Margins, Window
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

NEIGHBOURS = {1: 4, 2: 2}
"""Positions of a depthwise kernel that are computed together, by its step to the right; one for other steps.

Measured for kernels of 3 x 3. The rounding of outputs depends on it: it cannot be tuned.
"""


@dataclass(frozen=True, eq=False)
class GroupProducts:
    """Products with one matrix (m, p), whose columns belong to `groups`, m being the kernel's size times a group's channels."""

    weights: Floats
    groups: int
    kernel: Window
    scratch: Scratch
    _bands: dict[int, Floats] = field(default_factory=dict)

    def write(self, values: Floats, lacking: Margins, out: Floats) -> None:
        """Write the products for all positions on values (rows, columns, channels, n) to `out` (rows, columns, p, n).

        `lacking` are the margins of 0 that these values have yet to get.
        """
        if values.shape[2] > self.groups or self.kernel.dilation != (1, 1):
            values, lacking = self.kernel.padded(values, lacking, scratch=self.scratch), NONE
        if values.shape[2] > self.groups:
            self._group_by_group(values, out)
            return
        across, start, most = out.shape[1], 0, self._neighbours()
        for together in (most, across % most):
            blocks = (across - start) // together if together else 0
            if blocks:
                self._depthwise(values, lacking, start, together, out[:, start : start + blocks * together])
                start += blocks * together

    def _group_by_group(self, values: Floats, out: Floats) -> None:
        channels, outputs = values.shape[2] // self.groups, out.shape[2] // self.groups
        for group in range(self.groups):
            own = values[:, :, group * channels : (group + 1) * channels]
            columns = slice(group * outputs, (group + 1) * outputs)
            windows = Patches.of(own, self.kernel, 1, self.scratch).windows[0, 0]
            np.matmul(self.weights[:, columns].T, windows, out=out[:, :, columns])

    def _neighbours(self) -> int:
        if self.kernel.dilation[1] > 1 or self.kernel.width == 1:
            return 1
        return NEIGHBOURS.get(self.kernel.strides[1], 1)

    def _depthwise(self, values: Floats, lacking: Margins, first: int, together: int, out: Floats) -> None:
        """Write the products for blocks of so many neighbours, from place `first` on: (rows, blocks * together, p, n)."""
        (down, across, outputs, count), channels = out.shape, values.shape[2]
        blocks, window = across // together, self._window(together)
        if self.kernel.dilation != (1, 1):  # which has no margins left
            begin = first * self.kernel.strides[1]
            ends = begin + (blocks - 1) * window.strides[1] + window.span[1]
            patches = Patches.of(values[:, begin:ends], window, 1, self.scratch)
        else:
            patches = self._patches(values, lacking, first * self.kernel.strides[1], blocks, window)
        of_channels = patches.windows[0, 0].reshape(down, blocks, -1, channels, count).swapaxes(2, 3)
        places = out.reshape(down, blocks, together, channels, outputs // channels, count)
        np.matmul(self._band(together), of_channels[:, :, :, None], out=places.transpose(0, 1, 3, 4, 2, 5))

    def _patches(self, values: Floats, lacking: Margins, first: int, blocks: int, window: Window) -> Patches:
        """Return the patches of one row of places after the other, from column `first` on, of values that lack their margins."""
        (rows, columns, channels, count), (above, below), (left, _right) = values.shape, *lacking
        stored = self.scratch.floats("patches", blocks, above + rows + below, window.width, channels, count)
        stored[:, :above] = stored[:, above + rows :] = 0
        for block, own in enumerate(stored[:, above : above + rows]):
            begin = first + block * window.strides[1] - left
            start = min(max(-begin, 0), window.width)
            stop = max(min(columns - begin, window.width), start)
            own[:, :start] = own[:, stop:] = 0
            own[:, start:stop] = values[:, begin + start : begin + stop]
        return Patches(stored.reshape(*stored.shape[:2], -1, count), window.height, 1, window.strides[0])

    def _window(self, together: int) -> Window:
        """Return the window of all that so many neighbours see."""
        if together == 1:
            return self.kernel
        height, width, (down, across), (apart, _), _margins = self.kernel
        return Window(height, (together - 1) * across + width, (down, together * across), (apart, 1))

    def _band(self, together: int) -> Floats:
        """Return the kernels (channels, filters of each, together, values of a window), each along the diagonal of its matrix."""
        if together not in self._bands:
            height, width = self.kernel.height, self.kernel.width
            kernels = self.weights.reshape(height, width, self.groups, -1).transpose(2, 3, 0, 1)
            band = np.zeros((*kernels.shape[:2], together, height, self._window(together).width), np.float32)
            for place in range(together):
                start = place * self.kernel.strides[1]
                band[:, :, place, :, start : start + width] = kernels
            self._bands[together] = band.reshape(*band.shape[:3], -1)
        return self._bands[together]
