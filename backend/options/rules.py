"""Rules: what an option needs to have an effect, and what is said if that is missing.

A rule reads values by the paths of their fields, so that it applies to the setting of a spec as well as to the controls of a
page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from operator import attrgetter
from typing import Any


@dataclass(frozen=True)
class FieldValues:
    """The values of all fields at the moment a rule is applied."""

    value: Callable[[str], Any]
    """Returns the value of a field, in the unit of the spec."""
    swept: Collection[str] = ()
    """Paths of the fields that are swept; they count as set."""
    along: Mapping[str, Sequence[float]] = made(default_factory=dict)
    """The values of swept fields, in the unit of the spec, where they are known."""

    def has(self, field: str) -> bool:
        """Return whether a field is a number other than 0, a switch that is on, or swept."""
        return bool(self.value(field)) or field in self.swept

    def all_of(self, field: str) -> Sequence[Any] | None:
        """Return every value that a field has: one, or those of its sweep; None if these are not known."""
        return self.along.get(field) if field in self.swept else [self.value(field)]


@dataclass(frozen=True, kw_only=True)
class Need:
    """One condition for an option to have an effect."""

    fields: tuple[str, ...]
    """Paths of the fields that decide."""
    is_met: Callable[[FieldValues], bool]
    """Returns whether the condition is met."""
    reason: str = ""
    """Why the option has no effect otherwise; Explore then disables it and omits it from specs. Empty: Explore does neither."""
    to_sweep: str = ""
    """Error of a spec that sweeps the field otherwise, with {field} in place of its path. Empty: such a sweep is allowed."""
    only_sweeps: bool = False
    """Whether only sweeps ask for it, since they are of accuracies; the field itself is shown, priced and said as ever."""


def needs(field: str, reason: str = "", to_sweep: str = "") -> Need:
    """Return the condition that a number or switch is set; `to_sweep` says what is needed, such as "floor must be true"."""
    return Need(fields=(field,), is_met=lambda values: values.has(field), reason=reason, to_sweep=refusal(to_sweep))


def needs_choice(field: str, *choices: str, reason: str, to_sweep: str = "") -> Need:
    """Return the condition that a field has one of some choices; `to_sweep` says what is needed."""
    return Need(fields=(field,), is_met=lambda values: values.value(field) in choices, reason=reason, to_sweep=refusal(to_sweep))


def needs_none(field: str, reason: str = "", to_sweep: str = "") -> Need:
    """Return the condition that a field is not set; `to_sweep` is the whole error."""
    return Need(fields=(field,), is_met=lambda values: not values.has(field), reason=reason, to_sweep=to_sweep)


def needs_any(*fields: str, reason: str, to_sweep: str = "") -> Need:
    """Return the condition that at least one of some numbers or switches is set; `to_sweep` says what is needed."""
    return Need(fields=fields, is_met=lambda values: any(map(values.has, fields)), reason=reason, to_sweep=refusal(to_sweep))


def refusal(needed: str) -> str:
    """Return the error of a sweep without effect, with {field} in place of the swept field; empty if nothing is needed."""
    return f"{needed} to sweep {{field}}, which has no effect without" if needed else ""


def values_in(holder: Any) -> Callable[[str], Any]:
    """Return a function that reads values by path from a spec or setting; it raises AttributeError for an unknown path."""
    return lambda field: attrgetter(field)(holder)
