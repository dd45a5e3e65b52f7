from __future__ import annotations

import numpy as np
import pytest

from worker.analysis.dynamics.information import entropy, information

CLASSES = np.arange(200) % 8


def test_ends_that_tell_all_classes_apart_have_their_entropy() -> None:
    assert entropy(CLASSES) == pytest.approx(3)
    assert information(CLASSES, CLASSES) == pytest.approx(3)
    assert information(CLASSES * 2 + (np.arange(200) // 8) % 2, CLASSES) == pytest.approx(3)


def test_one_end_for_all_and_an_end_for_each_say_nothing() -> None:
    assert information(np.zeros(200, int), CLASSES) == 0
    assert information(np.arange(200), CLASSES) == 0
    assert information(np.zeros(200, int), np.zeros(200, int)) == 0


def test_ends_by_chance_say_nothing_on_average() -> None:
    g = np.random.default_rng(0)
    found = [information(g.integers(30, size=200), CLASSES) for _ in range(50)]
    assert np.mean(found) < 0.1  # the plain estimate is 0.7 bits


def test_half_of_the_classes_is_one_bit_less() -> None:
    assert information(CLASSES // 2, CLASSES) == pytest.approx(2, abs=0.05)
