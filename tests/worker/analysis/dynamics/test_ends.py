from __future__ import annotations

import numpy as np
import pytest

from worker.analysis.dynamics.ends import CYCLE, FIXED, GROWS, WANDERS, ZERO, Ends, Followed
from worker.analysis.dynamics.recurrence import recurrence


def _followed(states: np.ndarray, start: float = 1.0) -> Followed:
    """States (time, units, n) of which the last half is kept."""
    states = states.astype(np.float32)
    early = np.linalg.norm(states[: len(states) // 2], axis=1).max(axis=0)
    return Followed(states[len(states) // 2 :], start, early, np.zeros(states.shape[2], bool))


def _turning(angle: float, phases: list[float], steps: int = 400) -> np.ndarray:
    at = np.arange(steps)[:, None] * angle + np.array(phases)
    return np.stack([np.cos(at), np.sin(at)], axis=1)


@pytest.mark.parametrize("period", [2, 5, 31])
def test_cycles_have_their_period_and_are_the_same_from_any_phase(period: int) -> None:
    found = Ends.of(_followed(_turning(2 * np.pi / period, [0.0, 2 * np.pi / period, 0.4 * 2 * np.pi / period])))
    assert found.kinds.tolist() == [CYCLE] * 3 and found.periods.tolist() == [period] * 3
    # The third one passes between the points of the others.
    assert found.groups(found.scale()).tolist() == [0, 0, 1]


def test_an_orbit_that_never_closes_is_one_end() -> None:
    found = Ends.of(_followed(_turning(1.0, [0.0, 0.3, 2.0])))
    assert found.kinds.tolist() == [CYCLE] * 3 and found.periods.tolist() == [0] * 3
    assert found.groups(found.scale()).tolist() == [0, 0, 0]
    wider = Ends.of(_followed(np.concatenate([_turning(1.0, [0.0]), 1.5 * _turning(1.0, [0.0])], axis=2)))
    assert wider.groups(wider.scale()).tolist() == [0, 1]


def test_kinds_of_ends() -> None:
    t = np.arange(400.0)
    courses = [0.9**t, 1 + 0.9**t, -(0.8**t) - 2, t + 1, np.sin(t) + 2]
    found = Ends.of(_followed(np.stack(courses, axis=1)[:, None, :]))
    assert found.kinds.tolist() == [ZERO, FIXED, FIXED, GROWS, CYCLE]
    assert found.groups(found.scale()).tolist() == [0, 1, 2, 3, 4]
    lost = Ends.of(_followed(np.random.default_rng(0).random((400, 20, 2))))
    assert lost.kinds.tolist() == [WANDERS] * 2 and lost.groups(lost.scale()).tolist() == [0, 1]


def test_growing_states_end_together_if_their_directions_do() -> None:
    t = 1.1 ** np.arange(400.0)
    states = np.stack([t, t], axis=1)[:, :, None] * np.array([[1.0, 5.0, 1.0], [1.0, 5.0, 2.0]])
    found = Ends.of(_followed(states))
    assert found.kinds.tolist() == [GROWS] * 3
    assert found.groups(found.scale()).tolist() == [0, 0, 1]


def test_a_slow_drift_does_not_come_back() -> None:
    states = np.linspace(1, 1.2, 100, dtype=np.float32)[:, None, None]
    periods, returns = recurrence(states, np.array([1.2], np.float32))
    assert periods.tolist() == [0] and np.isinf(returns).all()
    assert Ends.of(_followed(np.linspace(1, 1.2, 200)[:, None, None])).kinds.tolist() == [WANDERS]
