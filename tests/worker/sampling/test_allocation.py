"""Images per draw, from the two components of variance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from backend.schemas.spec import Sampling
from worker.sampling import Components, Subset, allocate, components, settled_at, summarise
from worker.sampling.allocation import draws_needed

TARGET = Sampling(half_width=0.005, images_per_draw="auto")


def cost(found: Components, size: int, of: int, price: float) -> float:
    """Images of all draws, to a factor: the price of a variance."""
    return (found.between + found.within * (1 / size - 1 / of)) * (size + price)


def test_equal_chips_are_shown_few_images_and_unequal_ones_many_enough() -> None:
    alike = allocate(Components(between=1e-7, within=0.01), TARGET, of=10_000, price=30)
    apart = allocate(Components(between=1e-4, within=0.1), TARGET, of=10_000, price=30)
    assert 100 <= alike.images < apart.images < 10_000
    assert 10_000 % alike.images == 10_000 % apart.images == 0


def test_a_dear_chip_is_shown_more_images() -> None:
    found = Components(between=4e-6, within=0.05)
    sizes = [allocate(found, TARGET, of=10_000, price=price).images for price in (0, 100, 1000, 100_000)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


def test_no_other_affordable_size_is_cheaper() -> None:
    found = Components(between=3e-5, within=0.08)
    chosen = allocate(found, TARGET, of=10_000, price=200).images
    larger = [chosen * times for times in (2, 5, 10, 20, 50) if 10_000 % (chosen * times) == 0]
    assert cost(found, chosen, 10_000, 200) <= min(cost(found, size, 10_000, 200) for size in larger)


def test_chips_that_no_number_of_draws_settles_are_not_made_worse_by_few_images() -> None:
    found = Components(between=0.01, within=0.2)
    chosen = allocate(found, TARGET, of=10_000, price=30)
    assert chosen.variance <= 0.1 * found.between


@pytest.mark.parametrize("of", [1, 7, 97, 500, 777, 10_000])
def test_a_subset_divides_the_images(of: int) -> None:
    assert of % allocate(Components(between=1e-5, within=0.05), TARGET, of=of, price=30).images == 0


def test_components_are_found_in_draws_made_of_them() -> None:
    """But for what is thought of beside them, which few draws do not outweigh and many do."""
    generator = np.random.default_rng(0)
    shown, of = 500, 10_000

    def pilot(draws: int) -> list[np.ndarray]:
        return [np.where(generator.random(shown) < lost, -1, 0).astype(np.int8) for lost in generator.normal(0.2, 0.05, draws)]

    found = [components(pilot(400), of) for _ in range(20)]
    within = 0.2 * 0.8 - 0.05**2
    # The subset is drawn with replacement here, so that what is left out of `of` is counted with the chips.
    assert np.mean([one.between for one in found]) == pytest.approx(0.05**2, rel=0.06)
    assert np.mean([one.within for one in found]) == pytest.approx(within, rel=0.02)
    assert np.mean([one.changed for one in found]) == pytest.approx(0.2, rel=0.02)
    few = [components(pilot(4), of) for _ in range(600)]
    assert np.mean([one.between for one in few]) == pytest.approx((0.05**2 + 0.01 * within) / 2, rel=0.08)
    assert min(one.between for one in few) >= 0.002 * within


def test_the_variance_of_an_image_is_that_in_its_class() -> None:
    """Half the classes are lost and half are not: the sample has its share of each, and nothing is left to chance."""
    lost = np.repeat([-1, 0] * 5, 50).astype(np.int8)
    found = components([lost, lost], 10_000)
    assert found.within == pytest.approx(9 / 2 / 499) and found.within < 0.05 * lost.var()


def test_few_images_only_where_noise_changes_many_answers() -> None:
    found = Components(between=0.005, within=0.15, changed=0.6)
    sampling = Sampling(half_width=0.01, max_draws=2000, images_per_draw="auto")
    assert allocate(found, sampling, of=10_000, price=10).images == 50
    assert allocate(replace(found, changed=0.1), sampling, of=10_000, price=10).images == 100


@pytest.mark.parametrize("variance", [1e-6, 1e-4, 1e-3, 5e-3])
def test_so_many_draws_are_needed(variance: float) -> None:
    sampling = Sampling(half_width=0.01, max_draws=4000)
    generator = np.random.default_rng(3)
    taken = []
    for _ in range(100):
        draws = np.round(generator.normal(0.5, np.sqrt(variance), 4000) * 10_000).astype(int).tolist()
        taken.append(settled_at(draws, 10_000, sampling))
    assert np.mean(taken) == pytest.approx(draws_needed(variance, sampling), rel=0.25)


def test_draws_that_never_suffice_are_as_many_as_may_be() -> None:
    assert draws_needed(1.0, Sampling(half_width=0.001, max_draws=300)) == 300


def test_an_estimate_adds_to_the_clean_answers_what_noise_does() -> None:
    changes = np.array([1] * 3 + [-1] * 13 + [0] * 484, np.int8)
    assert Subset(images=500, of=10_000).estimate(9000, changes) == 8800
    assert Subset(images=500, of=500).estimate(450, changes) == 440


def test_the_spread_of_chips_is_told_without_that_of_their_estimates() -> None:
    generator = np.random.default_rng(1)
    subset = Subset(images=500, of=10_000, within=0.1)
    chips = generator.normal(0.8, 0.02, 400)
    estimates = np.round((chips + generator.normal(0, np.sqrt(subset.variance), 400)) * 500).astype(int) * 20
    told = summarise(estimates.tolist(), 10_000, Sampling(half_width=0.001, max_draws=400), subset=subset)
    raw = summarise(estimates.tolist(), 10_000, Sampling(half_width=0.001, max_draws=400))
    assert told.std_draws == pytest.approx(0.02, rel=0.12) and told.std_draws < raw.std_draws
    assert told.p90 - told.p10 < raw.p90 - raw.p10
    assert told.accuracy == raw.accuracy and told.ci_high - told.ci_low >= raw.ci_high - raw.ci_low
