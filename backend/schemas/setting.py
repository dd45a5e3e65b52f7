"""One setting of everything physical: noise on conductances and images, converters, arrays."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Bits = Annotated[int, Field(ge=1, le=16)] | None


class Strict(BaseModel):
    """Unknown fields are refused, numbers are numbers, and nothing is NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class InternalNoise(Strict):
    """What happens to the conductances."""

    programming: float = Field(
        0.025,
        ge=0,
        le=1,
        description="Standard deviation of the weight error, drawn once per draw, as a fraction of the reference.",
    )
    read: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The same, redrawn at every matrix-vector multiplication.",
    )
    reference: Literal["range", "max"] = Field(
        "range", description="What sigma is a fraction of: the layer's full weight range (w_max - w_min), or max |w|."
    )
    device: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] | None = Field(
        None, description="A device preset; its own programming and read noise then replace the two sigmas."
    )
    age_s: float = Field(
        0, ge=0, le=1e10, description="Seconds since programming; moves the conductances of a device preset that drifts."
    )
    drift_compensation: bool = Field(
        False, description="Divide outputs by one factor, how much the current of all devices has changed since programming."
    )
    stuck_low: float = Field(0.0, ge=0, le=1, description="Fraction of devices stuck at the lowest conductance.")
    stuck_high: float = Field(0.0, ge=0, le=1, description="Fraction of devices stuck at the highest conductance.")

    @model_validator(mode="after")
    def _faults_fit(self) -> InternalNoise:
        if self.stuck_low + self.stuck_high > 1:
            raise ValueError("stuck_low + stuck_high must be at most 1")
        return self


class TestNoise(Strict):
    """What happens to the test images."""

    __test__ = False  # not a pytest class

    kind: Literal["none", "gaussian", "speckle", "salt_pepper"] = Field(
        "none",
        description="gaussian: x + n; speckle: x (1 + n); salt_pepper: a share of pixels forced to 0 or 1.",
    )
    level: float = Field(
        0.0, ge=0, le=2, description="Standard deviation of n (pixels are 0 to 1), or the fraction of pixels for salt_pepper."
    )
    clip: bool = Field(True, description="Whether noisy pixels are clipped to [0, 1].")

    @model_validator(mode="after")
    def _fraction(self) -> TestNoise:
        if self.kind == "salt_pepper" and self.level > 1:
            raise ValueError("level must be at most 1 for salt_pepper")
        return self


class Converters(Strict):
    """Resolution of weights and of the converters around the crossbar; null is ideal."""

    weight_bits: Bits = Field(None, description="Weight levels, 2**bits over the full range.")
    adc_bits: Bits = Field(None, description="Output (ADC) resolution.")
    dac_bits: Bits = Field(None, description="Input (DAC) resolution.")


class Crossbar(Strict):
    """How a layer's weights lie on arrays."""

    mapping: Literal["differential", "offset"] = Field(
        "differential", description="Two devices per weight, or one and a shared offset column."
    )
    rows: int = Field(1024, ge=2, le=65536, description="Rows of one array; larger layers are split and summed digitally.")
    columns: int = Field(1024, ge=2, le=65536, description="Columns of one array.")
    wire_resistance_ohm: float = Field(
        0.0, ge=0, le=1000, description="Resistance of one wire segment between neighbouring devices."
    )


class Setting(Strict):
    """Everything, besides network, images and seed, that a point's numbers depend on."""

    internal_noise: InternalNoise = Field(default_factory=InternalNoise)
    test_noise: TestNoise = Field(default_factory=TestNoise)
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(default_factory=Crossbar)

    @property
    def has_chance(self) -> bool:
        """Whether two draws can differ."""
        noise = self.internal_noise
        return bool(
            noise.programming
            or noise.read
            or noise.device
            or noise.stuck_low
            or noise.stuck_high
            or (self.test_noise.kind != "none" and self.test_noise.level)
        )

    def with_value(self, parameter: str, value: float) -> Setting:
        """This setting with one number replaced, validated again."""
        part, field = parameter.split(".")
        document = self.model_dump()
        whole = field.endswith("_bits") or field in ("rows", "columns")
        document[part][field] = int(value) if whole and float(value).is_integer() else value
        return Setting.model_validate(document)
