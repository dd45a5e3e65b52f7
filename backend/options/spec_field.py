"""An option joined with the default, bounds, choices and description of its pydantic field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from pydantic import BaseModel

from backend.options.option import Option

LENGTH = 10
"""Significant digits of a shown number: more than anyone enters, fewer than the rounding error of dividing by a scale."""


@dataclass(frozen=True, kw_only=True)
class SpecField(Option):
    """Everything that is declared about one field of a spec. `default`, `low` and `high` are in the unit of the spec."""

    description: str
    """The description of the pydantic field."""
    default: Any
    """The spec's default."""
    kind: str
    """number, choice, switch (two values, shown as off and on) or text."""
    whole: bool
    """Whether it is a whole number."""
    optional: bool
    """Whether it can be None."""
    choices: tuple[str, ...]
    """Values of a choice; empty otherwise."""
    low: float | None
    """Lower bound; None for none."""
    high: float | None
    """Upper bound; None for none."""
    low_excluded: bool
    """Whether the lower bound itself is not allowed."""
    pattern: str | None
    """Regular expression of a text; None for none."""

    @property
    def is_time(self) -> bool:
        """Whether values are times in seconds, which pages show in words."""
        return self.unit == "s"

    @property
    def logarithmic(self) -> bool:
        """Whether the values of a sweep are spaced evenly in their logarithm."""
        return self.sweep is not None and self.sweep.logarithmic

    @property
    def smallest(self) -> float:
        """The smallest number that is offered, as shown."""
        return self.least if self.least is not None else float(self.shown(self.low or 0.0))

    @property
    def largest(self) -> float:
        """The largest number that a spec may hold, as shown; infinity without a bound."""
        return float("inf") if self.high is None else float(self.shown(self.high))

    @property
    def reach(self) -> float:
        """Last value of a sweep whose address gives none, as shown."""
        reach = self.sweep.reach if self.sweep else None
        return self.largest if reach is None else min(reach, self.largest)

    @property
    def start(self) -> Any:
        """Value with which Explore starts, as shown."""
        return self.shown(self.default) if self.starts is None else self.starts

    def shown(self, value: Any) -> Any:
        """Return a value of the spec in the unit of the page."""
        if self.switch:
            return value == self.switch[1]
        if self.scale == 1 or value is None:
            return value
        return float(f"{value / self.scale:.{LENGTH}g}")

    def meant(self, shown: Any) -> Any:
        """Return a value of the page in the unit of the spec."""
        if self.switch:
            return self.switch[bool(shown)]
        if self.scale == 1 or shown is None:
            return shown
        return shown / (1 / self.scale) if self.digits is None else round(shown * self.scale, self.digits)

    def text(self, value: Any) -> str:
        """Return a value of the spec in words, with its unit."""
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
        """Return title and value as part of a sentence, such as "read noise 2 %"; the value is in the unit of the spec."""
        if isinstance(self.caption, Mapping):
            return self.caption.get(value) or f"{self.in_a_sentence} {self.text(value)}"
        return (self.caption or f"{self.in_a_sentence} {{}}").format(self.text(value))

    @property
    def axis_title(self) -> str:
        """Title and unit, as written along an axis; whole numbers have no unit there."""
        return f"{self.title} ({self.unit})" if self.unit and not self.whole else self.title

    @property
    def in_a_sentence(self) -> str:
        """The title without its capital letter, unless it is an abbreviation or a symbol."""
        return self.title if not self.title[1:2].islower() else self.title[0].lower() + self.title[1:]


def described(model: type[BaseModel], options: Mapping[str, Option]) -> dict[str, SpecField]:
    """Return every option joined with its field in the model, in the order of the options.

    Raises KeyError for an option without a field.
    """
    leaves = dict(_leaves(model.model_json_schema()))
    return {field: _joined(option, leaves[field]) for field, option in options.items()}


def fields_of(model: type[BaseModel]) -> list[str]:
    """Return the paths of all fields of a model, including those of nested models, in their order."""
    return [field for field, _schema in _leaves(model.model_json_schema())]


def _leaves(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield path and JSON schema of every field that is not itself an object, and no map from names to objects."""
    root = schema if root is None else root
    for name, found in schema["properties"].items():
        field = f"{path}{name}"
        inner = root["$defs"][found["$ref"].rsplit("/", maxsplit=1)[-1]] if "$ref" in found else found
        if "properties" in inner:
            yield from _leaves(inner, root, f"{field}.")
        elif inner.get("type") != "object":
            yield field, found


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
