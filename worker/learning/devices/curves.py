"""The change of each device's conductance by one pulse and by several, from its law and its own parameters.

Conductances g are shares of the window of the nominal device. Bounds are not kept here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.drawing import Drawn
from worker.learning.devices.laws import Law, StraightLaw, TableLaw

Indices = NDArray[np.intp]
MOST_OF_THE_WAY = 0.999
"""A pulse goes at most this share of the way to where a straight law is 0."""

LARGEST_EXPONENT = np.float32(80)
"""Of e, within float32; what grows so far has left the window."""
FLAT = 0.05
"""Slopes of pulses up and down that differ by less than this share do not cross: both curves run side by side."""


class Curve(ABC):
    """The changes of some devices of an array by pulses of one direction each."""

    @abstractmethod
    def once(self, g: Floats) -> tuple[Floats, Floats | None]:
        """Return the mean change by one pulse (a new array), and the law's own deviation from it (None: none)."""

    @abstractmethod
    def many(self, g: Floats, pulses: Floats) -> tuple[Floats, Floats]:
        """Return the mean change by a number of pulses, which may be real, and by the last of them."""

    @abstractmethod
    def among(self, which: Indices) -> Curve:
        """Return the curves of a part of these devices."""


class Curves(ABC):
    """The laws of all devices of an array."""

    @abstractmethod
    def of(self, devices: Indices, down: Indices) -> Curve:
        """Return the curves of devices (indices in the array) for pulses down (1) or up (0)."""

    @abstractmethod
    def symmetry(self, middle: Floats) -> Floats:
        """Return where pulses up and down cancel, for each device; `middle` where they do so everywhere or nowhere."""


@dataclass(frozen=True)
class StraightCurve(Curve):
    """The change by a pulse is A - B g."""

    offset: Floats
    slope: Floats

    def once(self, g: Floats) -> tuple[Floats, Floats | None]:
        """Return A - B g; a straight law has no deviation of its own."""
        change = self.slope * g
        return np.subtract(self.offset, change, out=change), None

    def many(self, g: Floats, pulses: Floats) -> tuple[Floats, Floats]:
        """Return the sum of a geometric series of ratio 1 - B and its last term, for any number of pulses."""
        first, rate, flat = self.once(g)[0], np.log1p(-self.slope), self.slope == 0
        grown = np.expm1(np.minimum(pulses * rate, LARGEST_EXPONENT))
        total = np.where(flat, pulses, grown / np.where(flat, np.float32(1), -self.slope))
        return first * total, first * np.exp(np.minimum((pulses - 1) * rate, LARGEST_EXPONENT))

    def among(self, which: Indices) -> Curve:
        """Return A and B of a part."""
        return StraightCurve(self.offset.take(which), self.slope.take(which))


class StraightCurves(Curves):
    """A straight law, with A and B for either direction of each device."""

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

    def of(self, devices: Indices, down: Indices) -> Curve:
        """Return A and B, which lie side by side: one look-up of eight bytes finds both."""
        both = self._pairs.take(down if self._alike else 2 * devices + down).view(np.float32).reshape(-1, 2)
        return StraightCurve(both[:, 0], both[:, 1])

    def symmetry(self, middle: Floats) -> Floats:
        """Return where both lines add up to 0."""
        offset, slope = self._lines[:, :, 0].sum(axis=1), self._lines[:, :, 1].sum(axis=1)
        flat = np.abs(slope) <= FLAT * np.abs(self._lines[:, :, 1]).sum(axis=1)
        return np.where(flat, middle, offset / np.where(flat, np.float32(1), slope)).astype(np.float32)


@dataclass(frozen=True)
class TableCurve(Curve):
    """A table in steps and windows of each device."""

    law: TableLaw
    down: Indices
    step: Floats
    low: Floats
    window: Floats

    def once(self, g: Floats) -> tuple[Floats, Floats | None]:
        """Return the table's mean and deviation in the device's own step."""
        mean, deviation = self.law.at((g - self.low) / self.window, self.down)
        return mean * self.step, deviation * self.step

    def many(self, g: Floats, pulses: Floats) -> tuple[Floats, Floats]:
        """Return the change pulse by pulse, the last of them in part where their number is not whole."""
        now, change = g.copy(), np.zeros_like(g)
        for before in range(int(np.ceil(pulses.max(initial=0)))):
            change = self.once(now)[0]
            now += change * np.clip(pulses - before, 0, 1)
        return now - g, change

    def among(self, which: Indices) -> Curve:
        """Return the numbers of a part."""
        parts = (numbers.take(which) for numbers in (self.step, self.low, self.window))
        return TableCurve(self.law, self.down.take(which), *parts)


class TableCurves(Curves):
    """A measured law, in steps and windows of each device."""

    def __init__(self, law: TableLaw, drawn: Drawn) -> None:
        """Keep the parameters of all devices."""
        self._law, self._alike = law, len(drawn.low) == 1
        self._low, self._window = drawn.low, drawn.high - drawn.low
        self._steps = np.stack([drawn.step_up, drawn.step_down], axis=1).reshape(-1)

    def of(self, devices: Indices, down: Indices) -> Curve:
        """Return the table with steps and windows of these devices."""
        which = np.zeros_like(devices) if self._alike else devices
        return TableCurve(self._law, down, self._steps[2 * which + down], self._low[which], self._window[which])

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
