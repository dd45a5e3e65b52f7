"""Curves are compared before speeds are, and a speed is withheld where they disagree."""

from __future__ import annotations

import numpy as np
import pytest

from worker.bench.agreement import agreement

IMAGES = 1000
SIGMAS = (0.01, 0.02, 0.05)


def curve(random: np.random.Generator, *means: float, draws: int = 40, spread: float = 0.02) -> list[list[int]]:
    return [[round(IMAGES * accuracy) for accuracy in random.normal(mean, spread, draws)] for mean in means]


def test_two_samples_of_the_same_curve_agree_as_often_as_said() -> None:
    random = np.random.default_rng(0)
    pairs = [[curve(random, 0.9, 0.8, 0.5) for _ in range(2)] for _ in range(1000)]
    agreeing = sum(agreement(SIGMAS, one, other, IMAGES).holds for one, other in pairs)
    assert 0.93 < agreeing / len(pairs) < 0.975


def test_another_curve_is_noticed_and_the_reason_is_said() -> None:
    random = np.random.default_rng(1)
    found = agreement(SIGMAS, curve(random, 0.9, 0.8, 0.5), curve(random, 0.9, 0.77, 0.5), IMAGES)
    assert found.at == 0.02
    assert found.reason is not None and "points at sigma 0.02" in found.reason


def test_a_comparison_that_could_not_see_a_disagreement_counts_for_none() -> None:
    random = np.random.default_rng(2)
    found = agreement(SIGMAS, *(curve(random, 0.9, 0.8, 0.5, draws=4, spread=0.05) for _ in range(2)), IMAGES)
    assert not found.holds and "says too little" in str(found.reason)


def test_chips_that_all_agree_agree() -> None:
    same = [[900] * 5] * 3
    assert agreement(SIGMAS, same, same, IMAGES).holds
    other = [[900] * 5, [905] * 5, [900] * 5]
    assert not agreement(SIGMAS, same, other, IMAGES).holds


def test_what_is_measured_must_be_given_for_every_sigma() -> None:
    with pytest.raises(ValueError, match="zip"):
        agreement(SIGMAS, [[1, 2]], [[1, 2]], IMAGES)
