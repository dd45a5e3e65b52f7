"""Every physical setting of a simulated chip and its input; the default is an ideal one."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from worker.crossbar.chip.devices import Device


IMPERFECTION = "imperfection"
"""At its default in layers whose conductances are to be perfect."""
CELL_BY_CELL = "cell by cell"
"""Unless at its default, one number for each weight does not say it all: its devices have to be looked at one by one."""
FULL_SCALE = "full scale"
"""The full scales of the output converters depend on it."""
ONE_ERROR = "one error"
"""Has no effect, or the same law, where one random number for each weight says it all."""


def tagged(default: Any, *tags: str) -> Any:
    """A field of a dataclass with a default, and what holds for it."""
    return field(default=default, metadata=dict.fromkeys(tags, True))


@dataclass(frozen=True)
class Conditions:
    """Settings by the names of the spec.

    `programming` and `read` are standard deviations of the weight error as a fraction of `reference`:
    the layer's full weight range 2 w_max ("range"), or w_max = max |w| ("max").
    """

    programming: float = tagged(0.0, IMPERFECTION, ONE_ERROR)
    read: float = tagged(0.0, IMPERFECTION, ONE_ERROR)
    reference: Literal["range", "max"] = tagged("range", ONE_ERROR)
    stuck_low: float = tagged(0.0, IMPERFECTION)
    stuck_high: float = tagged(0.0, IMPERFECTION)
    weight_bits: int | None = tagged(None, FULL_SCALE, ONE_ERROR)
    adc_bits: int | None = None
    dac_bits: int | None = tagged(None, FULL_SCALE)
    mapping: Literal["differential", "offset"] = tagged("differential", ONE_ERROR)
    rows: int = tagged(1024, FULL_SCALE, ONE_ERROR)
    device: Device | None = tagged(None, IMPERFECTION)  # noqa: RUF009 - it makes a field
    """A device with laws of its own; `programming` and `read` then say nothing."""
    age_s: float = 0.0
    """Seconds since a device was programmed."""
    drift_compensation: bool = False
    layers: frozenset[int] | None = tagged(None, ONE_ERROR)
    """Layers whose conductances are imperfect, by their place in the network; None: all."""
    distribution: Literal["gaussian", "uniform"] = tagged("gaussian", CELL_BY_CELL)
    law: Literal["independent", "proportional", "inverse"] = tagged("independent", CELL_BY_CELL)
    """How a conductance's error, programmed or read, grows with it; all agree at G_max."""
    clip: bool = tagged(False, IMPERFECTION, CELL_BY_CELL)
    """Conductances stay in their window when they are programmed."""
    stuck_random: float = tagged(0.0, IMPERFECTION)
    rtn_share: float = tagged(0.0, IMPERFECTION, ONE_ERROR)
    rtn_amplitude: float = tagged(0.0, ONE_ERROR)
    floor: bool = tagged(False, IMPERFECTION, CELL_BY_CELL)
    """Thermal and shot noise of every device, from its conductance and the next three."""
    bandwidth_hz: float = tagged(5e6, ONE_ERROR)
    temperature_k: float = tagged(300.0, ONE_ERROR)
    read_voltage_v: float = tagged(0.1, ONE_ERROR)
    cell_bits: int | None = tagged(None, CELL_BY_CELL, FULL_SCALE)
    input_encoding: Literal["parallel", "bit_serial"] = tagged("parallel", CELL_BY_CELL, FULL_SCALE)
    adc_range: Literal["calibrated", "fixed"] = tagged("calibrated", CELL_BY_CELL, FULL_SCALE)
    adc_percentile: float = tagged(99.9, CELL_BY_CELL, FULL_SCALE)
    columns: int = tagged(1024, ONE_ERROR)
    pair: Literal["one_sided", "two_sided"] = tagged("one_sided", CELL_BY_CELL)
    on_off_ratio: float | None = tagged(None, CELL_BY_CELL)
    """G_max / G_min; None: G_min is 0."""
    g_max_us: float = tagged(100.0, ONE_ERROR)
    weight_percentile: float = tagged(100.0, CELL_BY_CELL, FULL_SCALE)
    bias: Literal["digital", "analog"] = tagged("digital", CELL_BY_CELL, FULL_SCALE)
    wire_resistance_ohm: float = tagged(0.0, IMPERFECTION, CELL_BY_CELL)
    wire_topology: Literal["both", "rows", "columns", "interleaved"] = tagged("both", ONE_ERROR)
    image_noise: Literal["none", "gaussian", "speckle", "salt_pepper"] = "none"
    image_noise_level: float = 0.0
    image_clip: bool = True
    """Whether noisy pixels are clipped to [0, 1]."""

    def in_layer(self, index: int) -> Conditions:
        """These conditions as one layer has them."""
        if self.layers is None or index in self.layers:
            return self
        return replace(self, **defaults(IMPERFECTION))

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
        return not self.telegraph and all(getattr(self, name) == value for name, value in defaults(CELL_BY_CELL).items())

    @property
    def is_plain(self) -> bool:
        """Whether what an array puts out are products and read noise, and nothing else."""
        return self.by_weights and self.adc_bits is None and self.dac_bits is None

    def weight_sigma(self, sigma: float, w_max: float) -> float:
        """A sigma as a standard deviation of the weight, in units of the weight."""
        return sigma * w_max * (2.0 if self.reference == "range" else 1.0)


@cache
def defaults(tag: str) -> dict[str, Any]:
    """The defaults of all conditions with a tag, by their names."""
    return {condition.name: condition.default for condition in fields(Conditions) if tag in condition.metadata}
