"""Means over seeds and chips, Welch's interval, and what intervals decide."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from backend.reproductions.statistics import (
    Mean,
    at_least,
    combine,
    difference,
    exceeds,
    over_draws,
    over_seeds,
    paired,
    percent,
    points,
    within,
)
from backend.schemas.run import Point


def point(accuracy: float, *, std: float = 0.001, draws: int = 10) -> Point:
    width = float(stats.t.ppf(0.975, draws - 1)) * std / draws**0.5
    return Point(
        network="digits/mlp-noise0",
        x=0,
        accuracy=accuracy,
        ci_low=accuracy - width,
        ci_high=accuracy + width,
        std_draws=std,
        p10=accuracy,
        p90=accuracy,
        draws=draws,
        images=10_000,
    )


def test_the_interval_over_seeds_is_the_t_interval_of_their_means() -> None:
    values = [0.90, 0.92, 0.91]
    found = over_seeds([point(value) for value in values])
    low, high = stats.t.interval(0.95, 2, loc=np.mean(values), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.seeds == 3 and found.draws == 30 and found.of_seeds == tuple(values)


def test_seeds_that_agree_promise_no_more_than_their_chips() -> None:
    agreeing = over_seeds([point(0.9, std=0.03, draws=4)] * 3)
    assert agreeing.variance == pytest.approx(0.03**2 / 4 / 3, rel=1e-4)
    assert agreeing.half_width > 0.02


def test_one_seed_has_the_interval_of_its_chips() -> None:
    found = over_seeds([point(0.9, std=0.02, draws=16)])
    assert found.half_width == pytest.approx(float(stats.t.ppf(0.975, 15)) * 0.02 / 4, rel=1e-3)
    assert found.seeds == 1


def test_a_point_without_chance_is_exact() -> None:
    found = over_seeds([point(0.9, std=0)])
    assert found.half_width == 0 and percent(found) == "90.00 %"


def test_the_interval_of_a_difference_is_welchs() -> None:
    a, b = [0.90, 0.92, 0.91], [0.85, 0.852, 0.853]
    found = difference(over_seeds([point(value) for value in a]), over_seeds([point(value) for value in b]))
    welch = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((welch.low, welch.high))


def test_the_interval_of_a_difference_covers_the_truth() -> None:
    """Seeds scatter by 1 point, chips by 2: of 1,000 experiments about 95 % hold the true difference."""
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(1000):
        groups = []
        for truth in (0.9, 0.87):
            chips = truth + rng.normal(0, 0.01, (3, 1)) + rng.normal(0, 0.02, (3, 8))
            groups.append(over_seeds([point(float(row.mean()), std=float(row.std(ddof=1)), draws=8) for row in chips]))
        found = difference(*groups)
        held += found.low <= 0.03 <= found.high
    assert held >= 940


def test_the_change_of_the_same_networks_is_paired() -> None:
    """Seeds differ by 5 points, and lose 1 point each: Welch's interval would not know."""
    first, second = ([point(value, std=1e-6) for value in values] for values in ((0.90, 0.85, 0.80), (0.911, 0.859, 0.81)))
    found = paired(first, second)
    low, high = stats.t.interval(0.95, 2, loc=-0.01, scale=stats.sem([-0.011, -0.009, -0.01]))
    assert (found.low, found.high) == pytest.approx((low, high)) and found.seeds == 3
    assert difference(over_seeds(first), over_seeds(second)).half_width > 10 * found.half_width


def test_a_paired_change_promises_no_more_than_its_chips() -> None:
    found = paired([point(0.9, std=0.03, draws=4)] * 3, [point(0.88, std=0.04, draws=16)] * 3)
    assert found.variance == pytest.approx((0.03**2 / 4 + 0.04**2 / 16) / 3, rel=1e-4)
    assert paired([point(0.9, std=0)], [point(0.8, std=0)]).half_width == 0


def test_an_interval_decides_only_where_it_lies_on_one_side() -> None:
    def mean(value: float) -> Mean:
        return Mean(value, 0.0001, 1e9, 3, 30)  # half-width 0.0196

    assert [exceeds(mean(value)) for value in (0.05, 0.01, -0.05)] == ["holds", "open", "fails"]
    assert [within(mean(value), 0.05) for value in (0.01, 0.04, 0.1, -0.1)] == ["holds", "open", "fails", "fails"]
    assert at_least(Mean(0.9, 0, 0, 1, 1), 0.9) == "holds"
    assert exceeds(Mean(0.9, 0, 0, 1, 1), 0.9) == "open"


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["holds", "holds"], "holds"),
        (["holds", "fails"], "partly"),
        (["holds", "open"], "partly"),
        (["partly", "open"], "partly"),
        (["holds", "open", "open"], "open"),
        (["fails", "open"], "open"),
        (["fails", "fails", "open"], "fails"),
        (["fails", "fails"], "fails"),
        (["open"], "open"),
        ([], "open"),
    ],
)
def test_verdicts_are_combined(verdicts: list[str], whole: str) -> None:
    assert combine(verdicts) == whole  # type: ignore[arg-type]


def test_numbers_are_said_with_their_interval() -> None:
    found = over_draws([0.1, 0.2, 0.3])
    assert found.value == pytest.approx(0.2) and found.freedom == 2
    assert points(Mean(-0.02, 0.0001, 1e9, 3, 30)) == "−2.00 [−3.96, −0.04] points"
