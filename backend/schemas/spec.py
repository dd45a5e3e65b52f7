"""The experiment as a user writes it: SPEC.json, version 1.

A spec names networks and one setting of noise, converters and crossbar; a
sweep varies one or two of the setting's numbers. `Spec.grid()` resolves it
into the points to compute.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from backend.schemas.explain import explain

NetworkId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.\-]*$", max_length=120)]
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
        description="gaussian: x + n; speckle: x (1 + n); salt_pepper: a share of pixels forced to 0 or 1. Clipped to [0, 1].",
    )
    level: float = Field(
        0.0, ge=0, le=2, description="Standard deviation of n (pixels are 0 to 1), or the fraction of pixels for salt_pepper."
    )

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


class Axis(Strict):
    """One swept number of the setting."""

    parameter: Literal[
        "internal_noise.programming",
        "internal_noise.read",
        "internal_noise.age_s",
        "internal_noise.stuck_low",
        "internal_noise.stuck_high",
        "test_noise.level",
        "converters.weight_bits",
        "converters.adc_bits",
        "converters.dac_bits",
        "crossbar.rows",
        "crossbar.columns",
        "crossbar.wire_resistance_ohm",
    ] = "internal_noise.programming"
    values: list[float] = Field(min_length=1, max_length=200)

    @field_validator("values")
    @classmethod
    def _unique(cls, values: list[float]) -> list[float]:
        if len(set(values)) != len(values):
            raise ValueError("values must differ from each other")
        return values


DEFAULT_VALUES = [0.0, 0.01, 0.025, 0.05, 0.1]


class Sweep(Strict):
    """One axis is a curve, two are a map."""

    x: Axis = Field(default_factory=lambda: Axis(values=DEFAULT_VALUES))
    y: Axis | None = None

    @model_validator(mode="after")
    def _two_axes_differ(self) -> Sweep:
        if self.y is not None and self.y.parameter == self.x.parameter:
            raise ValueError("y must sweep another parameter than x")
        return self


class Sampling(Strict):
    """When a point has enough draws."""

    half_width: float = Field(0.005, gt=0, le=0.5, description="Target half-width of the interval of the mean accuracy.")
    confidence: float = Field(0.95, ge=0.5, le=0.999, description="Confidence of that interval.")
    min_draws: int = Field(5, ge=2, le=10_000)
    max_draws: int = Field(100, ge=2, le=10_000)

    @model_validator(mode="after")
    def _ordered(self) -> Sampling:
        if self.min_draws > self.max_draws:
            raise ValueError("min_draws must be at most max_draws")
        return self


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


class GridPoint(Strict):
    """One place of the sweep: the swept values and the setting they amount to."""

    x: float
    y: float | None
    setting: Setting


class Spec(Setting):
    """One experiment. Every field but `networks` has a default."""

    version: Literal[1] = 1
    networks: list[NetworkId] = Field(min_length=1, max_length=24, description="Networks, as `<dataset>/<name>`.")
    images: int = Field(
        10_000,
        ge=1,
        le=10_000,
        description="Test images per draw, from the start of the test set; at most what the data set has.",
    )
    sweep: Sweep = Field(default_factory=Sweep)
    sampling: Sampling = Field(default_factory=Sampling)
    seed: int = Field(0, ge=0, le=2**53 - 1)

    @field_validator("networks")
    @classmethod
    def _named_once(cls, networks: list[str]) -> list[str]:
        if len(set(networks)) != len(networks):
            raise ValueError("each network must be named once")
        return networks

    @model_validator(mode="after")
    def _sweep_has_effect(self) -> Spec:
        axes = [axis for axis in (self.sweep.x, self.sweep.y) if axis is not None]
        swept = {axis.parameter for axis in axes}
        if "test_noise.level" in swept and self.test_noise.kind == "none":
            raise ValueError(
                "test_noise.kind must be gaussian, speckle or salt_pepper to sweep test_noise.level; received 'none'"
            )
        if self.internal_noise.device and swept & {"internal_noise.programming", "internal_noise.read"}:
            raise ValueError(
                "internal_noise.device must be null to sweep programming or read noise, which a device preset replaces"
            )
        for axis, name in zip((self.sweep.x, self.sweep.y), ("x", "y"), strict=True):
            for index, value in enumerate(axis.values if axis else ()):
                try:
                    self.setting.with_value(axis.parameter, value)  # type: ignore[union-attr]
                except ValidationError as error:
                    raise ValueError(f"sweep.{name}.values[{index}] is not possible: {explain(error)}") from None
        return self

    @property
    def setting(self) -> Setting:
        return Setting(
            internal_noise=self.internal_noise, test_noise=self.test_noise, converters=self.converters, crossbar=self.crossbar
        )

    def grid(self) -> Iterator[GridPoint]:
        """The places of the sweep, x fastest. The same for every network."""
        x_axis, y_axis = self.sweep.x, self.sweep.y
        for y in y_axis.values if y_axis else [None]:
            row = self.setting if y_axis is None or y is None else self.setting.with_value(y_axis.parameter, y)
            for x in x_axis.values:
                yield GridPoint(x=x, y=y, setting=row.with_value(x_axis.parameter, x))

    @property
    def spec_hash(self) -> str:
        return digest(self.model_dump(mode="json"))


def canonical_json(document: Any) -> str:
    """One text per meaning: keys sorted, no blanks, whole floats written as integers."""

    def plain(value: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value

    return json.dumps(plain(document), sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(document: Any) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()
