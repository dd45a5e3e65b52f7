"""Laws of pulses: what one pulse does to the conductance of a device, up and down.

u is the conductance as a share of the device's window (0 to 1), delta the step: the window divided by the number of states.
To add one: a class here, in `UpdateLaw`, and its `case` in `worker/translate/update_laws.py`.
"""

from __future__ import annotations

from abc import abstractmethod
from math import exp, expm1, log
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from backend.schemas.device_law import Wire, signed

Ends = Annotated[tuple[Annotated[float, Field(ge=0, le=100)], Annotated[float, Field(ge=0, le=100)]], Field()]
"""Sizes of a step at u = 0 and u = 1, in mean steps."""


class PulseLaw(Wire):
    """A formula of the change by one pulse; `law` identifies its class."""

    law: str

    form: ClassVar[str]
    """The formulas for a pulse up and one down, with letters for their numbers, as LaTeX."""

    @abstractmethod
    def formula(self) -> str:
        """Return the formulas with their numbers, as LaTeX."""


class Ideal(PulseLaw):
    """Steps of one size, up and down, without any end of the window."""

    law: Literal["ideal"] = "ideal"

    form: ClassVar[str] = r"\Delta u = \pm\delta"

    def formula(self) -> str:
        """Return the form: it has no numbers."""
        return self.form


class Linear(PulseLaw):
    """Steps that change along a straight line between the ends of the window, and stop there."""

    law: Literal["linear"] = "linear"
    up: Ends = (1.0, 1.0)
    down: Ends = (1.0, 1.0)

    form: ClassVar[str] = (
        r"\Delta u_\uparrow = \delta\,(a_0 + (a_1 - a_0)\,u),\ \Delta u_\downarrow = -\delta\,(b_0 + (b_1 - b_0)\,u)"
    )

    def formula(self) -> str:
        """Return both lines."""
        lines = (_line(*ends) for ends in (self.up, self.down))
        up, down = (rf"\delta\,({line})" if line != "1" else r"\delta" for line in lines)
        return rf"\Delta u_\uparrow = {up},\ \Delta u_\downarrow = -{down}"


class SoftBounds(PulseLaw):
    """Steps in proportion to what is left of the way; in the middle of the window both are the mean step."""

    law: Literal["soft_bounds"] = "soft_bounds"

    form: ClassVar[str] = r"\Delta u_\uparrow = 2\,\delta\,(1 - u),\ \Delta u_\downarrow = -2\,\delta\,u"

    def formula(self) -> str:
        """Return the form: it has no numbers."""
        return self.form


class Exponential(PulseLaw):
    """Conductance as an exponential of the number of pulses, P states from one end of the window to the other.

    G_LTP = B (1 - exp(-P/A)) + Gmin with B = (Gmax - Gmin) / (1 - exp(-Pmax/A)) and A = Pmax / nu; G_LTD runs through the same
    formula backwards, with an A of its own. Positive nu: steps shrink on the way, up and down alike (asymmetric: pulses up and
    down differ at the same conductance). nu_down = -nu_up: the way down is the way up (symmetric).
    S. Agarwal et al., IJCNN 2016; P.-Y. Chen et al., NeuroSim, whose label of non-linearity `nu_of_label` converts.
    """

    law: Literal["exponential"] = "exponential"
    nu_up: float = Field(ge=-20, le=20)
    nu_down: float = Field(ge=-20, le=20)

    form: ClassVar[str] = (
        r"\Delta u_\uparrow = (1 - e^{-\nu_\uparrow\delta})\left(\frac{1}{1 - e^{-\nu_\uparrow}} - u\right),\ "
        r"\Delta u_\downarrow = -(1 - e^{-\nu_\downarrow\delta})\left(\frac{1}{1 - e^{-\nu_\downarrow}} - 1 + u\right)"
    )

    def formula(self) -> str:
        """Return the form and both numbers."""
        return rf"{self.form},\ \nu_\uparrow = {self.nu_up:g},\ \nu_\downarrow = {self.nu_down:g}"

    def ends(self, states: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return the sizes of steps up, and down, at u = 0 and u = 1, in mean steps, for a number of states."""
        (first, last), (top, bottom) = (_ends(nu, states) for nu in (self.nu_up, self.nu_down))
        return (first, last), (bottom, top)


class PulseTable(PulseLaw):
    """Measured pulses: mean change at conductances u, and its deviation from pulse to pulse; straight lines between them."""

    law: Literal["table"] = "table"
    u: tuple[float, ...] = Field(min_length=2, description="Shares of the window, ascending.")
    up: tuple[float, ...] = Field(min_length=2, description="Mean change by a pulse up, as a share of the window.")
    down: tuple[float, ...] = Field(min_length=2, description="Mean change by a pulse down: negative where it lowers.")
    up_std: tuple[float, ...] | None = Field(None, description="Deviation of single pulses up from their mean.")
    down_std: tuple[float, ...] | None = None

    form: ClassVar[str] = r"\text{straight lines through measured changes, flat beyond them}"

    def formula(self) -> str:
        """Return how many points there are."""
        return rf"\text{{through {len(self.u)} points each for pulses up and down}}"

    @model_validator(mode="after")
    def _same_lengths(self) -> Self:
        given = [column for column in (self.up, self.down, self.up_std, self.down_std) if column is not None]
        if any(len(column) != len(self.u) for column in given):
            raise ValueError("u, up, down and deviations must have as many entries each")
        if list(self.u) != sorted(set(self.u)) or self.u[0] < 0 or self.u[-1] > 1:
            raise ValueError("u must ascend within 0 to 1")
        return self

    def mean_step(self) -> float:
        """Return the mean size of a change, up and down: 1 / states."""
        return sum(abs(change) for change in (*self.up, *self.down)) / (2 * len(self.u))


UpdateLaw = Annotated[Ideal | Linear | SoftBounds | Exponential | PulseTable, Field(discriminator="law")]
"""Any law of pulses, as stored in a device's file; this union is the registry."""

Share = Annotated[float, Field(ge=0)]


class UpdateModel(Wire):
    """How a device moves by pulses: a law, and how devices and pulses differ from it.

    Spreads and noise are standard deviations. Conductances are shares of the window, whatever the unit of the device's other
    laws.
    """

    law: UpdateLaw
    states: float = Field(ge=2, le=1e6, description="Window divided by the mean step.")
    asymmetry: float = Field(0.0, ge=-1, le=1, description="a: steps up are 1 + a times as large, steps down 1 - a times.")
    write_noise: Share = Field(0.0, le=100, description="Of one pulse (cycle to cycle), as a share of its change.")
    write_noise_of_window: Share = Field(
        0.0, le=1, description="Of one pulse, whatever its change, as a share of the window; adds in squares."
    )
    spread_step: Share = Field(0.0, le=2, description="Between devices, of the step, as a share of it.")
    spread_asymmetry: Share = Field(0.0, le=1, description="Between devices, of the asymmetry.")
    spread_symmetry: Share = Field(
        0.0,
        le=1,
        description="Between devices, of where the window lies and with it the symmetry point, as a share of the window.",
    )
    spread_bounds: Share = Field(0.0, le=1, description="Between devices, of either end of the window, as a share of it.")
    stuck: Share = Field(0.0, le=1, description="Share of devices that no pulse moves.")
    source: str = Field(description="Where the numbers come from.")
    note: str = Field("", description="What the source does not say, and what is assumed instead.")

    unit: ClassVar[str] = "share of the window"


LABEL_PER_DISTANCE = 10.1
"""NeuroSim's label of non-linearity is this times the largest distance of the curve from a straight line, as a share of the
window: its table Nonlinearity-NormA is met to 0.04 % at labels from 0.05 to 5.92. Found from that table, not stated in it."""


def label_of_nu(nu: float) -> float:
    """Return NeuroSim's label of non-linearity for nu = Pmax / A, with the same sign."""
    size = abs(nu)
    if size < 1e-6:
        return LABEL_PER_DISTANCE * nu / 8
    shrink = -expm1(-size)
    at = -log(shrink / size) / size
    distance = (1 - exp(-size * at)) / shrink - at
    return LABEL_PER_DISTANCE * distance if nu > 0 else -LABEL_PER_DISTANCE * distance


def nu_of_label(label: float) -> float:
    """Return nu = Pmax / A for NeuroSim's label of non-linearity, -9 to 9, with the same sign.

    Its labels for pulses down have the opposite sign: one of -4.88 is nu_down = nu_of_label(4.88).
    """
    low, high = 0.0, 200.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if label_of_nu(middle) < abs(label) else (low, middle)
    return low if label >= 0 else -low


def pulses_of_nu(nu: float, states: float) -> float:
    """Return A, the constant of the exponential in pulses, of nu and the number of states: A = states / nu."""
    return states / nu


def _ends(nu: float, states: float) -> tuple[float, float]:
    """Sizes of the first and the last step along an exponential, in mean steps."""
    if abs(nu) < 1e-9:
        return 1.0, 1.0
    first = states * expm1(-nu / states) / expm1(-nu)
    # The step at the far end of the window, were there one more pulse.
    return first, first * exp(-nu)


def _line(at_0: float, at_1: float) -> str:
    slope = at_1 - at_0
    return f"{at_0:.6g}" if abs(slope) < 1e-12 else rf"{at_0:.6g}{signed(slope)}\,u"
