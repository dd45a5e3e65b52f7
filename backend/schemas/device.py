"""Devices: presets of non-volatile memory, with the source of each number."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.setting import InternalNoise


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Polynomial(_Wire):
    """sum_k coefficients[k] (g / per)^k, not below 0. One coefficient is a constant."""

    law: Literal["polynomial"] = "polynomial"
    coefficients: tuple[float, ...] = Field(min_length=1, max_length=12)
    per: float = Field(1.0, gt=0)


class Saturating(_Wire):
    """size (1 - exp(-g / at))."""

    law: Literal["saturating"] = "saturating"
    size: float = Field(ge=0)
    at: float = Field(gt=0)


class Logarithmic(_Wire):
    """slope ln(g / per) + offset, kept between low and high."""

    law: Literal["logarithmic"] = "logarithmic"
    slope: float
    offset: float
    per: float = Field(gt=0)
    low: float
    high: float


class Ladder(_Wire):
    """max(a0 + a1 g, min(cap, max(b0 + b1 g, floor)))."""

    law: Literal["ladder"] = "ladder"
    a: tuple[float, float]
    cap: float
    b: tuple[float, float]
    floor: float


class Reciprocal(_Wire):
    """1 / (offset + slope g)."""

    law: Literal["reciprocal"] = "reciprocal"
    offset: float = Field(gt=0)
    slope: float = Field(ge=0)


class Interpolated(_Wire):
    """Straight lines through (at, values), flat beyond them."""

    law: Literal["interpolated"] = "interpolated"
    at: tuple[float, ...] = Field(min_length=2)
    values: tuple[float, ...] = Field(min_length=2)


Law = Annotated[Polynomial | Saturating | Logarithmic | Ladder | Reciprocal | Interpolated, Field(discriminator="law")]


class Ages(_Wire):
    """A law at some ages; between them a straight line in the age, or in its logarithm."""

    ages_s: tuple[float, ...] = Field(min_length=1)
    laws: tuple[Law, ...] = Field(min_length=1)
    between: Literal["linear", "logarithmic"] = "linear"


class Drift(_Wire):
    """g(t) = g ((t + t0) / t0)^-nu, nu = |N(mean, spread)| for each device."""

    t0_s: float = Field(gt=0)
    mean: Law
    spread: Law


class FlickerRead(_Wire):
    """1/f noise gathered since programming: g min(size / (g / per)^power, most) sqrt(ln((t + t_read) / (2 t_read)))."""

    size: float
    power: float
    per: float
    most: float
    t_read_s: float


class DeviceModel(_Wire):
    """How a device errs, in its own unit."""

    unit: str
    low: float = Field(ge=0, description="Lowest conductance of the window.")
    high: float = Field(gt=0, description="Highest conductance of the window.")
    spread: Ages = Field(description="Standard deviation about the target, by age.")
    shift: Ages | None = Field(None, description="Mean way from the target, by age.")
    drift: Drift | None = None
    read: Law | None = Field(None, description="Standard deviation of one read.")
    flicker: FlickerRead | None = None
    oldest_s: float = Field(0.0, ge=0, description="How old it may be for the source to say something; 0: fresh only.")


class DevicePreset(_Wire):
    """A device as a user picks it. The two sigmas are fractions of the window, where one number has to do."""

    id: str
    title: str
    technology: str = Field(description="sonos, pcm, reram, ecram or generic")
    programming: float | None = Field(
        description="Weight error drawn once per draw, as a fraction of the weight range; a mark for the slider."
    )
    read: float | None = Field(
        description="Weight error redrawn at every read, as a fraction of the weight range; a mark for the slider."
    )
    citation: str
    note: str = ""
    model: DeviceModel | None = Field(None, description="What `internal_noise.device` simulates; null if it is only a mark.")


class DeviceList(BaseModel):
    items: list[DevicePreset]
    total: int


class DeviceError(ValueError):
    """A device cannot be had as it was asked for; `field` is the spec's."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)  # both, so that it crosses from one process to another whole
        self.field, self.reason = field, reason

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


def check(noise: InternalNoise, known: dict[str, DevicePreset]) -> DeviceModel | None:
    """The model that a spec's internal noise asks for. Raises DeviceError."""
    if noise.device is None:
        for field, value in (("age_s", noise.age_s), ("drift_compensation", noise.drift_compensation)):
            if value:
                raise DeviceError(f"internal_noise.{field}", f"needs a device: set internal_noise.device; received {value!r}")
        return None
    models = {name: preset.model for name, preset in known.items() if preset.model is not None}
    model = models.get(noise.device)
    if model is None:
        raise DeviceError("internal_noise.device", f"must be one of {', '.join(sorted(models))}; received {noise.device!r}")
    if noise.age_s > model.oldest_s:
        allowed = f"at most {model.oldest_s:g}" if model.oldest_s else "0, for no ageing is published for it"
        raise DeviceError("internal_noise.age_s", f"must be {allowed} for {noise.device}; received {noise.age_s:g}")
    return model
