"""The change of each device's conductance by one pulse and by several, from its law and its own parameters.

g are conductances as shares of the window of the nominal device; `devices` their indices in the array, `down` 1 for pulses down
and 0 for pulses up. Bounds are not kept here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.drawing import Drawn
from worker.learning.devices.laws import Law, StraightLaw, TableLaw

Indices = NDArray[np.intp]
MOST_OF_THE_WAY = 0.999
"""A pulse goes at most this share of the way to where a straight law is 0."""

FLAT = 0.05
"""Slopes of pulses up and down that differ by less than this share do not cross: both curves run side by side."""


class Curves(ABC):
    """The laws of all devices of an array."""

    @abstractmethod
    def once(self, devices: Indices, down: Indices, g: Floats) -> tuple[Floats, Floats | None]:
        """Return the mean change by one pulse, and the law's own deviation from it (None: none)."""

    @abstractmethod
    def many(self, devices: Indices, down: Indices, g: Floats, pulses: Floats) -> tuple[Floats, Floats]:
        """Return the mean change by a number of pulses of one direction, which may be real, and by the last of them."""

    @abstractmethod
    def symmetry(self, middle: Floats) -> Floats:
        """Return where pulses up and down cancel, for each device; `middle` where they do so everywhere or nowhere."""


class StraightCurves(Curves):
    """A straight law: the change by a pulse is A - B g, with A and B for either direction of each device."""

    def __init__(self, law: StraightLaw, drawn: Drawn) -> None:
        """Work out A and B of all devices."""
        window = drawn.high - drawn.low
        lines = np.empty((len(window), 2, 2), np.float32)
        for direction, (step, (first, last)) in enumerate(((drawn.step_up, law.up), (-drawn.step_down, law.down))):
            slope = np.clip(step * (first - last) / window, -MOST_OF_THE_WAY, MOST_OF_THE_WAY)
            lines[:, direction, 0] = step * first + slope * drawn.low
            lines[:, direction, 1] = slope
        self._lines = lines
        self._pairs = lines.reshape(-1, 2).view(np.complex64).reshape(-1)
        self._alike = len(window) == 1

    def once(self, devices: Indices, down: Indices, g: Floats) -> tuple[Floats, Floats | None]:
        """Return A - B g; a straight law has no deviation of its own."""
        offset, slope = self._of(devices, down)
        change = slope * g
        return np.subtract(offset, change, out=change), None

    def many(self, devices: Indices, down: Indices, g: Floats, pulses: Floats) -> tuple[Floats, Floats]:
        """Return the sum of a geometric series of ratio 1 - B and its last term, for any number of pulses."""
        offset, slope = self._of(devices, down)
        first = offset - slope * g
        rate = np.log1p(-slope)
        safe = np.where(slope == 0, np.float32(1), slope)
        total = np.where(slope == 0, pulses, np.expm1(pulses * rate) / -safe)
        return first * total, first * np.exp((pulses - 1) * rate)

    def symmetry(self, middle: Floats) -> Floats:
        """Return where both lines add up to 0."""
        offset, slope = self._lines[:, :, 0].sum(axis=1), self._lines[:, :, 1].sum(axis=1)
        flat = np.abs(slope) <= FLAT * np.abs(self._lines[:, :, 1]).sum(axis=1)
        return np.where(flat, middle, offset / np.where(flat, np.float32(1), slope)).astype(np.float32)

    def _of(self, devices: Indices, down: Indices) -> tuple[Floats, Floats]:
        # A and B lie side by side, so that one look-up of eight bytes finds both.
        rows = down if self._alike else 2 * devices + down
        both = self._pairs.take(rows).view(np.float32).reshape(-1, 2)
        return both[:, 0], both[:, 1]


class TableCurves(Curves):
    """A measured law, in steps and windows of each device."""

    def __init__(self, law: TableLaw, drawn: Drawn) -> None:
        """Keep the parameters of all devices."""
        self._law, self._alike = law, len(drawn.low) == 1
        self._low, self._window = drawn.low, drawn.high - drawn.low
        self._steps = np.stack([drawn.step_up, drawn.step_down], axis=1).reshape(-1)

    def once(self, devices: Indices, down: Indices, g: Floats) -> tuple[Floats, Floats | None]:
        """Return the table's mean and deviation in the device's own step."""
        which = np.zeros_like(devices) if self._alike else devices
        mean, deviation = self._law.at((g - self._low[which]) / self._window[which], down)
        step = self._steps[2 * which + down]
        return mean * step, deviation * step

    def many(self, devices: Indices, down: Indices, g: Floats, pulses: Floats) -> tuple[Floats, Floats]:
        """Return the change pulse by pulse, the last of them in part where their number is not whole."""
        now, change = g.copy(), np.zeros_like(g)
        for before in range(int(np.ceil(pulses.max(initial=0)))):
            change = self.once(devices, down, now)[0]
            now += change * np.clip(pulses - before, 0, 1)
        return now - g, change

    def symmetry(self, middle: Floats) -> Floats:
        """Return the first crossing of both curves along the window, on a grid of a thousandth of it."""
        u = np.linspace(0, 1, 1001, dtype=np.float32)
        up, down = self._law.at(u, down=False)[0], self._law.at(u, down=True)[0]
        ratio = (self._steps[1::2] / np.maximum(self._steps[::2], 1e-12))[:, None]
        found = np.empty(len(self._low), np.float32)
        for begin in range(0, len(found), 4096):
            part = slice(begin, begin + 4096)
            crossed = up + ratio[part] * down <= 0
            at = self._low[part] + u[np.argmax(crossed, axis=1)] * self._window[part]
            found[part] = np.where(crossed.any(axis=1) & ~crossed.all(axis=1), at, middle[part] if len(middle) > 1 else middle)
        return found


def curves(law: Law, drawn: Drawn) -> Curves:
    """Return the curves of a law for drawn devices."""
    return StraightCurves(law, drawn) if isinstance(law, StraightLaw) else TableCurves(law, drawn)
