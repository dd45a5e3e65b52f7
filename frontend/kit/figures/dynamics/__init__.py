"""Figures and sentences of what is known of the dynamics of recurrent networks, for the page and for what is shared of it."""

from collections.abc import Callable

from backend.schemas.dynamics import Dynamics
from frontend.kit.figures.dynamics.basins import after, ends, noise, returns
from frontend.kit.figures.dynamics.distances import distances
from frontend.kit.figures.dynamics.gradients import blocks, gradients
from frontend.kit.figures.dynamics.shown import Look, Shown
from frontend.kit.figures.dynamics.spectrum import spectrum, steps
from frontend.kit.figures.dynamics.trajectories import trajectories
from frontend.kit.theme import Scheme

DRAWN: dict[str, Callable[[Dynamics, Look, Scheme], Shown | None]] = {
    "trajectories": trajectories,
    "distances": distances,
    "spectrum": spectrum,
    "steps": steps,
    "gradients": gradients,
    "blocks": blocks,
    "after": after,
    "ends": ends,
    "returns": returns,
    "noise": noise,
}
"""Every figure by its name, in the order of the page."""


def all_shown(answer: Dynamics, look: Look, scheme: Scheme) -> list[Shown]:
    """Every figure that the answer has, with its words."""
    found = (draw(answer, look, scheme) for draw in DRAWN.values())
    return [one for one in found if one is not None and one.figure is not None]


__all__ = ["DRAWN", "Look", "Shown", "all_shown"]
