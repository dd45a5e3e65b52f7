"""Internal noise: what happens to conductances."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.schemas.setting.strict import Strict


class InternalNoise(Strict):
    """Noise of the conductances: programming error, read noise, drift and faults."""

    programming: float = Field(
        0.025,
        ge=0,
        le=1,
        description="Programming error: standard deviation of the error of a weight, drawn once per draw (simulated "
        "chip), as a fraction of the reference.",
    )
    read: float = Field(
        0.0,
        ge=0,
        le=1,
        description="Read noise: standard deviation of the error of a weight, redrawn at every matrix-vector "
        "multiplication, as a fraction of the reference.",
    )
    reference: Literal["range", "max"] = Field(
        "range", description="What the two sigmas are fractions of: the layer's full weight range (w_max - w_min), or max |w|."
    )
    device: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] | None = Field(
        None, description="A device with laws of its own, which replace the two sigmas."
    )
    age_s: float = Field(0, ge=0, le=1e10, description="Seconds since programming, for devices that drift.")
    drift_compensation: bool = Field(
        False,
        description="Divide outputs by the change of the total current of all of a layer's devices since programming; stuck "
        "devices, which do not drift, are among them.",
    )
    stuck_low: float = Field(0.0, ge=0, le=1, description="Fraction of devices stuck at the lowest conductance.")
    stuck_high: float = Field(0.0, ge=0, le=1, description="Fraction of devices stuck at the highest conductance.")
    stuck_random: float = Field(
        0.0, ge=0, le=1, description="Fraction of devices stuck at a conductance anywhere in the window, all equally likely."
    )
    distribution: Literal["gaussian", "uniform"] = Field(
        "gaussian", description="Shape of the programming error; both have the same standard deviation."
    )
    law: Literal["independent", "proportional", "inverse"] = Field(
        "independent",
        description="How the error of a conductance depends on it: not at all, as G / G_max, or as G_max / G. All laws "
        "agree at G_max; sigma is that of a weight whose two devices are both there.",
    )
    clip: bool = Field(
        False,
        description="Clip conductances to the range from G_min to G_max when they are programmed, which biases those at "
        "the ends. Without it, a device is clipped to what its source says.",
    )
    rtn_share: float = Field(0.0, ge=0, le=1, description="Fraction of devices with random telegraph noise (one trap each).")
    rtn_amplitude: float = Field(
        0.0, ge=0, le=2, description="Amplitude a of telegraph noise: the conductance is G (1 - a/2) or G (1 + a/2)."
    )
    floor: bool = Field(
        False,
        description="Add thermal noise (4 k T G bandwidth) and shot noise (2 q I bandwidth) of every device, the physical "
        "minimum.",
    )
    bandwidth_hz: float = Field(
        5e6, gt=0, le=1e12, description="Noise bandwidth of a read in Hz: 1 / (2 t) for a current integrated over the time t."
    )
    temperature_k: float = Field(300.0, ge=0, le=1000, description="Temperature of the devices in K, for the thermal noise.")
    read_voltage_v: float = Field(
        0.1, gt=0, le=10, description="Voltage in V on a row whose input is the layer's largest, for thermal and shot noise."
    )

    @property
    def has_chance(self) -> bool:
        """Whether two simulated chips, or two reads of one, can differ."""
        return bool(
            self.programming
            or self.read
            or self.device
            or self.stuck_low
            or self.stuck_high
            or self.stuck_random
            or (self.rtn_share and self.rtn_amplitude)
            or self.floor
        )

    @model_validator(mode="after")
    def _faults_fit(self) -> InternalNoise:
        stuck = self.stuck_low + self.stuck_high + self.stuck_random
        if stuck > 1:
            raise ValueError(f"stuck_low + stuck_high + stuck_random must be at most 1; received {stuck:g}")
        return self

    @model_validator(mode="after")
    def _a_device_has_its_own_laws(self) -> InternalNoise:
        if self.device is not None:
            for field, only in (("law", "independent"), ("distribution", "gaussian")):
                if (value := getattr(self, field)) != only:
                    raise ValueError(f"{field} must be {only!r} with a device, whose own laws say it; received {value!r}")
        return self
