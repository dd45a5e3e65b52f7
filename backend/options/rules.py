"""What an option needs to have an effect, and what is said where that is not there.

A rule looks at values by their field, so that it holds for a setting of a spec as for the controls of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from operator import attrgetter
from typing import Any


@dataclass(frozen=True)
class Now:
    """How things stand: a value by its field, and the fields that are swept, which count as set."""

    value: Callable[[str], Any]
    swept: Collection[str] = ()

    def has(self, field: str) -> bool:
        """Whether a number is given and not 0, or a switch is on."""
        return bool(self.value(field)) or field in self.swept


@dataclass(frozen=True, kw_only=True)
class Need:
    """One thing that an option needs to have an effect."""

    of: tuple[str, ...]
    """The fields that decide."""
    there: Callable[[Now], bool]
    reason: str = ""
    """Why the option has no effect, for Explore, which disables it and leaves it out of the spec. Empty: it does neither."""
    to_sweep: str = ""
    """What the spec says when it refuses a sweep, with {field} for what is swept. Empty: it does not refuse."""


def needs(field: str, reason: str = "", to_sweep: str = "") -> Need:
    """A number or a switch that has to be set; `to_sweep` names what has to be how, as in "floor must be true"."""
    return Need(of=(field,), there=lambda now: now.has(field), reason=reason, to_sweep=_refusal(to_sweep))


def needs_choice(field: str, *choices: str, reason: str, to_sweep: str = "") -> Need:
    """A choice that has to be one of some."""
    return Need(of=(field,), there=lambda now: now.value(field) in choices, reason=reason, to_sweep=_refusal(to_sweep))


def needs_none(field: str, reason: str = "", to_sweep: str = "") -> Need:
    """A field that must not be set. `to_sweep` is a whole sentence."""
    return Need(of=(field,), there=lambda now: not now.has(field), reason=reason, to_sweep=to_sweep)


def needs_any(*fields: str, reason: str, to_sweep: str = "") -> Need:
    """Numbers or switches of which one has to be set."""
    return Need(of=fields, there=lambda now: any(map(now.has, fields)), reason=reason, to_sweep=_refusal(to_sweep))


def _refusal(needed: str) -> str:
    return f"{needed} to sweep {{field}}, which has no effect without" if needed else ""


def values_in(holder: Any) -> Callable[[str], Any]:
    """Values by field, out of a spec, or of a setting that has them. Raises AttributeError."""
    return lambda field: attrgetter(field)(holder)
