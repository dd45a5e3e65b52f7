"""What is said of one field of a spec beyond what its pydantic field says: an option."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from backend.options.rules import Need, Now

INTERNAL, TEST_SET, RUN = "Internal noise", "Test-set noise", "Images and draws"
MAPPING, PROGRAMMING, READING = "Mapping", "Programming error", "Read noise and floor"
RESOLUTION, FAULTS, WIRES, IMAGES = "Resolution", "Faults", "Wires", "Test images"
ADVANCED = (MAPPING, PROGRAMMING, READING, RESOLUTION, FAULTS, WIRES, IMAGES)
"""Groups behind "Advanced" on Explore, in their order."""
GROUPS = (INTERNAL, TEST_SET, *ADVANCED, RUN)

CROSSSIM, AIHWKIT, NEUROSIM = "CrossSim 3.2", "aihwkit 1.1", "NeuroSim"
"""Other simulators, in the version whose sources were read."""


@dataclass(frozen=True, kw_only=True)
class Slider:
    """A slider that ends where it usually matters. A value beyond, up to the spec's bound, is shown and taken all the same."""

    largest: float
    """As shown."""
    step: float


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """How a number is swept. All values as shown."""

    usual: tuple[float, float]
    """From where to where, unless someone says otherwise."""
    usual_up: tuple[float, float] | None = None
    """The same up a map; None: as along a curve."""
    logarithmic: bool = False
    reach: float | None = None
    """Where it ends in an address that says no end; None: as far as any. Addresses rely on it."""
    assumes: tuple[tuple[str, str], ...] = ()
    """Fields that are set along with it where what it needs is not there, each with its value in the spec."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One field of a spec as people see it. Default, bounds, choices and description are the pydantic field's."""

    field: str
    """Its place in the spec, such as "internal_noise.programming"."""
    title: str
    meaning: str
    """A short sentence below its control."""
    key: str
    """In addresses of Explore."""
    group: str
    name: str = ""
    """Of the attribute of a view and of the control; by itself the last part of the field."""
    unit: str = ""
    scale: float = 1.0
    """The spec's value is the shown one times this: 0.01 for percent."""
    digits: int | None = 8
    """Decimals that the spec's value is rounded to when it is made from a shown one; None: not rounded."""
    words: Mapping[str, str] = made(default_factory=dict)
    """What each choice is called."""
    switch: tuple[str, str] | None = None
    """Two choices that are shown as off and on."""
    empty: str = "none"
    """What no value means."""
    starts: Any = None
    """What Explore starts with, as shown, where that is not the spec's default."""
    least: float | None = None
    """The smallest number that is offered, as shown, where the spec's bound itself is excluded."""
    leading: bool = False
    """One of those that addresses have in front, and that specs made of a view always say if they have an effect."""
    slider: Slider | None = None
    sweep: Sweep | None = None
    """None: it cannot be swept."""
    needs: tuple[Need, ...] = ()
    """What has to be there for it to have an effect. What comes first is said first."""
    caption: str | Mapping[Any, str] = ""
    """What a caption says: with {} where its value stands, or one phrase for each value; by itself title and value."""
    always: bool = False
    """Whether captions say it at its default, too."""
    unlike_sigma: str = ""
    """What happens to conductances by it, which no standard deviation of a weight says."""
    tools: Mapping[str, str] = made(default_factory=dict)
    """Its name in other simulators."""

    def __post_init__(self) -> None:
        if not self.name:
            object.__setattr__(self, "name", self.field.rsplit(".", maxsplit=1)[-1])

    def lacking(self, now: Now) -> Iterator[Need]:
        """What it needs and is not there, the first first."""
        return (need for need in self.needs if not need.there(now))

    def has_effect(self, now: Now) -> bool:
        """Whether anything depends on it as things stand."""
        return next(self.lacking(now), None) is None

    def why_not(self, now: Now) -> str:
        """Why Explore disables it as things stand; empty if it does not."""
        return next((need.reason for need in self.lacking(now) if need.reason), "")

    def refusal(self, now: Now) -> str:
        """Why a spec cannot sweep it as things stand; empty if it can. A flat curve would look like robustness."""
        return next((need.to_sweep.format(field=self.field) for need in self.lacking(now) if need.to_sweep), "")
