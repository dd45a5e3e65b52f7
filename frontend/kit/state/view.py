"""A view: networks, noise, what is swept, and how exactly it is to be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import ConfigDict, Field

from backend.schemas.spec import Spec
from frontend.kit.state import physics
from frontend.kit.state.physics import Physics

TestKind = Literal["none", "gaussian", "speckle", "salt_pepper"]
Swept = Literal["p", "r", "l", "wb", "ab", "db", "ag", "sl", "sh", "sr", "ts", "ta", "cb", "ap", "wp", "oo", "ro", "wr"]


@dataclass(frozen=True)
class Parameter:
    """One number that can be swept. `scale` turns what is shown into what the spec holds."""

    field: str
    title: str
    unit: str
    largest: float
    scale: float = 1.0
    whole: bool = False
    logarithmic: bool = False
    smallest: float = 0.0
    usual: tuple[float, float] | None = None
    """From where to where it is swept unless someone says otherwise, as shown."""

    @property
    def is_time(self) -> bool:
        """Whether its values are ages, which are said in words."""
        return self.unit == "s"


PARAMETERS: dict[str, Parameter] = {
    "p": Parameter("internal_noise.programming", "Programming noise", "%", 30, 0.01),
    "r": Parameter("internal_noise.read", "Read noise", "%", 30, 0.01),
    "l": Parameter("test_noise.level", "Test-set noise", "", 1),
    "wb": Parameter("converters.weight_bits", "Weight bits", "bit", 12, whole=True),
    "ab": Parameter("converters.adc_bits", "ADC bits", "bit", 12, whole=True),
    "db": Parameter("converters.dac_bits", "DAC bits", "bit", 12, whole=True),
    "ag": Parameter("internal_noise.age_s", "Age of the devices", "s", 1e8, logarithmic=True),
    "sl": Parameter("internal_noise.stuck_low", "Stuck at lowest conductance", "%", 50, 0.01),
    "sh": Parameter("internal_noise.stuck_high", "Stuck at highest conductance", "%", 50, 0.01),
    "sr": Parameter("internal_noise.stuck_random", "Stuck anywhere", "%", 50, 0.01),
    "ts": Parameter("internal_noise.rtn_share", "Devices with telegraph noise", "%", 100, 0.01, usual=(0, 100)),
    "ta": Parameter("internal_noise.rtn_amplitude", "Telegraph step", "%", 200, 0.01, usual=(0, 100)),
    "cb": Parameter("converters.cell_bits", "Bits per device", "bit", 8, whole=True),
    "ap": Parameter("converters.adc_percentile", "ADC calibrated to", "%", 100, smallest=50, usual=(90, 100)),
    "wp": Parameter("crossbar.weight_percentile", "Largest weight, percentile", "%", 100, smallest=50, usual=(90, 100)),
    "oo": Parameter("crossbar.on_off_ratio", "On/off ratio", "", 1e6, logarithmic=True, smallest=1.01, usual=(2, 1000)),
    "ro": Parameter("crossbar.rows", "Rows of an array", "", 4096, whole=True, logarithmic=True, smallest=2, usual=(16, 1024)),
    "wr": Parameter("crossbar.wire_resistance_ohm", "Wire segment resistance", "Ω", 100, usual=(0, 10)),
}
MOST_VALUES = 50
MOST_PINS = 12
PIN = r"^[0-9a-f]{32}\.\d{1,2}(~[^~,]{1,40})?$"
MOST_NOISE = 20.0
"""Where the sliders of internal noise end, in percent."""


class View(Physics):
    """Everything the URL holds. Noise and shares in percent, as they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    networks: tuple[str, ...] = ("digits/mlp-noise0", "digits/cnn-noise0", "digits/rnn-t4-noise0")
    sweep: Swept = "p"
    start: float = Field(0, ge=0, le=1e8)
    stop: float = Field(20, ge=0, le=1e8)
    count: int = Field(11, ge=1, le=MOST_VALUES)
    y: Swept | None = None
    """A second swept parameter makes a map of the curve."""
    y_start: float = Field(0, ge=0, le=1e8)
    y_stop: float = Field(10, ge=0, le=1e8)
    y_count: int = Field(6, ge=1, le=MOST_VALUES)
    programming: float = Field(2.5, ge=0, le=MOST_NOISE)
    read: float = Field(0, ge=0, le=MOST_NOISE)
    reference: Literal["range", "max"] = "range"
    device: str | None = Field(None, pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    age_s: float = Field(0, ge=0, le=1e8)
    compensation: bool = False
    test_kind: TestKind = "none"
    test_level: float = Field(0.2, ge=0, le=1)
    weight_bits: int | None = Field(None, ge=1, le=12)
    adc_bits: int | None = Field(None, ge=1, le=12)
    dac_bits: int | None = Field(None, ge=1, le=12)
    images: int = Field(500, ge=10, le=10_000)
    half_width: float = Field(1.0, ge=0.1, le=20)
    min_draws: int = Field(5, ge=2, le=10_000)
    max_draws: int = Field(100, ge=2, le=10_000)
    subsets: bool = False
    """Each chip sees a random subset of the images, as large as pays off, in place of all."""
    seed: int = Field(0, ge=0, le=2**31)
    technology: str = Field("marinella-2018", pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    energy_mode: Literal["inference", "training"] = "inference"
    activations: Literal["assumed", "measured"] = "assumed"
    constants: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]+:[0-9.e+-]+$", max_length=80)], ...] = Field((), max_length=40)
    """Constants of the technology that were changed, each as name:value."""
    band: Literal["interval", "chips", "draws"] = "interval"
    """Behind the interval of the mean: nothing, the spread of chips, or every single draw."""
    whole: bool = False
    """Accuracy from 0 to 100 %, the same for every figure, rather than as far as the points reach."""
    cut_x: float | None = Field(None, ge=0, le=1e8)
    cut_y: float | None = Field(None, ge=0, le=1e8)
    """Where a map is cut, as shown; by itself, where the sliders stand."""
    pins: tuple[Annotated[str, Field(pattern=PIN, max_length=90)], ...] = Field((), max_length=MOST_PINS)
    """Curves kept in the figure, each as run.network or run.network~name."""

    def values(self) -> list[float]:
        """The swept values as they are shown, from start to stop."""
        return _steps(PARAMETERS[self.sweep], self.start, self.stop, self.count)

    def y_values(self) -> list[float]:
        """The same for the second parameter; none for a curve."""
        return _steps(PARAMETERS[self.y], self.y_start, self.y_stop, self.y_count) if self.y else []

    def value_of(self, key: str) -> float | None:
        """Where a parameter stands now, as it is shown; None where it has no number."""
        now: dict[str, Any] = {
            "p": self.programming,
            "r": self.read,
            "l": self.test_level if self.test_kind != "none" else None,
            "wb": self.weight_bits,
            "ab": self.adc_bits,
            "db": self.dac_bits,
            "ag": self.age_s or None,
        }
        value = now[key] if key in now else getattr(self, physics.KEYS[key])
        return None if value is None else float(value)


def _steps(parameter: Parameter, start: float, stop: float, count: int) -> list[float]:
    if parameter.logarithmic and stop == 0 and not parameter.smallest:
        return [0.0]  # such as a device that was programmed just now
    if parameter.logarithmic:
        low = max(start, parameter.smallest, 1.0)
        powers = np.geomspace(low, max(stop, low), count)
        return sorted({float(round(step)) if parameter.whole else float(f"{step:.3g}") for step in powers})
    low, high = (min(max(end, parameter.smallest), parameter.largest) for end in (start, stop))
    steps = np.linspace(low, high, count)
    if parameter.whole:
        return sorted({float(round(step)) for step in steps if round(step) >= 1}) or [1.0]
    return sorted({round(float(step), 6) for step in steps})


DEFAULT = View()
OF_A_MAP = ("y_start", "y_stop", "y_count", "cut_x", "cut_y")


def without_idle(view: View) -> View:
    """A curve has no second axis and no cut, whatever was set while it was a map."""
    return view if view.y else view.model_copy(update={field: getattr(DEFAULT, field) for field in OF_A_MAP})


def spec_of(view: View) -> dict[str, Any]:
    """The spec of a view, as JSON. What is swept has its default elsewhere, so that moving its slider changes nothing."""
    document: dict[str, Any] = {
        "version": 1,
        "networks": list(view.networks),
        "images": view.images,
        "internal_noise": {
            "programming": round(view.programming / 100, 8),
            "read": round(view.read / 100, 8),
            "reference": view.reference,
        },
        "test_noise": {"kind": view.test_kind, "level": view.test_level if view.test_kind != "none" else 0.0},
        "converters": {"weight_bits": view.weight_bits, "adc_bits": view.adc_bits, "dac_bits": view.dac_bits},
        "sweep": {"x": _axis(view.sweep, view.values())},
        "sampling": {
            "half_width": view.half_width / 100,
            "min_draws": min(view.min_draws, view.max_draws),
            "max_draws": view.max_draws,
            "images_per_draw": "auto" if view.subsets else "all",
        },
        "seed": view.seed,
    }
    if view.device:
        # Its own noise replaces the two sigmas, whose sliders then change nothing.
        document["internal_noise"] = {
            "device": view.device,
            "age_s": view.age_s,
            "drift_compensation": view.compensation,
            "reference": view.reference,
        }
    if view.y:
        document["sweep"]["y"] = _axis(view.y, view.y_values())
    swept = [key for key in (view.sweep, view.y) if key]
    physics.put(document, view, swept)
    for key in swept:
        part, field = PARAMETERS[key].field.split(".")
        document.setdefault(part, {}).pop(field, None)
    if "l" in swept and view.test_kind == "none":
        document["test_noise"]["kind"] = "gaussian"
    return document


def _axis(key: str, shown: list[float]) -> dict[str, Any]:
    parameter = PARAMETERS[key]
    return {"parameter": parameter.field, "values": [round(value * parameter.scale, 8) for value in shown]}


def canonical(view: View) -> Spec:
    """The view's spec, checked. Raises pydantic's ValidationError."""
    return Spec.model_validate(spec_of(view))
