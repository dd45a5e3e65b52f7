"""The interval of a point covers the truth as often as it says, sequential stopping included."""

from __future__ import annotations

import numpy as np
import pytest

from backend.schemas.spec import Sampling
from worker.sampling import Looks, allocate, components, summarise
from worker.sampling.allocation import PILOT_DRAWS, PILOT_IMAGES, draws_needed

EXPERIMENTS = 2000
SAMPLING = Sampling(half_width=0.005)


def chips(generator: np.random.Generator, kind: str, mean: float, std: float, count: int) -> np.ndarray:
    """Accuracies of simulated chips: symmetric, or with a lower tail as near a ceiling (skewness -1)."""
    if kind == "normal":
        drawn = generator.normal(mean, std, count)
    else:
        drawn = mean + std * (4 - generator.gamma(4, 1, count)) / 2
    return np.clip(drawn, 0, 1)


CASES = [
    # kind, mean, spread of chips, images, target half-width
    ("normal", 0.97, 0.004, 10_000, 0.005),
    ("normal", 0.90, 0.010, 10_000, 0.005),
    ("normal", 0.80, 0.020, 500, 0.010),
    ("normal", 0.60, 0.050, 10_000, 0.010),
    ("normal", 0.40, 0.100, 500, 0.010),
    ("normal", 0.90, 0.007, 10_000, 0.005),
    ("tail", 0.85, 0.020, 10_000, 0.005),
    ("tail", 0.85, 0.030, 10_000, 0.010),
    ("tail", 0.97, 0.005, 10_000, 0.005),
]


MANY = [
    # The same for chips that differ much, of which hundreds are looked at ever so often.
    ("normal", 0.60, 0.050, 10_000, 0.010),
    ("tail", 0.60, 0.060, 500, 0.010),
    ("normal", 0.40, 0.100, 10_000, 0.010),
    ("tail", 0.60, 0.100, 10_000, 0.010),
]


def covered(
    kind: str, mean: float, std: float, images: int, half_width: float, seed: int, experiments: int, max_draws: int = 100
) -> np.ndarray:
    """For each experiment, whether the interval at which sampling stopped holds the truth."""
    generator = np.random.default_rng(seed)
    sampling = Sampling(half_width=half_width, max_draws=max_draws)
    truth = np.round(chips(generator, kind, mean, std, 1_000_000) * images).mean() / images
    hits = []
    for _ in range(experiments):
        correct = np.round(chips(generator, kind, mean, std, sampling.max_draws) * images).astype(int).tolist()
        summary = summarise(correct, images, sampling)
        assert summary.settled
        hits.append(summary.ci_low <= truth <= summary.ci_high)
    return np.array(hits)


def test_nominal_95_percent_cover_93_to_97_over_all_cases() -> None:
    each = EXPERIMENTS // len(CASES) + 1
    hits = np.concatenate([covered(*case, seed=number, experiments=each) for number, case in enumerate(CASES)])
    assert len(hits) >= EXPERIMENTS
    assert 0.93 <= hits.mean() <= 0.97, hits.mean()


def test_nominal_95_percent_cover_93_to_97_where_hundreds_of_draws_are_needed() -> None:
    each = EXPERIMENTS // len(MANY) + 1
    hits = [covered(*case, seed=number, experiments=each, max_draws=2000) for number, case in enumerate(MANY)]
    assert 0.93 <= np.mean(hits) <= 0.97, np.mean(hits)
    assert min(np.mean(one) for one in hits) >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / each), [np.mean(one) for one in hits]


@pytest.mark.parametrize("case", CASES, ids=[f"{case[0]}-{case[1]}-{case[2]}" for case in CASES])
def test_no_single_case_falls_far_below(case: tuple[str, float, float, int, float]) -> None:
    hits = covered(*case, seed=99, experiments=500)
    # Three standard errors of 500 experiments below 93 %.
    assert hits.mean() >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / 500), hits.mean()


def covered_by_subsets(std: float, lost: float, half_width: float, seed: int, experiments: int) -> tuple[np.ndarray, float]:
    """The same with subsets: chips differ in what noise costs them, and in which classes; pilot, choice, draws, looks.

    Also the mean number of images that a point took, pilot and all.
    """
    generator = np.random.default_rng(seed)
    sampling = Sampling(half_width=half_width, images_per_draw="auto", max_draws=MOST_DRAWS)
    images, clean, gained, classes = 10_000, 9_000, 0.005, 10
    alpha = lost * (lost * (1 - lost) / std**2 - 1)

    def costs(count: int) -> np.ndarray:
        """Of so many chips, the share of each class that noise costs: (count, classes)."""
        share = generator.dirichlet(np.full(classes, 4.0), count) * classes
        return np.clip(generator.beta(alpha, alpha * (1 - lost) / lost, (count, 1)) * share, 0, 1 - gained)

    truth = clean / images + gained - costs(200_000).mean()

    def changes(shown: int) -> np.ndarray:
        """One image of each of so many groups, class by class, of which noise costs some more than others."""
        chances = costs(1)[0][np.arange(shown) * classes // shown]
        drawn = generator.random(shown)
        return np.where(drawn < chances, -1, np.where(drawn >= 1 - gained, 1, 0)).astype(np.int8)

    hits, taken = [], []
    for _ in range(experiments):
        pilot = [changes(PILOT_IMAGES) for _ in range(PILOT_DRAWS)]
        subset = allocate(components(pilot, images), sampling, of=images, price=30)
        looked, correct = Looks(images, sampling, shown=subset.images), []
        while looked.settled(correct) is None:
            correct.append(subset.estimate(clean, changes(subset.images)))
        summary = summarise(correct, images, sampling, subset=subset)
        hits.append(summary.ci_low <= truth <= summary.ci_high)
        taken.append(summary.draws * subset.images + PILOT_DRAWS * PILOT_IMAGES)
    return np.array(hits), float(np.mean(taken))


MOST_DRAWS = 2000
SUBSETS = [
    (0.002, 0.01, 0.005),
    (0.01, 0.04, 0.005),
    (0.02, 0.10, 0.005),
    (0.02, 0.10, 0.010),
    (0.05, 0.30, 0.010),
    (0.08, 0.50, 0.010),
]


def test_nominal_95_percent_cover_93_to_97_with_images_per_draw_chosen_too() -> None:
    hits = np.concatenate([covered_by_subsets(*case, seed=number, experiments=335)[0] for number, case in enumerate(SUBSETS)])
    assert len(hits) >= EXPERIMENTS
    assert 0.93 <= hits.mean() <= 0.97, hits.mean()


@pytest.mark.parametrize("case", SUBSETS, ids=[f"{case[0]}-{case[1]}-{case[2]}" for case in SUBSETS])
def test_no_single_case_of_subsets_falls_far_below_and_each_saves_images(case: tuple[float, float, float]) -> None:
    hits, taken = covered_by_subsets(*case, seed=77, experiments=400)
    assert hits.mean() >= 0.93 - 3 * np.sqrt(0.93 * 0.07 / 400), hits.mean()
    of_all = draws_needed(case[0] ** 2, Sampling(half_width=case[2], max_draws=MOST_DRAWS)) * 10_000
    assert taken < 0.5 * of_all, (taken, of_all)


def test_the_target_is_met_unless_draws_run_out() -> None:
    generator = np.random.default_rng(4)
    for _ in range(200):
        correct = np.round(chips(generator, "tail", 0.9, generator.uniform(0.001, 0.05), 100) * 10_000).astype(int).tolist()
        summary = summarise(correct, 10_000, SAMPLING)
        assert summary.draws == SAMPLING.max_draws or (summary.ci_high - summary.ci_low) / 2 <= SAMPLING.half_width
