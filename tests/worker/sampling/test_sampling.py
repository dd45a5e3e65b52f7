"""When draws suffice, and what they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.schemas.spec import Sampling
from worker.sampling import Looks, looks, mean_interval, settled_at, summarise

SAMPLING = Sampling(half_width=0.01, min_draws=5, max_draws=60)
draws = st.lists(st.integers(0, 500), min_size=2, max_size=80)


def test_looks_grow_from_the_fewest_to_the_most() -> None:
    assert looks(5, 20) == (5, 7, 9, 12, 15, 19, 20)
    assert looks(7, 7) == (7,)
    assert looks(24, 150) == (24, 30, 33, 37, 41, 46, 51, 57, 63, 70, 77, 85, 94, 104, 110, 116, 122, 129, 136, 143, 150)


@given(draws)
def test_the_rule_depends_on_the_draws_it_uses_alone(correct: list[int]) -> None:
    settled = settled_at(correct, 500, SAMPLING)
    if settled is None:
        assert len(correct) < SAMPLING.max_draws
        return
    assert SAMPLING.min_draws <= settled <= SAMPLING.max_draws
    assert settled_at(correct[:settled], 500, SAMPLING) == settled
    assert summarise(correct, 500, SAMPLING) == summarise(correct[:settled], 500, SAMPLING)


@given(draws, st.lists(st.integers(1, 30), min_size=1, max_size=80))
def test_looking_as_draws_come_settles_where_looking_at_once_does(correct: list[int], steps: list[int]) -> None:
    looking, seen = Looks(500, SAMPLING), 0
    for step in steps:
        seen += step
        assert looking.settled(correct[:seen]) == settled_at(correct[:seen], 500, SAMPLING)


@given(draws)
def test_no_look_is_missed_by_whoever_draws_up_to_the_next(correct: list[int]) -> None:
    looking = Looks(500, SAMPLING)
    while (settled := looking.settled(correct[: looking.next])) is None and looking.next <= len(correct):
        pass
    assert settled == settled_at(correct, 500, SAMPLING)


@given(draws)
def test_a_summary_is_in_order(correct: list[int]) -> None:
    summary = summarise(correct, 500, SAMPLING)
    assert 0 <= summary.ci_low <= summary.accuracy <= summary.ci_high <= 1
    assert 0 <= summary.p10 <= summary.p90 <= 1
    assert summary.std_draws >= 0


def test_equal_draws_still_have_an_interval() -> None:
    summary = summarise([450] * 7, 500, SAMPLING)
    assert summary.settled and summary.accuracy == pytest.approx(0.9)
    assert 0 < summary.ci_high - summary.ci_low < 0.002


def test_symmetric_draws_have_nearly_the_t_interval() -> None:
    correct = [440, 445, 450, 455, 460, 440, 445, 450, 455, 460]
    interval = mean_interval(correct, 500, 0.95)
    accuracies = np.array(correct) / 500
    expected = 1.05 * 2.262 * accuracies.std(ddof=1) / np.sqrt(10)
    assert interval.half_width == pytest.approx(expected, rel=0.01)
    assert interval.mean - interval.low == pytest.approx(interval.high - interval.mean, rel=0.01)


def test_a_lower_tail_stretches_the_interval_downwards() -> None:
    interval = mean_interval([480, 479, 481, 480, 478, 480, 479, 430, 481, 480, 440, 479], 500, 0.95)
    assert interval.mean - interval.low > interval.high - interval.mean


def test_one_draw_says_nothing_of_the_spread() -> None:
    summary = summarise([450], 500, SAMPLING)
    assert (summary.ci_low, summary.ci_high, summary.settled) == (0, 1, False)
    with pytest.raises(ValueError, match="two draws"):
        mean_interval([450], 500, 0.95)


def test_without_chance_one_computation_is_all() -> None:
    summary = summarise([450], 500, SAMPLING, has_chance=False)
    assert summary.settled and summary.draws == SAMPLING.min_draws
    assert summary.ci_low == summary.ci_high == summary.accuracy == 0.9


def test_a_tighter_target_continues_the_same_draws() -> None:
    generator = np.random.default_rng(0)
    correct = generator.normal(450, 8, 400).round().astype(int).tolist()
    wide = settled_at(correct, 500, Sampling(half_width=0.02, max_draws=400))
    tight = settled_at(correct, 500, Sampling(half_width=0.003, max_draws=400))
    assert wide and tight and wide < tight
