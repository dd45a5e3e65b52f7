"""What a part of the dynamics is asked about, and what it may say instead of an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend.schemas.dynamics import DynamicsRequest
from backend.schemas.network import NetworkCard
from worker.crossbar import Conditions, Simulator

Tick = Callable[[float], None]
"""A sign of life of a long part, with the share of it that is done, 0 to 1. It may raise, and the part is then given up."""


class NotAnswered(ValueError):
    """A part cannot be answered for a network; the text is one sentence for a person."""


@dataclass(frozen=True)
class Subject:
    """One network at the setting of a request."""

    request: DynamicsRequest
    card: NetworkCard
    simulator: Simulator
    """The network on the images of the request."""
    conditions: Conditions
    """The setting as the engine has it."""
    tick: Tick
    """To be called at least once a second; a share that is less than one before says only that it goes on."""

    def alive(self) -> None:
        """Give a sign of life without a step more."""
        self.tick(0.0)

    def counted(self, steps: int) -> Callable[[], None]:
        """Return what is to be called after each of so many steps of equal length; more steps than that do no harm."""
        done = 0

        def step() -> None:
            nonlocal done
            done += 1
            self.tick(min(1.0, done / max(1, steps)))

        return step
