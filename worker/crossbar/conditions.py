"""Every physical setting of a simulated chip and its input; the default is an ideal one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from worker.crossbar.devices import Device


@dataclass(frozen=True)
class Conditions:
    """Settings by the names of the spec.

    `programming` and `read` are standard deviations of the weight error as a fraction of `reference`:
    the layer's full weight range 2 w_max ("range"), or w_max = max |w| ("max").
    """

    programming: float = 0.0
    read: float = 0.0
    reference: Literal["range", "max"] = "range"
    stuck_low: float = 0.0
    stuck_high: float = 0.0
    weight_bits: int | None = None
    adc_bits: int | None = None
    dac_bits: int | None = None
    mapping: Literal["differential", "offset"] = "differential"
    rows: int = 1024
    device: Device | None = None
    """A device with laws of its own; `programming` and `read` then say nothing."""
    age_s: float = 0.0
    """Seconds since a device was programmed."""
    drift_compensation: bool = False
    layers: frozenset[int] | None = None
    """Layers whose conductances are imperfect, by their place in the network; None: all."""
    image_noise: Literal["none", "gaussian", "speckle", "salt_pepper"] = "none"
    image_noise_level: float = 0.0
    image_clip: bool = True
    """Whether noisy pixels are clipped to [0, 1]."""

    def in_layer(self, index: int) -> Conditions:
        """These conditions as one layer has them."""
        if self.layers is None or index in self.layers:
            return self
        return replace(self, programming=0.0, read=0.0, stuck_low=0.0, stuck_high=0.0, device=None)

    @property
    def reads_are_noisy(self) -> bool:
        return self.device.read is not None if self.device else bool(self.read)

    def weight_sigma(self, sigma: float, w_max: float) -> float:
        """A sigma as a standard deviation of the weight, in units of the weight."""
        return sigma * w_max * (2.0 if self.reference == "range" else 1.0)
