"""Technologies: JSON files in which every constant has a unit, a source and, where it is assumed, a range."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.schemas.energy import EnergyMode

Level = Literal["value", "low", "high"]


class UnknownTechnology(LookupError):
    """There is no technology of this name; the text lists those there are."""


class ModeNotGiven(ValueError):
    """The technology's source gives no costs for this mode; the text lists those that do."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Constant(_Frozen):
    """One number of a technology. `low` and `high` are there where it is assumed or its source is not exact."""

    value: float = Field(ge=0)
    unit: str
    source: str
    assumed: bool = False
    low: float | None = Field(None, ge=0)
    high: float | None = Field(None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Constant:
        low, high = self.at("low"), self.at("high")
        if not low <= self.value <= high:
            raise ValueError(f"value must lie between low and high; received {low}, {self.value}, {high}")
        if self.assumed and low == high:
            raise ValueError("an assumed constant must have a range")
        return self

    def at(self, level: Level) -> float:
        found: float | None = getattr(self, level)
        return self.value if found is None else found


class Technology(_Frozen):
    """One technology: how its arrays are built and what its events cost."""

    id: str
    title: str
    model: Literal["time-coded", "bit-serial", "whole-core", "digital"]
    source: str
    modes: tuple[EnergyMode, ...] = Field(("inference", "training"), description="What the source gives costs for.")
    rows: int = Field(ge=1, description="Rows of one array.")
    columns: int = Field(ge=1, description="Columns of one array; a pair's reference column is not counted.")
    cells_per_column: int = Field(2, description="Cells where a row meets a column: 2 for a differential pair.")
    cell_bits: int | None = Field(
        None, description="Bits of one cell where weights are sliced over columns; null if one column holds a weight."
    )
    dac_bits: int = Field(ge=1, description="Input resolution of the source, used when none is asked for.")
    adc_bits: int = Field(ge=1, description="Output resolution of the source, used when none is asked for.")
    weight_bits: int = Field(ge=1, description="Weight resolution of the source, used when none is asked for.")
    array_area_mm2: float | None = Field(
        None, description="Area of one array with its share of periphery, if the source gives it."
    )
    constants: dict[str, Constant]
    assumptions: tuple[str, ...] = ()

    def numbers(self, level: Level = "value", overrides: Mapping[str, float] | None = None) -> dict[str, float]:
        """The constants as plain numbers, with `rows`, `columns` and `cell_bits` of the arrays.

        `overrides` replace some, ranges included. Raises ValueError for an unknown name or an impossible number.
        """
        changed = dict(overrides or {})
        for name, number in changed.items():
            if name not in self.constants:
                raise ValueError(f"constants.{name}: {self.id} has no such constant; it has {', '.join(sorted(self.constants))}")
            if not 0 <= number < float("inf"):
                raise ValueError(f"constants.{name} must be a finite number of at least 0; received {number}")
        arrays: dict[str, float] = {"rows": self.rows, "columns": self.columns, "cell_bits": self.cell_bits or self.weight_bits}
        return arrays | {name: constant.at(level) for name, constant in self.constants.items()} | changed


def technologies() -> list[Technology]:
    """Every technology, by id."""
    return list(_all().values())


def technology(name: str) -> Technology:
    """Raises UnknownTechnology."""
    try:
        return _all()[name]
    except KeyError:
        raise UnknownTechnology(f"technology must be one of {', '.join(_all())}; received {name!r}") from None


@cache
def _all() -> dict[str, Technology]:
    """A file may build on another by `extends`, null taking a constant away; a file without `model` is only built on."""
    folder = files(__package__) / "technologies"
    raw = {
        path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
        for path in folder.iterdir()
        if path.name.endswith(".json")
    }
    whole = {name: _merged(name, raw) for name in sorted(raw)}
    return {name: Technology(id=name, **document) for name, document in whole.items() if "model" in document}


def _merged(name: str, raw: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    document = dict(raw[name])
    base = document.pop("extends", None)
    if base is None:
        return document
    under = _merged(base, raw)
    constants = {**under.get("constants", {}), **document.get("constants", {})}
    return {**under, **document, "constants": {key: constant for key, constant in constants.items() if constant is not None}}
