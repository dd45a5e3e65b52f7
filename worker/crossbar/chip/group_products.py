"""Products of the patches of each group of channels with the columns of its own, at all positions of a kernel.

A depthwise convolution has one row of numbers for each channel: as products of vectors they would take longer to begin than to
compute. Its outputs at some neighbouring positions are therefore computed together, by a matrix with the kernel along its
diagonal: more multiplications, most of them with 0, in less time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from worker.crossbar.layers.patches import Patches
from worker.crossbar.layers.window import Window
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

    def write(self, values: Floats, out: Floats) -> None:
        """Write the products for all positions on values (rows, columns, channels, n) to `out` (rows, columns, p, n)."""
        if values.shape[2] > self.groups:
            self._group_by_group(values, out)
            return
        across, step, start = out.shape[1], self.kernel.strides[1], 0
        for together in (self._neighbours(), across % self._neighbours()):
            blocks = (across - start) // together if together else 0
            if blocks:
                part = values[:, start * step :]
                self._depthwise(part, together, out[:, start : start + blocks * together])
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

    def _depthwise(self, values: Floats, together: int, out: Floats) -> None:
        """Write the products for blocks of so many neighbours to `out` (rows, blocks * together, p, n)."""
        (down, across, outputs, count), channels = out.shape, values.shape[2]
        window = self._window(together)
        ends = (across // together - 1) * window.strides[1] + window.span[1]
        windows = Patches.of(values[:, :ends], window, 1, self.scratch).windows[0, 0]
        of_channels = windows.reshape(down, across // together, -1, channels, count).swapaxes(2, 3)
        places = out.reshape(down, across // together, together, channels, outputs // channels, count)
        np.matmul(self._band(together), of_channels[:, :, :, None], out=places.transpose(0, 1, 3, 4, 2, 5))

    def _window(self, together: int) -> Window:
        """Return the window of all that so many neighbours see."""
        if together == 1:
            return self.kernel
        (height, width, (down, across), (apart, _)) = self.kernel
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
