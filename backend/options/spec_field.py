"""An option together with what the model says of its field: default, bounds, choices, description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from pydantic import BaseModel

from backend.options.option import Option

LENGTH = 10
"""Digits of a shown number: more than anyone sets, fewer than the noise of dividing by a scale."""


@dataclass(frozen=True, kw_only=True)
class SpecField(Option):
    """All that is declared of one field of a spec. `default`, `low` and `high` are in the spec's units."""

    description: str
    default: Any
    kind: str
    """number, choice, switch (two values, shown as off and on) or text."""
    whole: bool
    optional: bool
    choices: tuple[str, ...]
    low: float | None
    high: float | None
    low_excluded: bool
    pattern: str | None
    """Of a text."""

    @property
    def is_time(self) -> bool:
        """Whether its values are ages, which are said in words."""
        return self.unit == "s"

    @property
    def logarithmic(self) -> bool:
        return self.sweep is not None and self.sweep.logarithmic

    @property
    def smallest(self) -> float:
        """The smallest number that is offered, as shown."""
        return self.least if self.least is not None else float(self.shown(self.low or 0.0))

    @property
    def largest(self) -> float:
        """The largest that a spec may hold, as shown."""
        return float("inf") if self.high is None else float(self.shown(self.high))

    @property
    def reach(self) -> float:
        """Where a sweep of it ends by itself, as shown."""
        reach = self.sweep.reach if self.sweep else None
        return self.largest if reach is None else min(reach, self.largest)

    @property
    def start(self) -> Any:
        """What Explore begins with, as shown."""
        return self.shown(self.default) if self.starts is None else self.starts

    def shown(self, value: Any) -> Any:
        """A value of the spec as pages show it."""
        if self.switch:
            return value == self.switch[1]
        if self.scale == 1 or value is None:
            return value
        return float(f"{value / self.scale:.{LENGTH}g}")

    def meant(self, shown: Any) -> Any:
        """The spec's value for a shown one."""
        if self.switch:
            return self.switch[bool(shown)]
        if self.scale == 1 or shown is None:
            return shown
        return shown / (1 / self.scale) if self.digits is None else round(shown * self.scale, self.digits)

    def text(self, value: Any) -> str:
        """A value of the spec in words, with its unit."""
        if value is None:
            return self.empty
        if self.choices:
            return self.words[value]
        if isinstance(value, bool):
            return "on" if value else "off"
        if isinstance(value, str):
            return value
        if self.whole:
            return str(int(value))
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.shown(value):.{LENGTH}g}{unit}"

    def phrase(self, value: Any) -> str:
        """Title and value of the spec as a part of a sentence, such as "read noise 2 %"."""
        if isinstance(self.caption, Mapping):
            return self.caption.get(value) or f"{self.in_a_sentence} {self.text(value)}"
        return (self.caption or f"{self.in_a_sentence} {{}}").format(self.text(value))

    @property
    def axis_title(self) -> str:
        """Title and unit, as along an axis; bits are counted, and need none."""
        return f"{self.title} ({self.unit})" if self.unit and not self.whole else self.title

    @property
    def in_a_sentence(self) -> str:
        """The title without its capital; an abbreviation and a symbol keep theirs."""
        return self.title if not self.title[1:2].islower() else self.title[0].lower() + self.title[1:]


def described(model: type[BaseModel], options: Mapping[str, Option]) -> dict[str, SpecField]:
    """Every option with what the model says of its field, in the order of the options.

    Raises KeyError for an option without a field.
    """
    found = dict(_leaves(model.model_json_schema()))
    return {field: _joined(option, found[field]) for field, option in options.items()}


def fields_of(model: type[BaseModel]) -> list[str]:
    """The path of every field of a model and of the models in it, in their order."""
    return [field for field, _schema in _leaves(model.model_json_schema())]


def _leaves(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None, path: str = "") -> Iterator[tuple[str, Any]]:
    """What a JSON schema says of every field that is no object."""
    root = schema if root is None else root
    for name, found in schema["properties"].items():
        place = f"{path}{name}"
        inner = root["$defs"][found["$ref"].rsplit("/", maxsplit=1)[-1]] if "$ref" in found else found
        if "properties" in inner:
            yield from _leaves(inner, root, f"{place}.")
        else:
            yield place, found


def _joined(option: Option, schema: Mapping[str, Any]) -> SpecField:
    kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
    bounds, choices = kinds[0], tuple(kinds[0].get("enum", ()))
    switch = option.switch or bounds.get("type") == "boolean"
    return SpecField(
        **{field.name: getattr(option, field.name) for field in fields(Option)},
        description=schema.get("description", ""),
        default=schema.get("default"),
        kind="switch" if switch else "choice" if choices else "text" if bounds.get("type") == "string" else "number",
        whole=bounds.get("type") == "integer",
        optional="anyOf" in schema,
        choices=choices,
        low=bounds.get("minimum", bounds.get("exclusiveMinimum")),
        high=bounds.get("maximum", bounds.get("exclusiveMaximum")),
        low_excluded="exclusiveMinimum" in bounds,
        pattern=bounds.get("pattern"),
    )
