"""Laws of a device: formulas of its conductance, each declared once, with the numbers of a source.

To add one: a class here, in `Law`, and its function in `worker/translate/device_laws.py`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field


class Wire(BaseModel):
    """What is sent as it stands: unknown fields are refused, nothing changes, and nothing is NaN."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class DeviceLaw(Wire):
    """A formula of the conductance g, in the device's own unit; `law` identifies its class."""

    law: str

    form: ClassVar[str]
    """The formula with letters for its numbers, as LaTeX."""

    @abstractmethod
    def formula(self) -> str:
        """Return the formula with its numbers, as LaTeX."""


class Polynomial(DeviceLaw):
    """sum_k coefficients[k] (g / per)^k, not below 0. One coefficient is a constant."""

    law: Literal["polynomial"] = "polynomial"
    coefficients: tuple[float, ...] = Field(min_length=1, max_length=12)
    per: float = Field(1.0, gt=0)

    form: ClassVar[str] = r"\sum_k c_k\,(g/g_0)^k"

    def formula(self) -> str:
        """Return the terms that are not 0, the lowest power first."""
        return _sum(self.coefficients, _over("g", self.per))


class Saturating(DeviceLaw):
    """size (1 - exp(-g / at))."""

    law: Literal["saturating"] = "saturating"
    size: float = Field(ge=0)
    at: float = Field(gt=0)

    form: ClassVar[str] = r"a\,(1 - e^{-g/b})"

    def formula(self) -> str:
        """Return it with its size and where it bends."""
        return rf"{self.size:g}\,(1 - e^{{-g/{self.at:.6g}}})"


class Logarithmic(DeviceLaw):
    """slope ln(g / per) + offset, kept between low and high."""

    law: Literal["logarithmic"] = "logarithmic"
    slope: float
    offset: float
    per: float = Field(gt=0)
    low: float
    high: float

    form: ClassVar[str] = r"\min(d,\ \max(c,\ a \ln(g/g_0) + b))"

    def formula(self) -> str:
        """Return it with both bounds; an offset of 0 is left out."""
        inner = rf"{self.slope:g} \ln {_over('g', self.per)}" + (signed(self.offset) if self.offset else "")
        return rf"\min({self.high:g},\ \max({self.low:g},\ {inner}))"


class Ladder(DeviceLaw):
    """max(a0 + a1 g, min(cap, max(b0 + b1 g, floor)))."""

    law: Literal["ladder"] = "ladder"
    a: tuple[float, float]
    cap: float
    b: tuple[float, float]
    floor: float

    form: ClassVar[str] = r"\max(a_0 + a_1 g,\ \min(c,\ \max(b_0 + b_1 g,\ d)))"

    def formula(self) -> str:
        """Return it with all of its lines."""
        inner = rf"\max({self.b[0]:g}{signed(self.b[1])}\,g,\ {self.floor:g})"
        return rf"\max({self.a[0]:g}{signed(self.a[1])}\,g,\ \min({self.cap:g},\ {inner}))"


class Reciprocal(DeviceLaw):
    """1 / (offset + slope g)."""

    law: Literal["reciprocal"] = "reciprocal"
    offset: float = Field(gt=0)
    slope: float = Field(ge=0)

    form: ClassVar[str] = r"1/(a + b\,g)"

    def formula(self) -> str:
        """Return it as one fraction."""
        return rf"1/({self.offset:g} + {self.slope:g}\,g)"


class Interpolated(DeviceLaw):
    """Straight lines through (at, values), flat beyond them."""

    law: Literal["interpolated"] = "interpolated"
    at: tuple[float, ...] = Field(min_length=2)
    values: tuple[float, ...] = Field(min_length=2)

    form: ClassVar[str] = r"\text{straight lines through points, flat beyond them}"

    def formula(self) -> str:
        """Return its points."""
        points = r",\ ".join(f"({at:g},\\ {value:.4g})" for at, value in zip(self.at, self.values, strict=True))
        return rf"\text{{through }} {points}"


Law = Annotated[Polynomial | Saturating | Logarithmic | Ladder | Reciprocal | Interpolated, Field(discriminator="law")]
"""Any law, as stored in a device's file; this union is the registry."""


def signed(value: float) -> str:
    """Return a number that is added to what stands before it."""
    return f" {'-' if value < 0 else '+'} {abs(value):.6g}"


def _over(variable: str, per: float) -> str:
    return variable if per == 1 else f"({variable}/{per:g})"


def _sum(coefficients: Sequence[float], variable: str) -> str:
    parts: list[str] = []
    for power, value in enumerate(coefficients):
        if value or len(coefficients) == 1:
            factor = "" if power == 0 else rf"\,{variable}" if power == 1 else rf"\,{variable}^{{{power}}}"
            parts.append(f"{signed(value) if parts else f'{value + 0:.6g}'}{factor}")
    return "".join(parts) or "0"
