"""An option: what is declared about one field of a spec beyond its pydantic field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from backend.options.causes import Cause
from backend.options.rules import FieldValues, Need

KEPT = object()
"""In place of a value: a field that stays as it is when its causes are off."""

INTERNAL, TEST_SET, RUN = "Internal noise", "Test-set noise", "Images and draws"
MAPPING, PROGRAMMING, READING = "Mapping", "Programming error", "Read noise and floor"
RESOLUTION, FAULTS, WIRES, IMAGES = "Resolution", "Faults", "Wires", "Test images"
ADVANCED = (MAPPING, PROGRAMMING, READING, RESOLUTION, FAULTS, WIRES, IMAGES)
"""Groups behind "Advanced" on Explore, in their order."""
GROUPS = (INTERNAL, TEST_SET, *ADVANCED, RUN)
"""All groups of options, in the order of pages and captions."""


@dataclass(frozen=True, kw_only=True)
class Slider:
    """A slider that ends at the largest value of practical interest. Larger values within the spec's bound are still accepted."""

    largest: float
    """Upper end, in the unit of the page."""
    step: float
    """Step, in the unit of the page."""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """How a number is swept. All values are in the unit of the page."""

    usual: tuple[float, float]
    """First and last value of a new sweep."""
    usual_up: tuple[float, float] | None = None
    """First and last value of a new sweep along the vertical axis of a map; None: as in `usual`."""
    logarithmic: bool = False
    """Whether the values of a sweep are spaced evenly in their logarithm."""
    reach: float | None = None
    """Last value of a sweep whose address gives none; None: the largest allowed value. Existing addresses depend on it."""
    assumes: tuple[tuple[str, Any], ...] = ()
    """Fields, with values in the unit of the spec, that a sweep sets along with its own if it would have no effect without.

    If the swept field itself is among them, this value stands in the spec where the sweep's values do not.
    """


@dataclass(frozen=True, kw_only=True)
class Option:
    """One field of a spec as people see it; default, bounds, choices and description are those of the pydantic field.

    Values "as shown" are in the unit of the page, others in the unit of the spec.
    """

    field: str
    """Path of the field in the spec, such as "internal_noise.programming"."""
    title: str
    """Name of the field on pages and in the manual."""
    meaning: str
    """A short explanation below its control."""
    key: str
    """Its key in addresses of Explore."""
    group: str
    """Heading under which its control is placed."""
    name: str = ""
    """Name of its attribute in a view, and of its control; by default the last part of `field`."""
    unit: str = ""
    """Unit of the page; empty for none."""
    scale: float = 1.0
    """Factor from the unit of the page to that of the spec: 0.01 for percent."""
    digits: int | None = 8
    """Decimals to which a value is rounded when it is converted to the unit of the spec; None: not rounded."""
    words: Mapping[str, str] = made(default_factory=dict)
    """What each choice is called."""
    switch: tuple[str, str] | None = None
    """Two choices that are shown as off and on."""
    empty: str = "none"
    """Words for a value of None."""
    starts: Any = None
    """Value, as shown, with which Explore starts, if that is not the spec's default."""
    least: float | None = None
    """Smallest number that is offered, as shown, for fields whose lower bound is itself excluded."""
    leading: bool = False
    """Whether it is among the first in addresses, and always part of specs made from a view if it has an effect."""
    slider: Slider | None = None
    """Its slider; None: a plain input."""
    sweep: Sweep | None = None
    """How it is swept; None: it cannot be swept."""
    needs: tuple[Need, ...] = ()
    """Conditions for it to have an effect, the most important first."""
    caption: str | Mapping[Any, str] = ""
    """Words in a caption: a text with {} in place of the value, or one text for each value; by default title and value."""
    always: bool = False
    """Whether captions include it at its default, too."""
    priced: bool = False
    """Whether energy estimates depend on it, unless a technology fixes it."""
    causes: tuple[Cause, ...] = ()
    """Causes through which it makes the accuracy fall; none for a field that is neutral."""
    off: Any = KEPT
    """Its value, in the unit of the spec, when all of its causes are off; KEPT if it matters to nothing then."""
    neutral: str = ""
    """Why it costs no accuracy by itself; empty for a field that belongs to a cause."""
    unlike_sigma: str = ""
    """Name of its effect on conductances, if a standard deviation of the weights cannot express that effect; empty otherwise."""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.field.rsplit(".", maxsplit=1)[-1])

    def unmet(self, values: FieldValues) -> Iterator[Need]:
        """Yield the conditions that are not met, the most important first."""
        return (need for need in self.needs if not need.is_met(values))

    def has_effect(self, values: FieldValues) -> bool:
        """Return whether the field has an effect, given the values of all fields; what only sweeps need does not matter."""
        return all(need.only_sweeps for need in self.unmet(values))

    def why_not(self, values: FieldValues) -> str:
        """Return why Explore disables the control, given the values of all fields; empty if it does not."""
        return next((need.reason for need in self.unmet(values) if need.reason), "")

    def refusal(self, values: FieldValues) -> str:
        """Return why a spec may not sweep the field, given the values of all fields; empty if it may.

        A sweep without effect would give a flat curve, which looks like robustness.
        """
        return next((need.to_sweep.format(field=self.field) for need in self.unmet(values) if need.to_sweep), "")
