"""How many images and draws a split of the loss takes, within a budget of work.

The budget is counted in operations, not in seconds, so that equal questions have equal answers on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from backend.schemas.spec import Sampling
from worker.crossbar import Conditions
from worker.sampling.allocation import FEWEST_IMAGES, PRIOR_BETWEEN
from worker.simulators import NetworkOnImages

MOST_EXACT = 10
"""Largest number of players all of whose coalitions are simulated: 1024."""
PAIRS = 2
"""Pairs of random orders of the players for each draw, if not all coalitions are simulated."""
BUDGETS = ((1000, 6e11), (10_000, 4e12))
"""Most operations for a network on up to so many test images, in multiplications: a minute on one core, or some minutes."""
SIMULATED, RESISTING, SOLVED = 2, 100, 10_000
"""How many times as long a chip takes whose devices are simulated one by one, with resistances around them, and with circuits
that are solved for every input vector."""
MORE_IMAGES = 3
"""How many times as many images as for an accuracy: differences between coalitions vary less from chip to chip."""


@dataclass(frozen=True)
class Plan:
    """Images for each chip, the same for all coalitions of a draw, and draws from the fewest to the most."""

    exact: bool
    images: int
    fewest: int
    most: int


def plan(tested: NetworkOnImages, whole: Conditions, players: int, sampling: Sampling, *, has_chance: bool) -> Plan:
    """Return what to simulate for so many players that are on; `whole` are the conditions with all of them.

    `has_chance` says whether two draws can differ.
    """
    if players <= MOST_EXACT and not has_chance:
        return Plan(exact=True, images=tested.images, fewest=1, most=1)
    images = images_per_draw(tested.images, tested.chip_price)
    budget = next((operations for most, operations in BUDGETS if tested.images <= most), BUDGETS[-1][1])
    chips = budget / ((tested.chip_price + images) * tested.card.macs * slowness(whole, list(tested.card.layer_names)))
    exact = players <= MOST_EXACT and chips >= 2**players * sampling.min_draws
    affordable = int(chips / (2**players if exact else 2 * PAIRS * players))
    most = max(sampling.min_draws, min(sampling.max_draws, affordable))
    return Plan(exact=exact, images=images, fewest=sampling.min_draws, most=most)


def slowness(whole: Conditions, layers: Sequence[int]) -> int:
    """Return how many times as many operations a chip takes as one with a single error for each weight, in its slowest layer."""
    own = [whole.own(index) for index in layers]
    if any(layer.is_solved for layer in own):
        return SOLVED
    if any(layer.resists for layer in own):
        return RESISTING
    return 1 if all(layer.one_error_per_weight for layer in own) else SIMULATED


def images_per_draw(of: int, price: float) -> int:
    """Return how many of all images a chip is shown: a number that divides theirs, so that every image is equally likely.

    The variance of a draw is that between chips and, over the images shown, that within a chip. With the usual ratio of the
    two it is smallest for a given work at the square root of the price of a chip, in images, over that ratio.
    """
    best = max(FEWEST_IMAGES, MORE_IMAGES * sqrt(price / PRIOR_BETWEEN))
    return next((count for count in range(1, of) if of % count == 0 and count >= best), of)
