from __future__ import annotations

import numpy as np
import pytest

from worker.analysis.dynamics.separation import LARGEST, separation

LABELS = np.arange(60) % 3


def test_it_is_the_ratio_of_rms_distances_over_pairs() -> None:
    g = np.random.default_rng(0)
    states = g.standard_normal((60, 4)) + 2 * LABELS[:, None]
    squares = np.square(states[:, None] - states[None]).sum(axis=2)
    same = LABELS[:, None] == LABELS[None]
    apart, within = squares[~same].mean(), squares[same & ~np.eye(60, dtype=bool)].mean()
    value, low, high = separation(states, LABELS)
    assert value == pytest.approx(np.sqrt(apart / within))
    assert low < value < high
    # The jackknife leaves one image out at a time.
    others = [separation(np.delete(states, i, axis=0), np.delete(LABELS, i))[0] for i in range(60)]
    error = np.sqrt(59 / 60 * np.square(others - np.mean(others)).sum())
    assert high - value == pytest.approx(1.96 * error, rel=1e-3)


def test_mixed_classes_are_at_one_and_classes_without_spread_at_the_top() -> None:
    g = np.random.default_rng(0)
    _value, low, high = separation(g.standard_normal((60, 4)), LABELS)
    assert low < 1.02 and high > 0.98
    assert separation(np.ones((60, 2)), LABELS) == (1, 1, 1)
    assert separation(LABELS[:, None].astype(float), LABELS)[0] == LARGEST
