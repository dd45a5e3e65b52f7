"""Pins: curves kept in the figure, each as `run.network` or `run.network~name` in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from backend.schemas.spec import Spec
from frontend.kit.state.differences import remarks
from frontend.kit.state.parameters import FIELDS
from frontend.kit.state.view import MOST_PINS
from frontend.kit.titles import title_of

MOST_LETTERS = 40
MOST_SAID = 64
"""Letters of what is said of a pin without a name: a legend has one line for it."""


class HasSpec(Protocol):
    """A run, or as much of one as a figure needs."""

    @property
    def spec(self) -> Spec: ...


@dataclass(frozen=True)
class Pin:
    run: str
    network: int
    name: str = ""

    @classmethod
    def of(cls, text: str) -> Pin:
        place, _, name = text.partition("~")
        run, _, network = place.partition(".")
        return cls(run, int(network), name)

    def __str__(self) -> str:
        return f"{self.run}.{self.network}{f'~{self.name}' if self.name else ''}"


def plain_name(text: str) -> str:
    """A name as it may stand in the address."""
    return " ".join(text.replace(",", " ").replace("~", " ").split())[:MOST_LETTERS].strip()


def added(pins: Sequence[str], new: Sequence[str]) -> tuple[list[str], int]:
    """Pins with further ones, each place once, and how many there was no room for."""
    places = {pin.partition("~")[0] for pin in pins}
    fresh = [pin for pin in dict.fromkeys(new) if pin.partition("~")[0] not in places]
    room = max(0, MOST_PINS - len(pins))
    return [*pins, *fresh[:room]], len(fresh[room:])


def index_of(position: int) -> int:
    """The look of a pin by its place in the list: from the end of the colours, so that networks of the figure keep theirs."""
    return 7 * (position // 7) + 6 - position % 7


def title_of_pin(pin: Pin, run: HasSpec, spec: Spec | None) -> str:
    """The name someone gave it, else its network and what is set otherwise than in the figure."""
    if pin.name:
        return pin.name
    network = run.spec.networks[pin.network]
    title = title_of(network, [network, *(spec.networks if spec else ())])
    other = remarks(run.spec, spec) if spec else []
    return ", ".join([title, *(_first(other) or ["pinned"])])


def _first(said: Sequence[str]) -> list[str]:
    """As many of some phrases as fit into a legend, at least one, and how many more there are."""
    ends = list(accumulate(len(phrase) + 2 for phrase in said))
    kept = list(said[: max(1, sum(end <= MOST_SAID for end in ends))])
    kept = [phrase if len(phrase) <= MOST_SAID else f"{phrase[: MOST_SAID - 1].rstrip(' ,')}…" for phrase in kept]
    more = len(said) - len(kept)
    return [*kept, f"{more} more"] if more else kept


def why_not(pin: Pin, run: HasSpec | None, spec: Spec | None) -> str | None:
    """Why a pinned curve cannot be drawn on the axis of a spec; None if it can."""
    if run is None:
        return "its run has been deleted"
    if pin.network >= len(run.spec.networks):
        return "its run has no such network"
    if run.spec.sweep.y:
        return "its run is a map"
    if spec is None or spec.sweep.y:
        return "a map shows no curves"
    axis = run.spec.sweep.x.parameter
    if axis != spec.sweep.x.parameter:
        return f"it runs along another axis: {FIELDS[axis].title}"
    return None
