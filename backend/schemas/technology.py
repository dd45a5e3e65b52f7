"""Technologies: energies of the events of inference and training, constant by constant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.schemas.energy import EnergyMode

Level = Literal["value", "low", "high"]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Constant(_Frozen):
    """One number of a technology. `low` and `high` are its range, if it is assumed or its source is not exact."""

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
        """Return the value, or the end of its range; a constant without a range has the same value everywhere."""
        found: float | None = getattr(self, level)
        return self.value if found is None else found


class Fixed(_Frozen):
    """What the source of a technology fixes, whatever a spec says."""

    value: int | str | None = Field(description="The value of the field that agrees with the source; others are not followed.")
    words: str = Field(description="What is counted instead, as a clause.")


class Technology(_Frozen):
    """One technology: the structure of its arrays, and the constants of its energies."""

    id: str
    title: str
    model: Literal["time-coded", "bit-serial", "whole-core", "digital"]
    source: str
    modes: tuple[EnergyMode, ...] = Field(("inference", "training"), description="What the source gives costs for.")
    rows: int = Field(ge=1, description="Rows of one array of the source.")
    columns: int = Field(ge=1, description="Columns of one array of the source; the reference columns of pairs are not counted.")
    cells_per_column: int = Field(2, description="Cells at each crossing of row and column: 2 for a differential pair.")
    cell_bits: int | None = Field(
        None, description="Bits of one cell, if weights are sliced over columns; null if one column holds a weight."
    )
    dac_bits: int = Field(ge=1, description="Input resolution of the source; the default.")
    adc_bits: int = Field(ge=1, description="Output resolution of the source; the default.")
    weight_bits: int = Field(ge=1, description="Weight resolution of the source; the default.")
    array_area_mm2: float | None = Field(
        None, description="Area of one array with its share of periphery, if the source gives it."
    )
    constants: dict[str, Constant]
    assumptions: tuple[str, ...] = ()
    fixed: dict[str, Fixed] = Field(
        default_factory=dict,
        description="Fields of the spec's circuit that the source fixes, by their paths; an estimate follows all others.",
    )

    def numbers(self, level: Level = "value", overrides: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the constants by name, with `rows`, `columns` and `cell_bits` of the arrays.

        `overrides` replace values and ranges of some. Raises ValueError for an unknown name or an impossible number.
        """
        changed = dict(overrides or {})
        for name, number in changed.items():
            if name not in self.constants:
                raise ValueError(f"constants.{name}: {self.id} has no such constant; it has {', '.join(sorted(self.constants))}")
            if not 0 <= number < float("inf"):
                raise ValueError(f"constants.{name} must be a finite number of at least 0; received {number}")
        arrays: dict[str, float] = {"rows": self.rows, "columns": self.columns, "cell_bits": self.cell_bits or self.weight_bits}
        return arrays | {name: constant.at(level) for name, constant in self.constants.items()} | changed


class TechnologyList(BaseModel):
    """All technologies."""

    items: list[Technology]
    total: int
