"""Every physical setting of a simulated chip and its input; the default is an ideal one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from worker.crossbar.chip.devices import Device


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
    distribution: Literal["gaussian", "uniform"] = "gaussian"
    law: Literal["independent", "proportional", "inverse"] = "independent"
    """How a conductance's error, programmed or read, grows with it; all agree at G_max."""
    clip: bool = False
    """Conductances stay in their window when they are programmed."""
    stuck_random: float = 0.0
    rtn_share: float = 0.0
    rtn_amplitude: float = 0.0
    floor: bool = False
    """Thermal and shot noise of every device, from its conductance and the next three."""
    bandwidth_hz: float = 5e6
    temperature_k: float = 300.0
    read_voltage_v: float = 0.1
    cell_bits: int | None = None
    input_encoding: Literal["parallel", "bit_serial"] = "parallel"
    adc_range: Literal["calibrated", "fixed"] = "calibrated"
    adc_percentile: float = 99.9
    columns: int = 1024
    pair: Literal["one_sided", "two_sided"] = "one_sided"
    on_off_ratio: float | None = None
    """G_max / G_min; None: G_min is 0."""
    g_max_us: float = 100.0
    weight_percentile: float = 100.0
    bias: Literal["digital", "analog"] = "digital"
    wire_resistance_ohm: float = 0.0
    wire_topology: Literal["both", "rows", "columns", "interleaved"] = "both"
    image_noise: Literal["none", "gaussian", "speckle", "salt_pepper"] = "none"
    image_noise_level: float = 0.0
    image_clip: bool = True
    """Whether noisy pixels are clipped to [0, 1]."""

    def in_layer(self, index: int) -> Conditions:
        """These conditions as one layer has them."""
        if self.layers is None or index in self.layers:
            return self
        return replace(
            self,
            programming=0.0,
            read=0.0,
            stuck_low=0.0,
            stuck_high=0.0,
            stuck_random=0.0,
            rtn_share=0.0,
            floor=False,
            clip=False,
            wire_resistance_ohm=0.0,
            device=None,
        )

    @property
    def reads_are_noisy(self) -> bool:
        own = self.device.read is not None if self.device else bool(self.read)
        return own or self.telegraph or self.floor

    @property
    def telegraph(self) -> bool:
        return bool(self.rtn_share and self.rtn_amplitude)

    @property
    def stuck(self) -> bool:
        return bool(self.stuck_low or self.stuck_high or self.stuck_random)

    @property
    def window_floor(self) -> float:
        """G_min / G_max."""
        if self.device is not None:
            return self.device.low / self.device.high
        return 0.0 if self.on_off_ratio is None else 1 / self.on_off_ratio

    @property
    def by_weights(self) -> bool:
        """Whether one number for each weight says it all; otherwise its devices have to be looked at one by one."""
        return not self.telegraph and all(getattr(self, name) == value for name, value in _BY_WEIGHTS.items())

    @property
    def is_plain(self) -> bool:
        """Whether what an array puts out are products and read noise, and nothing else."""
        return self.by_weights and self.adc_bits is None and self.dac_bits is None

    def weight_sigma(self, sigma: float, w_max: float) -> float:
        """A sigma as a standard deviation of the weight, in units of the weight."""
        return sigma * w_max * (2.0 if self.reference == "range" else 1.0)


_BY_WEIGHTS = {
    field.name: field.default
    for field in fields(Conditions)
    if field.name
    in {
        "distribution",
        "law",
        "clip",
        "floor",
        "cell_bits",
        "input_encoding",
        "adc_range",
        "adc_percentile",
        "pair",
        "on_off_ratio",
        "weight_percentile",
        "bias",
        "wire_resistance_ohm",
    }
}
