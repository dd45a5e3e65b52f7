"""A setting: all physical parameters of noise on conductances and images, converters and arrays."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import Field, ValidationError, model_validator

from backend.schemas.explain import explain
from backend.schemas.override import PARTS, LayerName, Override
from backend.schemas.setting.converters import Converters
from backend.schemas.setting.crossbar import Crossbar
from backend.schemas.setting.images import TestNoise
from backend.schemas.setting.internal_noise import InternalNoise
from backend.schemas.setting.strict import Strict


class Setting(Strict):
    """Everything that the numbers of a point depend on, besides network, images and seed."""

    internal_noise: InternalNoise = Field(default_factory=InternalNoise)
    test_noise: TestNoise = Field(default_factory=TestNoise)
    converters: Converters = Field(default_factory=Converters)
    crossbar: Crossbar = Field(default_factory=Crossbar)
    overrides: dict[LayerName, Override] = Field(
        default_factory=dict,
        max_length=100,
        description="Layers with settings of their own, by name or index. An override holds in the networks that have its layer.",
    )

    @model_validator(mode="after")
    def _the_window_fits(self) -> Setting:
        noise, ratio = self.internal_noise, self.crossbar.on_off_ratio
        if noise.law == "inverse" and ratio is None:
            raise ValueError(
                "crossbar.on_off_ratio must be given for internal_noise.law 'inverse', which has no bound at G = 0; received None"
            )
        if noise.device is not None and ratio is not None:
            raise ValueError(f"crossbar.on_off_ratio must be null with a device, which has its own window; received {ratio:g}")
        return self

    @model_validator(mode="after")
    def _overrides_fit(self) -> Setting:
        for name, override in self.overrides.items():
            try:
                self.overridden(override)
            except ValidationError as error:
                raise ValueError(f"overrides.{name}.{explain(error)}") from None
        return self

    def overridden(self, override: Override) -> Setting:
        """Return the setting of a layer with this override, which must not be digital to matter; it has no overrides itself.

        Raises ValidationError if the values do not fit together.
        """
        document = {part: getattr(self, part).model_dump() | getattr(override, part) for part in PARTS}
        return Setting.model_validate({**document, "test_noise": self.test_noise})

    def everywhere(self) -> list[Setting]:
        """Return the setting without its overrides, then that of each override that is not digital."""
        if not self.overrides:
            return [self]
        analog = [override for override in self.overrides.values() if not override.digital]
        return [self.overridden(override) for override in (Override(), *analog)]

    @property
    def has_chance(self) -> bool:
        """Whether two draws can differ, in networks that have a layer without an override or with any of them."""
        return any(layer._draws_differ for layer in self.everywhere()) if self.overrides else self._draws_differ

    @property
    def _draws_differ(self) -> bool:
        return self.internal_noise.has_chance or self.test_noise.has_chance

    def with_value(self, parameter: str, value: float) -> Setting:
        """Return this setting with one number replaced; overrides that give this number keep theirs.

        Raises ValidationError if the result is not allowed.
        """
        part, field = parameter.split(".")
        document = self.model_dump()
        whole = _holds(type(getattr(self, part)).model_fields[field].annotation, int)
        document[part][field] = int(value) if whole and float(value).is_integer() else value
        return Setting.model_validate(document)


def _holds(annotation: Any, kind: type) -> bool:
    """Return whether an annotation is a type, or a union that contains it."""
    return annotation is kind or any(_holds(inner, kind) for inner in get_args(annotation))
