"""Which trained network suits a level of noise."""

from __future__ import annotations

import pytest

from backend.networks import zoo_cards
from worker.analysis.equivalence.recommending import levels, nearest, recommend

TRAINED = {0.0: "a", 0.1: "b", 0.2: "c", 0.5: "d"}


@pytest.mark.parametrize(
    ("noise", "level"), [(0, 0), (0.04, 0), (0.06, 0.1), (0.14, 0.1), (0.15, 0.2), (0.3, 0.2), (0.33, 0.5), (7, 0.5)]
)
def test_the_nearest_level_is_so_by_ratio(noise: float, level: float) -> None:
    assert nearest(noise, TRAINED) == level


def test_levels_are_those_of_the_same_architecture_trained_without_noise_on_weights() -> None:
    cards = zoo_cards()
    found = levels(cards["mnist/mlp-noise0"], cards.values())
    assert found == {
        0.0: "mnist/mlp-noise0",
        0.1: "mnist/mlp-noise0.1",
        0.2: "mnist/mlp-noise0.2",
        0.5: "mnist/mlp-noise0.5",
    }
    assert levels(cards["mnist/mlp-noise0-s1"], cards.values())[0.0] == "mnist/mlp-noise0-s1"


def test_a_recommendation_says_why() -> None:
    found = recommend(0.23, TRAINED)
    assert found and (found.network, found.training_noise) == ("c", 0.2)
    assert "amounts to 0.23" in found.why and "0, 0.1, 0.2, 0.5" in found.why
    assert recommend(0.23, {}) is None
