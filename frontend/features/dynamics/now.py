"""What the page asks now, and the job that answers it, as they travel between server and browser."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from backend.schemas.dynamics import PARTS, Dynamics
from backend.schemas.job import UNFINISHED
from backend.schemas.network import NetworkCard
from frontend.kit.stored import Stored

AT_ONCE = 3e10
"""Multiplications up to which an answer is computed unasked: some seconds to half a minute."""


class Facts(BaseModel):
    """What the page knows from when it was made."""

    known: dict[str, float]
    """Multiply-accumulates of one image, by network that can be asked about."""
    steps: dict[str, int]
    """Time steps of the same."""
    siblings: dict[str, list[str]]
    """Of each of them the networks that differ in their training noise alone."""
    relatives: dict[str, list[str]]
    """Of each of them the other families with as many time steps and the same training noise."""
    devices: dict[str, str]
    """Titles by id."""


class Now(Stored):
    """A request, where it is in the address, and whether it is small enough to be answered unasked."""

    search: str
    explore: str
    """The address of Explore with the same setting."""
    request: dict[str, Any]
    small: bool


class Live(Stored):
    """The job that answers a request, as far as the page knows; no id while none is asked for."""

    request: dict[str, Any]
    id: str | None = None
    small: bool = True
    mine: bool = False
    """Whether this page began it."""
    state: str | None = None
    progress: float = 0.0
    sequence: int = 0
    parts: dict[str, list[str]] = Field(default_factory=dict)
    """By part the networks and layers that have it."""
    notes: list[str] = Field(default_factory=list)
    problem: str | None = None
    """What went wrong, as a sentence."""

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED

    def with_job(self, job: Dynamics) -> Live:
        """The same with what is known of its job."""
        return self.changed(
            id=job.id,
            state=job.state,
            progress=job.progress,
            sequence=job.sequence,
            parts=parts_of(job),
            notes=[f"{network.network}: {note}" for network in job.networks for note in network.notes],
            problem=job.error,
        )


def parts_of(job: Dynamics) -> dict[str, list[str]]:
    """Which parts are there, each as network and layer."""
    return {
        part: [f"{one.network}:{layer.layer}" for one in job.networks for layer in one.layers if getattr(layer, part)]
        for part in PARTS
    }


def facts_of(cards: dict[str, NetworkCard], devices: dict[str, str]) -> Facts:
    """`cards` are those of the recurrent networks whose data set is here."""
    return Facts(
        known={name: float(card.macs) for name, card in cards.items()},
        steps={name: steps_of(card) for name, card in cards.items()},
        siblings={name: _alike(card, cards, ("family", "time_steps", "weight_noise", "seed")) for name, card in cards.items()},
        relatives={name: _relatives(card, cards) for name, card in cards.items()},
        devices=devices,
    )


def steps_of(card: NetworkCard) -> int:
    """The most time steps of any of its layers."""
    return max((getattr(layer, "time_steps", 1) for layer in card.layers), default=1)


def _alike(card: NetworkCard, cards: dict[str, NetworkCard], same: tuple[str, ...]) -> list[str]:
    if card.origin == "uploaded":
        return [card.id]
    found = [
        one for one in cards.values() if one.dataset == card.dataset and all(getattr(one, a) == getattr(card, a) for a in same)
    ]
    return [one.id for one in sorted(found, key=lambda one: one.training_noise or 0.0)]


def _relatives(card: NetworkCard, cards: dict[str, NetworkCard]) -> list[str]:
    """One network of each family, the given one first."""
    found = _alike(card, cards, ("training_noise", "time_steps", "weight_noise", "seed"))
    by_family = {cards[name].family: name for name in reversed(found)} | {card.family: card.id}
    return [card.id, *(name for family, name in sorted(by_family.items()) if family != card.family)]


def work(request: dict[str, Any], facts: Facts) -> float:
    """Multiplications of a request, roughly: every network on every chip, with time steps after the image, kicked and not."""
    images, draws = float(request["images"]), float(request["draws"])
    extended = 2.0 * float(request["extended_steps"]) * (8 + draws)
    return sum(
        images * facts.known[name] * (8 * draws + extended / facts.steps[name])
        for name in request["networks"]
        if name in facts.known
    )
