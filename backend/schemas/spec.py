"""The experiment as a user writes it: SPEC.json, version 1.

A spec names networks and one setting of noise, converters and crossbar; a
sweep varies one or two of the setting's numbers. `Spec.grid()` resolves it
into the points to compute.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from backend.schemas.canonical import digest, meaning
from backend.schemas.explain import explain
from backend.schemas.setting import Setting, Strict

NetworkId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.\-]*$", max_length=120)]


class Axis(Strict):
    """One swept number of the setting."""

    parameter: Literal[
        "internal_noise.programming",
        "internal_noise.read",
        "internal_noise.age_s",
        "internal_noise.stuck_low",
        "internal_noise.stuck_high",
        "internal_noise.stuck_random",
        "internal_noise.rtn_share",
        "internal_noise.rtn_amplitude",
        "internal_noise.bandwidth_hz",
        "internal_noise.temperature_k",
        "internal_noise.read_voltage_v",
        "test_noise.level",
        "converters.weight_bits",
        "converters.adc_bits",
        "converters.dac_bits",
        "converters.cell_bits",
        "converters.adc_percentile",
        "crossbar.rows",
        "crossbar.columns",
        "crossbar.wire_resistance_ohm",
        "crossbar.on_off_ratio",
        "crossbar.g_max_us",
        "crossbar.weight_percentile",
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
    images_per_draw: Literal["all", "auto"] = Field(
        "all",
        description="all: every draw is shown all images. auto: a random subset of its own with each class's share, as large as"
        " pays off; the accuracy is still that on all images, by way of the clean answers to them.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Sampling:
        if self.min_draws > self.max_draws:
            raise ValueError(f"min_draws must be at most max_draws, {self.max_draws}; received {self.min_draws}")
        return self


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
        for parameter, needed, there in self._needed_by_sweeps():
            if parameter in swept and not there:
                raise ValueError(f"{needed} to sweep {parameter}, which has no effect without")
        for axis, name in zip((self.sweep.x, self.sweep.y), ("x", "y"), strict=True):
            for index, value in enumerate(axis.values if axis else ()):
                try:
                    self.setting.with_value(axis.parameter, value)  # type: ignore[union-attr]
                except ValidationError as error:
                    raise ValueError(f"sweep.{name}.values[{index}] is not possible: {explain(error)}") from None
        return self

    def _needed_by_sweeps(self) -> Iterator[tuple[str, str, bool]]:
        """Parameter, what it needs, and whether that is there; a flat curve would look like robustness."""
        swept = {axis.parameter for axis in (self.sweep.x, self.sweep.y) if axis is not None}
        noise, converters = self.internal_noise, self.converters
        amplitude, share = "internal_noise.rtn_amplitude", "internal_noise.rtn_share"
        yield share, f"{amplitude} must be above 0", bool(noise.rtn_amplitude) or amplitude in swept
        yield amplitude, f"{share} must be above 0", bool(noise.rtn_share) or share in swept
        for name in ("bandwidth_hz", "temperature_k", "read_voltage_v"):
            yield f"internal_noise.{name}", "internal_noise.floor must be true", noise.floor
        calibrated = converters.adc_range == "calibrated" and (converters.adc_bits is not None or "converters.adc_bits" in swept)
        yield "converters.adc_percentile", "converters.adc_bits must be given and adc_range 'calibrated'", calibrated
        wires = bool(self.crossbar.wire_resistance_ohm) or "crossbar.wire_resistance_ohm" in swept
        yield "crossbar.g_max_us", "internal_noise.floor or a wire resistance must be there", noise.floor or wires

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
        return digest(meaning(self))
