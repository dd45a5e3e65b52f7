"""An array of devices: conductances that pulses move, and the weights that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose
from worker.learning.devices.curves import Curve, Indices, curves
from worker.learning.devices.device import PulsedDevice
from worker.learning.devices.drawing import draw
from worker.learning.tools.place import Place
from worker.learning.tools.pools import NormalPool

Ends = tuple[Floats, Floats]
PASSES = 512
"""Pulses in a row that are followed one by one where they are noisy. More are taken in so many passes of several pulses each."""


@dataclass(frozen=True)
class Mapping:
    """How conductances stand for weights: weight = scale x (conductance - reference).

    The window of the nominal device is as wide as `scale` in weights, so that one step is scale / states. The reference is a
    device beside each one, which no pulse reaches: in the middle of the nominal window (0 for the ideal device), or at the
    symmetry point of its neighbour, from which it differs by an error (standard deviation, share of the window).
    """

    scale: float = 1.0
    reference: Literal["middle", "symmetry"] = "symmetry"
    reference_error: float = 0.0


class DeviceArray:
    """Devices (m, p) with one weight each. `weights` is always the same float32 array, current and read-only."""

    def __init__(self, device: PulsedDevice, shape: tuple[int, int], place: Place, mapping: Mapping | None = None) -> None:
        """Draw the devices of an array of m rows and p columns; their weights are 0, stuck devices aside."""
        mapping = mapping or Mapping()
        count = shape[0] * shape[1]
        self.device, self.shape, self.mapping = device, shape, mapping
        self.pulses = np.zeros(2, np.int64)
        """Pulses so far, up and down."""
        self._drawn = drawn = draw(device, count, place)
        self._curves = curves(device.law, drawn)
        self._is_stuck = np.zeros(count if len(drawn.stuck) else 0, bool)
        self._is_stuck[drawn.stuck] = True
        self._bounds = np.stack([drawn.low, drawn.high], axis=1).view(np.complex64).reshape(-1)
        self._noise = NormalPool(place)
        self._scale = np.float32(mapping.scale)
        self._g = np.empty(count, np.float32)
        self._weights = np.zeros(count, np.float32)
        self.weights = self._weights.reshape(shape)
        self.weights.flags.writeable = False
        self.reference = self._first_reference(place)
        self.program(np.zeros(shape, np.float32))

    @property
    def step(self) -> float:
        """The nominal step in weights."""
        return self.mapping.scale * self.device.step

    @property
    def conductances(self) -> Floats:
        """The conductances (m, p), as shares of the nominal window; a copy."""
        return self._g.reshape(self.shape).copy()

    @property
    def stuck(self) -> Indices:
        """Indices of the devices that no pulse moves, in the flat array."""
        return self._drawn.stuck

    def symmetry(self) -> Floats:
        """Return where pulses up and down cancel, for each device (m p,), or (1,) if all are alike; the middle if nowhere."""
        middle = (self._drawn.low + self._drawn.high) * np.float32(0.5) if self.device.law.bounded else np.zeros(1, np.float32)
        found = self._curves.symmetry(middle)
        if self.device.law.bounded:
            found = np.clip(found, self._drawn.low, self._drawn.high)
        if not len(self.stuck):
            return found
        return self._stuck_in(np.broadcast_to(found, self._g.shape).copy())

    def program(self, weights: Floats) -> None:
        """Set the devices to weights (m, p), as far as their windows reach; stuck ones stay where they are."""
        g = self.reference + weights.reshape(-1) / self._scale
        bounds = (self._drawn.low, self._drawn.high) if self.device.law.bounded else None
        self._g[...] = self._stuck_in(self._keep(np.broadcast_to(g, self._g.shape).copy(), bounds))
        self._show(slice(None), self._g)

    def refer_to(self, reference: Floats) -> None:
        """Let the references be these conductances (m p,) or (1,); the weights follow."""
        self.reference = reference
        self._show(slice(None), self._g)

    def pulse(self, devices: Indices, counts: Floats) -> None:
        """Give devices (indices in the flat array, each once) that many pulses: up where positive, down where negative."""
        if len(self.stuck):
            moving = ~self._is_stuck[devices]
            devices, counts = devices[moving], counts[moving]
        if not len(devices):
            return
        left = np.abs(counts)
        total, net = (int(np.add.reduce(numbers, dtype=np.float64)) for numbers in (left, counts))
        self.pulses += ((total + net) // 2, (total - net) // 2)
        curve, ends, g = self._curves.of(devices, (counts < 0).astype(np.intp)), self._ends(devices), self._g.take(devices)
        most = int(np.maximum.reduce(left))
        if not self.device.noisy:
            g += curve.once(g)[0] if most == 1 else curve.many(g, left)[0]
            self._keep(g, ends)
        elif most <= PASSES:
            g = self._one_by_one(curve, ends, g, left)
        else:
            g = self._in_passes(curve, ends, g, left, -(-most // PASSES))
        self._g[devices] = g
        self._show(devices, g)

    def move(self, devices: Indices, changes: Floats) -> None:
        """Change weights without pulses, by real numbers of nominal steps along the law, and without noise."""
        if len(self.stuck):
            moving = ~self._is_stuck[devices]
            devices, changes = devices[moving], changes[moving]
        changes = changes / self._scale
        g = self._g.take(devices)
        if self.device.law.bounded:
            curve = self._curves.of(devices, (changes < 0).astype(np.intp))
            g += curve.many(g, np.abs(changes) * np.float32(self.device.states))[0]
            self._keep(g, self._ends(devices))
        else:
            g += changes
        self._g[devices] = g
        self._show(devices, g)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return copies of what changes: conductances, references, pulses so far, and where the noise stands."""
        copies: dict[str, NDArray[np.generic]] = {"g": self._g.copy(), "reference": self.reference.copy()}
        return {**copies, "pulses": self.pulses.copy(), "noise": self._noise.state()}

    def restore(self, state: dict[str, NDArray[np.generic]]) -> None:
        """Continue where `state` was taken from an array of the same device, shape, place and mapping."""
        self._g[...] = state["g"]
        self.pulses[...] = state["pulses"]
        self._noise.restore(state["noise"].astype(np.int64))
        self.refer_to(state["reference"].astype(np.float32))

    def _one_by_one(self, curve: Curve, ends: Ends | None, g: Floats, left: Floats) -> Floats:
        """Return conductances after all pulses, every one with noise of its own and kept in the window."""
        g, done = self._noisy_step(curve, ends, g), 1
        # Few devices have many pulses: from the second on, what belongs to them is passed on ever shorter.
        where, now, left = np.arange(len(g)), g, left.copy()
        while True:
            more = (left > done).nonzero()[0]
            if not len(more):
                return g
            if len(more) < len(where):
                where, left, curve, now = where.take(more), left.take(more), curve.among(more), now.take(more)
                ends = ends if ends is None or len(ends[0]) == 1 else (ends[0].take(more), ends[1].take(more))
            now, done = self._noisy_step(curve, ends, now), done + 1
            g[where] = now

    def _noisy_step(self, curve: Curve, ends: Ends | None, g: Floats) -> Floats:
        change, own = curve.once(g)
        noise = self._noise.take(len(g))
        kind = self.device
        if own is None and not kind.write_noise_of_window:
            change += change * (np.float32(kind.write_noise) * noise)
        else:
            variance = np.square(np.float32(kind.write_noise) * change) + np.float32(kind.write_noise_of_window**2)
            change += noise * np.sqrt(variance if own is None else variance + np.square(own))
        change += g
        return self._keep(change, ends)

    def _in_passes(self, curve: Curve, ends: Ends | None, g: Floats, left: Floats, at_a_time: int) -> Floats:
        """Return conductances after all pulses, several at a time: mean and deviation of so many, kept in the window after each.

        A deviation s of single pulses, as a share of the last change, is that of n of them times sqrt(n): each is followed by
        the same contraction as the mean. Noise that does not depend on the change is not contracted: an upper bound, close to
        exact as long as a pass is short beside the way to the end of the window.
        """
        kind = self.device
        while (left > 0).any():
            now = np.minimum(left, np.float32(at_a_time))
            change, last = curve.many(g, now)
            variance = np.square(np.float32(kind.write_noise) * last) + np.float32(kind.write_noise_of_window**2)
            own = curve.once(g)[1]
            variance = variance if own is None else variance + np.square(own)
            g = self._keep(g + change + self._noise.take(len(g)) * np.sqrt(now * variance), ends)
            left = left - now
        return g

    def _ends(self, devices: Indices) -> Ends | None:
        """Low and high ends of the windows of devices, of length 1 if all are alike; None for no ends."""
        if not self.device.law.bounded:
            return None
        if len(self._bounds) == 1:
            return self._drawn.low, self._drawn.high
        both = self._bounds.take(devices).view(np.float32).reshape(-1, 2)
        return both[:, 0], both[:, 1]

    @staticmethod
    def _keep(g: Floats, ends: Ends | None) -> Floats:
        """Return conductances kept between their ends, in place."""
        if ends is not None:
            np.maximum(g, ends[0], out=g)
            np.minimum(g, ends[1], out=g)
        return g

    def _stuck_in(self, g: Floats) -> Floats:
        g[self._drawn.stuck] = self._drawn.stuck_at
        return g

    def _show(self, devices: Indices | slice, g: Floats) -> None:
        alike = len(self.reference) == 1 or isinstance(devices, slice)
        weights: Floats = g - (self.reference if alike else self.reference[devices])
        weights *= self._scale
        self._weights[devices] = weights

    def _first_reference(self, place: Place) -> Floats:
        symmetric = self.mapping.reference == "symmetry"
        middle = np.full(1, 0.5 if self.device.law.bounded else 0.0, np.float32)
        reference = self.symmetry() if symmetric else middle
        if self.mapping.reference_error:
            numbers = place.stream(Purpose.PULSED_DEVICES, block=2).standard_normal(len(self._g), np.float32)
            reference = reference + np.float32(self.mapping.reference_error) * numbers
        return reference
