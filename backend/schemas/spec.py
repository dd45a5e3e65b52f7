"""The experiment as a user writes it: SPEC.json, version 1.

A spec names networks and one setting of noise, converters and crossbar; a sweep varies one or two numbers of the setting.
`Spec.grid()` yields the points that are to be computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    Field,
    TypeAdapter,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from backend.options import BY_FIELD, OPTIONS, Option
from backend.options.rules import FieldValues, values_in
from backend.options.spec_field import fields_of
from backend.schemas.canonical import digest, meaning
from backend.schemas.explain import explain
from backend.schemas.setting import InternalNoise, Setting, Strict

NetworkId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.\-]*$", max_length=120)]


SWEPT = tuple(field for field in fields_of(Setting) if field in BY_FIELD and BY_FIELD[field].sweep)
"""All parameters that can be swept, in the order of the setting."""
if TYPE_CHECKING:
    Parameter = str
else:
    Parameter = Literal[SWEPT]


class Axis(Strict):
    """One swept parameter and its values."""

    parameter: Parameter = Field("internal_noise.programming", description="The swept parameter.")
    values: list[float] = Field(min_length=1, max_length=200, description="Its values, all different.")

    @field_validator("values")
    @classmethod
    def _unique(cls, values: list[float]) -> list[float]:
        if len(set(values)) != len(values):
            raise ValueError("values must differ from each other")
        return values


DEFAULT_VALUES = [0.0, 0.01, 0.025, 0.05, 0.1]
_recorded: ContextVar[bool] = ContextVar("recorded", default=False)
"""Whether what is read is the spec of a run that exists."""


class Sweep(Strict):
    """The sweep: one axis makes a curve, two make a map."""

    x: Axis = Field(default_factory=lambda: Axis(values=DEFAULT_VALUES))
    y: Axis | None = Field(None, description="A second parameter with its values; together they make a map.")

    @model_validator(mode="after")
    def _two_axes_differ(self) -> Sweep:
        if self.y is not None and self.y.parameter == self.x.parameter:
            raise ValueError("y must sweep another parameter than x")
        return self

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The one or two axes of the sweep."""
        return (self.x,) if self.y is None else (self.x, self.y)


class Sampling(Strict):
    """When a point has enough draws, and how many images each draw is shown."""

    half_width: float = Field(0.005, gt=0, le=0.5, description="Target half-width of the interval of the mean accuracy.")
    confidence: float = Field(0.95, ge=0.5, le=0.999, description="Confidence of that interval.")
    min_draws: int = Field(5, ge=2, le=10_000, description="Fewest draws of a point.")
    max_draws: int = Field(100, ge=2, le=10_000, description="Most draws of a point, whatever its interval.")
    images_per_draw: Literal["all", "auto"] = Field(
        "all",
        description="all: every draw is shown all images. auto: each draw is shown a random subset with every class in "
        "proportion, of the most efficient size; accuracies still refer to all images, through the "
        "predictions without noise.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> Sampling:
        if self.min_draws > self.max_draws:
            raise ValueError(f"min_draws must be at most max_draws, {self.max_draws}; received {self.min_draws}")
        return self


class GridPoint(Strict):
    """One point of the sweep: the swept values, and the setting that results."""

    x: float
    y: float | None
    setting: Setting


class Spec(Setting):
    """One experiment. Every field except `networks` has a default."""

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
    seed: int = Field(0, ge=0, le=2**53 - 1, description="Seed of all random numbers.")

    @field_validator("networks")
    @classmethod
    def _named_once(cls, networks: list[str]) -> list[str]:
        if len(set(networks)) != len(networks):
            raise ValueError("each network must be named once")
        return networks

    @model_validator(mode="before")
    @classmethod
    def _a_device_alone_is_one_point(cls, document: Any) -> Any:
        """Sweep the age of a device that is given, at its one value, where no sweep is named: the default one has no effect."""
        sweep = document.get("sweep", {}) if isinstance(document, dict) else None
        if not isinstance(sweep, dict) or "x" in sweep:
            return document
        noise = document.get("internal_noise")
        device, age = (noise.get("device"), noise.get("age_s", 0)) if isinstance(noise, dict) else _device_of(noise)
        if device is None:
            return document
        return {**document, "sweep": {**sweep, "x": {"parameter": "internal_noise.age_s", "values": [age]}}}

    @model_validator(mode="after")
    def _sweep_has_effect(self) -> Spec:
        if _recorded.get():
            return self
        swept = {axis.parameter for axis in self.sweep.axes}
        for option in OPTIONS:
            if option.field in swept and (refusal := self._refusal(option)):
                raise ValueError(refusal)
        for axis, name in zip((self.sweep.x, self.sweep.y), ("x", "y"), strict=True):
            for index, value in enumerate(axis.values if axis else ()):
                try:
                    self.setting.with_value(axis.parameter, value)  # type: ignore[union-attr]
                except ValidationError as error:
                    raise ValueError(f"sweep.{name}.values[{index}] is not possible: {explain(error)}") from None
        return self

    def _refusal(self, option: Option) -> str:
        """Return why a field may not be swept; empty if the sweep has an effect on the network or on one of its layers."""
        layers = [self, *(self.overridden(override) for override in self.overrides.values() if not override.holds(option.field))]
        along = {axis.parameter: axis.values for axis in self.sweep.axes}
        refusals = [option.refusal(FieldValues(values_in(layer), along.keys(), along)) for layer in layers]
        return refusals[0] if all(refusals) else ""

    @property
    def setting(self) -> Setting:
        """The setting without the sweep."""
        return Setting.model_validate({name: getattr(self, name) for name in Setting.model_fields})

    def grid(self) -> Iterator[GridPoint]:
        """Yield the points of the sweep, x varying fastest; they are the same for every network."""
        x_axis, y_axis = self.sweep.x, self.sweep.y
        for y in y_axis.values if y_axis else [None]:
            row = self.setting if y_axis is None or y is None else self.setting.with_value(y_axis.parameter, y)
            for x in x_axis.values:
                yield GridPoint(x=x, y=y, setting=row.with_value(x_axis.parameter, x))

    @property
    def spec_hash(self) -> str:
        """Digest of everything that differs from the defaults: specs with equal digests have equal results."""
        return digest(meaning(self))


def _device_of(noise: Any) -> tuple[str | None, float]:
    """Return the device and its age that internal noise names, if it is that."""
    return (noise.device, noise.age_s) if isinstance(noise, InternalNoise) else (None, 0.0)


def _as_recorded(document: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    token = _recorded.set(True)
    try:
        return validate(document)
    finally:
        _recorded.reset(token)


RecordedSpec = Annotated[Spec, WrapValidator(_as_recorded)]
"""The spec of a run that exists: its sweep may be one that is refused today because it has no effect."""
_RECORDED = TypeAdapter(RecordedSpec)


def recorded_spec(document: Any) -> Spec:
    """Return the spec of a run that exists, from its JSON, whether or not its sweep would be allowed today."""
    return _RECORDED.validate_python(document)
