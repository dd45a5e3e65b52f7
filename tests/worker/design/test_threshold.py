"""Synthetic networks whose accuracy falls at a known place."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.design import Measurement, fewest, largest

CLEAN, SLOPE = 0.98, 2.0


def accuracy(sigma: float) -> float:
    return CLEAN - SLOPE * sigma


def exactly(sigma: float, half: float = 0.0) -> Measurement:
    return Measurement(accuracy(sigma), accuracy(sigma) - half, accuracy(sigma) + half)


@given(threshold=st.floats(0.001, 0.199), half=st.floats(0.0, 0.01))
def test_bisection_finds_the_known_threshold_and_its_interval(threshold: float, half: float) -> None:
    answer = largest(lambda sigma: exactly(sigma, half), target=accuracy(threshold), low=0.0, high=0.2, tolerance=1e-4)
    assert answer.outcome == "found" and answer.monotone
    assert answer.value == pytest.approx(threshold, abs=1.01e-4)
    assert answer.ci_low == pytest.approx(max(threshold - half / SLOPE, 0.0), abs=1.01e-4)
    assert answer.ci_high == pytest.approx(min(threshold + half / SLOPE, 0.2), abs=1.01e-4)
    assert answer.ci_low <= answer.value <= answer.ci_high


def coverage(*, common: bool, experiments: int = 1000) -> float:
    """Share of noisy experiments with 95 % intervals whose answer holds the true crossing."""
    truth, deviation = 0.06, 0.01
    covered = 0
    for experiment in range(experiments):
        generator = np.random.default_rng(experiment)
        shared = generator.normal(0, deviation)

        def measure(sigma: float, generator: np.random.Generator = generator, shared: float = shared) -> Measurement:
            mean = accuracy(sigma) + (shared if common else generator.normal(0, deviation))
            return Measurement(mean, mean - 1.96 * deviation, mean + 1.96 * deviation)

        answer = largest(measure, target=accuracy(truth), low=0.0, high=0.2, tolerance=0.0005)
        covered += answer.ci_low <= truth <= answer.ci_high
    return covered / experiments


def test_the_interval_covers_the_truth_as_often_as_the_sampler_s() -> None:
    assert 0.93 < coverage(common=True) < 0.975


def test_with_fresh_numbers_it_covers_at_least_as_often() -> None:
    assert coverage(common=False) > 0.95


def test_measurements_are_shared_between_the_three_searches() -> None:
    asked: list[float] = []

    def measure(sigma: float) -> Measurement:
        asked.append(sigma)
        return exactly(sigma)

    answer = largest(measure, target=0.9, low=0.0, high=0.2, tolerance=1e-3)
    assert len(asked) == len(set(asked)) == len(answer.measured) <= 2 + math.ceil(math.log2(200))


def test_a_network_that_holds_or_fails_everywhere_says_so() -> None:
    always = largest(exactly, target=0.1, low=0.0, high=0.2, tolerance=1e-3)
    assert (always.outcome, always.value) == ("everywhere", 0.2)
    never = largest(exactly, target=0.99, low=0.0, high=0.2, tolerance=1e-3)
    assert (never.outcome, never.value, never.ci_low, never.ci_high) == ("nowhere", None, 0.0, 0.0)


def test_a_course_that_turns_back_is_reported() -> None:
    def valley(sigma: float) -> Measurement:
        level = 0.9 if sigma < 0.04 else 0.2 if sigma < 0.06 else 0.5
        return Measurement(level, level - 0.01, level + 0.01)

    assert not largest(valley, target=0.8, low=0.0, high=0.2, tolerance=1e-3).monotone


@pytest.mark.parametrize("needed", range(1, 17))
def test_fewest_bits(needed: int) -> None:
    def measure(bits: int) -> Measurement:
        level = 0.95 if bits >= needed else 0.95 - 0.1 * (needed - bits) / needed
        return Measurement(level, level, level)

    answer = fewest(measure, target=0.95, low=1, high=16)
    assert answer.value == needed
    assert answer.outcome == ("everywhere" if needed == 1 else "found")
    assert len(answer.measured) <= 6


def test_undecided_bits_widen_the_interval() -> None:
    def measure(bits: int) -> Measurement:
        level = 1 - 2.0**-bits
        return Measurement(level, level - 0.02, level + 0.02)

    answer = fewest(measure, target=0.96, low=1, high=12)
    assert answer.value == 5
    assert (answer.ci_low, answer.ci_high) == (4.0, 6.0)


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"low": 0.2, "high": 0.2}, "low must be less than high"), ({"tolerance": 0.0}, "tolerance must be greater than 0")],
)
def test_an_impossible_search_is_refused(fields: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        largest(exactly, **{"target": 0.9, "low": 0.0, "high": 0.2, "tolerance": 1e-3, **fields})
