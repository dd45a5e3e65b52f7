"""Shapley values: how a loss is split over what causes it, whose effects do not simply add up.

A player's share is what it adds to the loss, averaged over all orders in which the players come (L. S. Shapley, "A value for
n-person games", Contributions to the Theory of Games II, 1953). The shares sum to the loss of all players together; a player
that never adds anything has 0; two that always add the same have the same.

A coalition is a whole number whose bit i says whether player i is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import comb, factorial

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def shares(losses: Numbers) -> Numbers:
    """Return the players' shares (players, ...) of the losses of all coalitions (2^players, ...).

    A player that adds nothing to any coalition has exactly 0.
    """
    players = len(losses).bit_length() - 1
    coalitions = np.arange(len(losses))
    sizes, weights = np.bitwise_count(coalitions), _weights(players)
    found = []
    for player in range(players):
        inside = coalitions[(coalitions >> player) & 1 == 1]
        outside = inside ^ (1 << player)
        found.append(np.tensordot(weights[sizes[outside]], losses[inside] - losses[outside], axes=1))
    return np.asarray(found)


def sum_of_squares(players: int) -> float:
    """Return the variance of a share whose coalitions' losses have independent errors of variance 1."""
    return float(sum(2 * comb(players - 1, size) * weight**2 for size, weight in enumerate(_weights(players))))


def _weights(players: int) -> Numbers:
    """Return the share of the orders in which a player comes after given others, by their number: (players,)."""
    orders = factorial(players)
    return np.array([factorial(size) * factorial(players - size - 1) / orders for size in range(players)])


def along(order: NDArray[np.intp], loss: Callable[[int], float]) -> Numbers:
    """Return what each player adds to the loss if the players come in this order: (players,), by their number."""
    added, coalition = np.empty(len(order)), 0
    before = loss(coalition)
    for player in order:
        coalition |= 1 << int(player)
        now = loss(coalition)
        added[player] = now - before
        before = now
    return added


def antithetic_orders(players: int, pairs: int, generator: np.random.Generator) -> Iterator[NDArray[np.intp]]:
    """Yield so many random orders of the players, each followed by its reverse.

    A player that comes early in one comes late in the other, so that what it adds differs less from pair to pair (R. Mitchell
    et al., "Sampling permutations for Shapley value estimation", J. Mach. Learn. Res. 23, 2022).
    """
    for _pair in range(pairs):
        order = generator.permutation(players)
        yield order
        yield order[::-1]


def sampled(players: int, pairs: int, loss: Callable[[int], float], generator: np.random.Generator) -> Numbers:
    """Return an unbiased estimate of all shares (players,) from so many pairs of orders; it sums to the whole loss, too."""
    return np.asarray(np.mean([along(order, loss) for order in antithetic_orders(players, pairs, generator)], axis=0))
