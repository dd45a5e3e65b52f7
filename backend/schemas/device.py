"""Devices: presets of non-volatile memory, with the source of each number, and users' own devices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.device_law import Law, Wire
from backend.schemas.setting import InternalNoise, Setting
from backend.schemas.update_law import UpdateModel


class Ages(Wire):
    """A law at several ages; in between it is interpolated linearly in the age or in its logarithm."""

    ages_s: tuple[float, ...] = Field(min_length=1)
    laws: tuple[Law, ...] = Field(min_length=1)
    between: Literal["linear", "logarithmic"] = "linear"


class Drift(Wire):
    """Drift by a power law: g(t) = g ((t + t0) / t0)^-nu; nu = |N(mean, spread)| of the target is drawn for each device."""

    t0_s: float = Field(gt=0)
    mean: Law
    spread: Law


class FlickerRead(Wire):
    """1/f noise since programming: g(t) Q sqrt(ln((t + t0 + t_read) / (2 t_read))), Q = min(size / (g / per)^power, most).

    g is the conductance as programmed, g(t) that after drift.
    """

    size: float
    power: float
    per: float
    most: float
    t_read_s: float
    t0_s: float = Field(0.0, ge=0)


class GatheredRead(Wire):
    """1/f noise since programming whose size is a law of the conductance: law(g) sqrt(ln((t + t_read) / (2 t_read)))."""

    of_g: Law
    t_read_s: float = Field(gt=0)


class DeviceModel(Wire):
    """The error laws of a device, in its own unit of conductance."""

    unit: str
    low: float = Field(ge=0, description="Lowest conductance of the window.")
    high: float = Field(gt=0, description="Highest conductance of the window.")
    spread: Ages = Field(description="Standard deviation about the mean, by age.")
    spread_at: Literal["target", "mean"] = Field(
        "target", description="Whether the spread is a law of the target, or of the mean after its shift."
    )
    shift: Ages | None = Field(None, description="Distance of the mean from the target, by age.")
    drift: Drift | None = None
    read: Law | None = Field(None, description="Standard deviation of one read.")
    flicker: FlickerRead | GatheredRead | None = None
    clips: Literal["window", "zero", "nothing"] = Field(
        "window", description="What programmed conductances are clipped to: the window, only 0 below, or nothing."
    )
    clips_source: str = Field("", description="What the source says of this.")
    levels: tuple[float, ...] | None = Field(
        None, description="Levels at which the device was measured, ascending from low to high; null if it has no table."
    )
    oldest_s: float = Field(0.0, ge=0, description="Largest age that the source covers, in seconds; 0: freshly programmed only.")


class Measured(Wire):
    """A user's measurements, level by level, in the unit of the model."""

    level: tuple[float, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    read: tuple[float, ...] | None = None
    nu: tuple[float, ...] | None = Field(None, description="Mean exponent of drift; null if it was not measured.")
    nu_std: tuple[float, ...] | None = Field(None, description="Standard deviation of the exponent between devices.")
    t0_s: float | None = Field(None, gt=0, description="Time after programming from which drift counts.")
    oldest_s: float | None = Field(None, gt=0, description="Age up to which drift was measured.")


class DevicePreset(Wire):
    """A device that users can choose. The two sigmas are fractions of the weight range, where one number has to do."""

    id: str
    title: str
    technology: str = Field(description="sonos, pcm, reram, ecram, generic or own")
    origin: Literal["preset", "own"] = Field("preset", description="preset: ships with the program; own: added by a user.")
    programming: float | None = Field(
        description="Programming error as a fraction of the weight range, where one number has to do; a mark on the slider."
    )
    read: float | None = Field(
        description="Read noise as a fraction of the weight range, where one number has to do; a mark on the slider."
    )
    citation: str
    note: str = ""
    model: DeviceModel | None = Field(
        None, description="The laws that `internal_noise.device` simulates; null if the device is only a mark."
    )
    update: UpdateModel | None = Field(
        None, description="How the device moves by pulses, for learning on the chip; null if that is not known."
    )
    measured: Measured | None = Field(None, description="The measurements that the model of a user's own device passes through.")
    remarks: tuple[str, ...] = Field((), description="How the table of a user's own device was read, where that was not plain.")

    def table(self) -> str | None:
        """Return the measurements as CSV, as `POST /api/v1/devices` and `--device` read it; the id is then the same again.

        None for a device that was not measured.
        """
        if self.measured is None or self.model is None:
            return None
        measured, unit = self.measured, self.model.unit
        columns = {
            f"level ({unit})": measured.level,
            f"mean ({unit})": measured.mean,
            f"std ({unit})": measured.std,
            f"read ({unit})": measured.read,
            "nu": measured.nu,
            "nu_std": measured.nu_std,
            "t0 (s)": measured.t0_s and (measured.t0_s,) * len(measured.level),
            "oldest (s)": measured.oldest_s and (measured.oldest_s,) * len(measured.level),
        }
        known = {heading: values for heading, values in columns.items() if values is not None}
        rows = (",".join(map(repr, row)) for row in zip(*known.values(), strict=True))
        return "\n".join((",".join(known), *rows)) + "\n"


class DeviceList(BaseModel):
    """All devices."""

    items: list[DevicePreset]
    total: int


class AgedCurves(Wire):
    """Errors at one age, over the conductances of `DeviceCurves`."""

    age_s: float
    spread: tuple[float, ...] = Field(description="Standard deviation about the target.")
    shift: tuple[float, ...] = Field(description="Distance of the mean from the target, before any drift.")
    read: tuple[float, ...] | None = Field(description="Standard deviation of one read, after the mean drift.")


class DriftCurve(Wire):
    """The factor by which a conductance drifts with age, for the mean exponent, and for one spread above and below it."""

    conductance: float
    ages_s: tuple[float, ...]
    mean: tuple[float, ...]
    slow: tuple[float, ...]
    fast: tuple[float, ...]


class DeviceCurves(Wire):
    """The laws of a device as curves, in its own unit."""

    device: DevicePreset
    conductances: tuple[float, ...]
    ages: tuple[AgedCurves, ...]
    drift: tuple[DriftCurve, ...]


class DeviceCurvesList(BaseModel):
    """Curves of all devices that have laws."""

    items: list[DeviceCurves]
    total: int


class FittedLevel(Wire):
    """What was fitted to the measurements of one level, in the unit of the model."""

    level: float
    devices: int = Field(description="Number of devices, or of values where devices are not told apart.")
    values: int
    mean: float
    std: float = Field(description="Standard deviation between devices, without the noise of a read.")
    read: float | None = Field(description="Standard deviation of one read about the fit; null if it cannot be known.")
    nu: float | None = Field(description="Mean exponent of drift; null if it cannot be known.")
    nu_std: float | None = Field(description="Standard deviation of the exponent between devices.")


class MeasuredPoints(Wire):
    """Single measurements beside the fit, at most a few thousand of them, one entry for each in every list."""

    level: tuple[float, ...]
    since_s: tuple[float, ...] = Field(description="Seconds since the first time of the table.")
    value: tuple[float, ...]
    total: int = Field(description="How many there are in the table.")


class DevicePreview(BaseModel):
    """A user's own device before it is kept: what its table means, beside what was measured."""

    device: DevicePreset
    fit: list[FittedLevel] = Field(description="For a table of single measurements; empty for one of means and deviations.")
    points: MeasuredPoints | None


Unit = Literal["S", "mS", "uS", "nS", "pS", "A", "mA", "uA", "nA", "pA", "Ohm", "kOhm", "MOhm", "GOhm", "share of the window"]
LARGEST_TABLE = 2**20
"""Largest number of characters of a table, and of bytes of its file."""


class NewDevice(BaseModel):
    """A user's own device, as measured."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
    csv: str = Field(
        max_length=LARGEST_TABLE,
        description="A table with the columns level (the target), mean and std of the programmed value and, if known, "
        "read (std of one read); or of single measurements, with the columns level, value and, if known, time and device. "
        "The first line names the columns.",
    )
    unit: Unit | None = Field(
        None, description="Unit of all columns; it can be given in the first line instead, as in `level (uS)`."
    )


class DeviceError(ValueError):
    """A device does not support a setting; `field` is the field of the spec."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)  # both, so that it crosses from one process to another whole
        self.field, self.reason = field, reason

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


def check(noise: InternalNoise, find: Callable[[str], DevicePreset | None], names: Iterable[str]) -> DeviceModel | None:
    """Return the model of the device that a spec's internal noise names, or None if it names none.

    `find` returns devices by id; `names` are listed in the error as allowed. Raises DeviceError for an unknown device or age.
    """
    if noise.device is None:
        for field, value in (("age_s", noise.age_s), ("drift_compensation", noise.drift_compensation)):
            if value:
                raise DeviceError(f"internal_noise.{field}", f"needs a device: set internal_noise.device; received {value!r}")
        return None
    device = find(noise.device)
    if device is None or device.model is None:
        allowed = f"must be one of {', '.join(sorted(names))}, or a device of your own that is here"
        raise DeviceError("internal_noise.device", f"{allowed}; received {noise.device!r}")
    oldest_s = device.model.oldest_s
    if noise.age_s > oldest_s:
        allowed = f"at most {oldest_s:g} for {noise.device}" if oldest_s else f"0 for {noise.device}, whose ageing is not known"
        raise DeviceError("internal_noise.age_s", f"must be {allowed}; received {noise.age_s:g}")
    return device.model


def check_levels(setting: Setting, model: DeviceModel | None) -> None:
    """Raise DeviceError if a setting asks for the levels of a device that has no table of them."""
    if setting.crossbar.device_levels == "table" and (model is None or model.levels is None):
        which = "no device is named" if model is None else f"{setting.internal_noise.device} has laws without a table"
        reason = f"must be 'continuous' unless internal_noise.device is one of your own, with a table of levels; {which}"
        raise DeviceError("crossbar.device_levels", f"{reason}, received 'table'")


G_MAX_US = 100.0
"""G_max in microsiemens if neither setting nor device gives one: 10 kiloohm."""
_IN_US = {"S": 1e6, "mS": 1e3, "uS": 1.0, "nS": 1e-3, "pS": 1e-6}


def g_max_us(setting: Setting, model: DeviceModel | None) -> float:
    """Return G_max in microsiemens: that of the setting, or of the device, or a usual one.

    Raises DeviceError if resistances or the noise floor need it and the device is known in another unit.
    """
    given = setting.crossbar.g_max_us
    if given is not None or model is None:
        return G_MAX_US if given is None else given
    if model.unit in _IN_US:
        return model.high * _IN_US[model.unit]
    if setting.crossbar.resists or setting.internal_noise.floor:
        device = setting.internal_noise.device
        reason = f"must be given for wires or the noise floor of {device}, which is known in units of {model.unit}"
        raise DeviceError("crossbar.g_max_us", f"{reason}; received None")
    return G_MAX_US
