"""Shapley values of games whose shares are known."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.analysis.attribution.attributing import share_interval
from worker.analysis.attribution.shapley import Numbers, along, antithetic_orders, sampled, shares, sum_of_squares

LOSSES = st.lists(st.floats(-1, 1), min_size=16, max_size=16).map(np.array)


def game(players: int, loss: Callable[[list[int]], float]) -> Numbers:
    return np.array([loss([i for i in range(players) if coalition >> i & 1]) for coalition in range(1 << players)])


def test_in_an_additive_game_each_has_its_own() -> None:
    own = [0.3, 0.0, -0.1, 0.2]
    assert shares(game(4, lambda inside: sum(own[i] for i in inside))) == pytest.approx(own)


def test_what_two_lose_together_is_shared_by_them() -> None:
    """Each has its own part and half of that of every pair that it is in."""
    own, pairs = [0.1, 0.2, 0.0, 0.05], {(0, 1): 0.4, (1, 2): -0.2, (0, 3): 0.1}
    losses = game(4, lambda inside: sum(own[i] for i in inside) + sum(v for p, v in pairs.items() if set(p) <= set(inside)))
    expected = [own[i] + sum(value / 2 for pair, value in pairs.items() if i in pair) for i in range(4)]
    assert shares(losses) == pytest.approx(expected)


@given(LOSSES)
def test_of_four_players_they_are_the_means_over_all_orders(losses: Numbers) -> None:
    every = [along(np.array(order), lambda coalition: float(losses[coalition])) for order in permutations(range(4))]
    assert shares(losses) == pytest.approx(np.mean(every, axis=0), abs=1e-12)


@given(LOSSES)
def test_they_sum_to_the_whole_loss(losses: Numbers) -> None:
    assert shares(losses).sum() == pytest.approx(losses[-1] - losses[0], abs=1e-12)


@given(LOSSES, LOSSES)
def test_they_are_linear(first: Numbers, second: Numbers) -> None:
    assert shares(first + 2 * second) == pytest.approx(shares(first) + 2 * shares(second), abs=1e-12)
    assert shares(np.stack([first, second], axis=1))[:, 1] == pytest.approx(shares(second), abs=1e-12)


@given(LOSSES)
def test_who_adds_nothing_has_exactly_nothing(losses: Numbers) -> None:
    without_third = np.array([losses[coalition & 0b1011] for coalition in range(16)])
    assert shares(without_third)[2] == 0.0


def test_who_add_the_same_have_the_same() -> None:
    losses = game(3, lambda inside: 0.1 * len(inside) ** 2 + 0.3 * (2 in inside))
    first, second, third = shares(losses)
    assert first == pytest.approx(second) and third == pytest.approx(first + 0.3)


def test_errors_of_losses_become_errors_of_shares() -> None:
    errors = np.random.default_rng(0).normal(size=(64, 20_000))
    assert shares(errors).var(axis=1) == pytest.approx(sum_of_squares(6), rel=0.05)


def test_each_order_is_followed_by_its_reverse() -> None:
    first, second, third, fourth = antithetic_orders(6, 2, np.random.default_rng(0))
    assert np.array_equal(first, second[::-1]) and np.array_equal(third, fourth[::-1])
    assert sorted(first) == list(range(6)) and not np.array_equal(first, third)


@pytest.mark.parametrize("chips_differ", [0.0, 0.5])
def test_intervals_of_sampled_shares_cover_the_truth(chips_differ: float) -> None:
    """In 93 to 97 % of the shares of twelve players, whether only orders differ from draw to draw, or chips as well."""
    players, draws, generator = 12, 20, np.random.default_rng(1)
    inside = np.arange(1 << players)[:, None] >> np.arange(players) & 1
    covered = []
    for _answer in range(100):
        own, hurting = generator.uniform(0, 0.02, players), generator.uniform(0, 0.3, (4, players))
        # Losses grow faster than the sum of their causes, as accuracies fall at first, and then stop.
        losses = inside @ own + 0.1 * np.tanh((inside @ hurting.T) ** 3).sum(axis=1)
        truth, values = shares(losses), []
        for _draw in range(draws):
            of_chip = losses + inside @ (chips_differ * own * generator.normal(size=players))
            values.append(sampled(players, 2, of_chip.__getitem__, generator))
            assert np.sum(values[-1]) == pytest.approx(of_chip[-1], abs=1e-12)
        found = [share_interval(one, rounding=0.0, confidence=0.95) for one in np.transpose(values)]
        covered += [one.low <= share <= one.high for one, share in zip(found, truth, strict=True)]
    assert 0.93 <= np.mean(covered) <= 0.97
