"""Images per draw, from the two components of variance."""

from __future__ import annotations

import numpy as np
import pytest

from backend.schemas.spec import Sampling
from worker.sampling import Components, Flips, Subset, allocate, components, summarise

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
    larger = [size for size in range(chosen, 10_001) if 10_000 % size == 0]
    assert cost(found, chosen, 10_000, 200) <= min(cost(found, size, 10_000, 200) for size in larger)


def test_chips_that_no_number_of_draws_settles_are_not_made_worse_by_few_images() -> None:
    found = Components(between=0.01, within=0.2)
    chosen = allocate(found, TARGET, of=10_000, price=30)
    assert chosen.variance <= 0.1 * found.between


@pytest.mark.parametrize("of", [1, 7, 97, 500, 777, 10_000])
def test_a_subset_divides_the_images(of: int) -> None:
    assert of % allocate(Components(between=1e-5, within=0.05), TARGET, of=of, price=30).images == 0


def test_components_are_found_in_draws_made_of_them() -> None:
    generator = np.random.default_rng(0)
    shown, of, found = 2000, 10_000, []
    for _ in range(300):
        pilot = []
        for shift in generator.normal(-0.05, 0.02, 4):
            lost, gained = generator.binomial(shown, 0.03 - shift), generator.binomial(shown, 0.03)
            pilot.append(Flips(gained=gained, lost=lost, images=shown))
        found.append(components(pilot, of))
    # The subset is drawn with replacement here, so that what is left out of `of` is counted with the chips.
    assert np.mean([one.between for one in found]) == pytest.approx(0.02**2, rel=0.1)
    assert np.mean([one.within for one in found]) == pytest.approx(0.11 - 0.05**2, rel=0.05)


def test_an_estimate_adds_to_the_clean_answers_what_noise_does() -> None:
    subset = Subset(images=500, of=10_000)
    assert subset.estimate(9000, Flips(gained=3, lost=13, images=500)) == 8800
    assert Subset(images=500, of=500).estimate(450, Flips(gained=3, lost=13, images=500)) == 440


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
