"""An array of devices: conductances that pulses move, and the weights that they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose
from worker.learning.devices.curves import Indices, curves
from worker.learning.devices.device import PulsedDevice
from worker.learning.devices.drawing import draw
from worker.learning.tools.place import Place
from worker.learning.tools.pools import NormalPool

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
        self._g[...] = self._stuck_in(self._within(None, g))
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
        down, g = (counts < 0).astype(np.intp), self._g.take(devices)
        most = int(np.maximum.reduce(left))
        if not self.device.noisy:
            g = self._within(devices, g + self._mean_change(devices, down, g, left, most))
        elif most <= PASSES:
            g = self._one_by_one(devices, down, g, left)
        else:
            g = self._in_passes(devices, down, g, left, -(-most // PASSES))
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
            down, pulses = (changes < 0).astype(np.intp), np.abs(changes) * np.float32(self.device.states)
            g = self._within(devices, g + self._curves.many(devices, down, g, pulses)[0])
        else:
            g = g + changes
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

    def _one_by_one(self, devices: Indices, down: Indices, g: Floats, left: Floats) -> Floats:
        """Return conductances after all pulses, every one with noise of its own and kept in the window."""
        g, done = self._noisy_step(devices, down, g), 1
        more = (left > 1).nonzero()[0]
        while len(more):
            g[more] = self._noisy_step(devices.take(more), down.take(more), g.take(more))
            done += 1
            more = more[left.take(more) > done]
        return g

    def _noisy_step(self, devices: Indices, down: Indices, g: Floats) -> Floats:
        change, own = self._curves.once(devices, down, g)
        noise = self._noise.take(len(devices))
        kind = self.device
        if own is None and not kind.write_noise_of_window:
            change += change * (np.float32(kind.write_noise) * noise)
        else:
            variance = np.square(np.float32(kind.write_noise) * change) + np.float32(kind.write_noise_of_window**2)
            change += noise * np.sqrt(variance if own is None else variance + np.square(own))
        change += g
        return self._within(devices, change)

    def _in_passes(self, devices: Indices, down: Indices, g: Floats, left: Floats, at_a_time: int) -> Floats:
        """Return conductances after all pulses, several at a time: mean and deviation of so many, kept in the window after each.

        A deviation s of single pulses, as a share of the last change, is that of n of them times sqrt(n): each is followed by
        the same contraction as the mean. Noise that does not depend on the change is not contracted: an upper bound, close to
        exact as long as a pass is short beside the way to the end of the window.
        """
        kind = self.device
        while (left > 0).any():
            now = np.minimum(left, np.float32(at_a_time))
            change, last = self._curves.many(devices, down, g, now)
            variance = np.square(np.float32(kind.write_noise) * last) + np.float32(kind.write_noise_of_window**2)
            own = self._curves.once(devices, down, g)[1]
            variance = variance if own is None else variance + np.square(own)
            g = self._within(devices, g + change + self._noise.take(len(g)) * np.sqrt(now * variance))
            left = left - now
        return g

    def _mean_change(self, devices: Indices, down: Indices, g: Floats, left: Floats, most: int) -> Floats:
        if most == 1:
            return self._curves.once(devices, down, g)[0]
        return self._curves.many(devices, down, g, left)[0]

    def _within(self, devices: Indices | None, g: Floats) -> Floats:
        """Return conductances kept in the windows of their devices (None: all), in place."""
        if not self.device.law.bounded:
            return g
        if len(self._bounds) == 1:
            return np.clip(g, self._drawn.low[0], self._drawn.high[0], out=g)
        bounds = (self._bounds if devices is None else self._bounds.take(devices)).view(np.float32).reshape(-1, 2)
        np.maximum(g, bounds[:, 0], out=g)
        return np.minimum(g, bounds[:, 1], out=g)

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
