"""A kind of device that moves by pulses."""

from __future__ import annotations

from dataclasses import dataclass

from worker.learning.devices.laws import Law


@dataclass(frozen=True)
class PulsedDevice:
    """A law, and how devices and pulses differ from it. All spreads are standard deviations of a normal distribution."""

    law: Law
    states: float
    """Window of the nominal device divided by its step."""
    asymmetry: float = 0.0
    """a: steps up are 1 + a times as large, steps down 1 - a times."""
    write_noise: float = 0.0
    """Of one pulse, as a share of its change."""
    write_noise_of_window: float = 0.0
    """Of one pulse, whatever its change, as a share of the window; it adds in squares."""
    spread_step: float = 0.0
    """Between devices, of the step, as a share of it."""
    spread_asymmetry: float = 0.0
    """Between devices, of the asymmetry a."""
    spread_symmetry: float = 0.0
    """Between devices, of where the window lies, and with it the symmetry point, as a share of the window."""
    spread_bounds: float = 0.0
    """Between devices, of either end of the window by itself, as a share of the window."""
    stuck: float = 0.0
    """Share of devices that no pulse moves, each anywhere in its window."""

    @property
    def step(self) -> float:
        """The step as a share of the window."""
        return 1 / self.states

    @property
    def noisy(self) -> bool:
        """Whether two equal pulses may do different things."""
        return bool(self.write_noise or self.write_noise_of_window) or self.law.noisy
