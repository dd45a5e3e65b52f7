"""Errors of a hidden state against what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from worker.crossbar import RNN, Dense, Network, Simulator
from worker.reproduce.hidden_error import growth

UNITS, STEPS, IMAGES = 64, 16, 40


def simulator(recurrence: float) -> Simulator:
    """h_t = relu(x_t + a h_(t-1)): units apart from each other, positive inputs, so that the ReLU does nothing."""
    own = RNN(
        kernel=np.eye(UNITS, dtype=np.float32),
        recurrent=np.float32(recurrence) * np.eye(UNITS, dtype=np.float32),
        bias=np.zeros(UNITS, np.float32),
        time_steps=STEPS,
    )
    read_out = Dense(np.zeros((UNITS, 10), np.float32), np.zeros(10, np.float32), "linear")
    images = np.random.default_rng(1).uniform(0.5, 1, (IMAGES, UNITS, STEPS, 1)).astype(np.float32)
    return Simulator(Network((own, read_out), (UNITS, STEPS, 1)), images, np.zeros(IMAGES, np.int64))


def share(made: Simulator, kind: str, sigma: float = 1e-4) -> float:
    """Error after the last step over the sum of what each step alone adds."""
    found = growth(made, made._images, network="digits/mlp-noise0", kind=kind, sigma=sigma, draws=3, seed=7)
    assert len(found.errors) == 3 and len(found.state) == STEPS
    return float(np.mean([errors[-1] / sum(alone) for errors, alone in zip(found.errors, found.alone, strict=True)]))


def test_a_first_step_has_no_other_error_than_its_own() -> None:
    made = simulator(0.5)
    for kind in ("programming", "read"):
        found = growth(made, made._images, network="digits/mlp-noise0", kind=kind, sigma=1e-3, draws=2, seed=0)
        same = [errors[0] == pytest.approx(alone[0], rel=0.1) for errors, alone in zip(found.errors, found.alone, strict=True)]
        assert all(same)


def test_redrawn_errors_cancel_and_frozen_ones_add_up() -> None:
    """Without memory's fading, independent errors of rising size add in squares, the same error in full."""
    marginal = simulator(1.0)
    sizes = np.sqrt(UNITS * 0.58 + UNITS * (0.75 * np.arange(STEPS)) ** 2)  # lengths of [x_t; h_(t-1)]
    in_squares = float(np.sqrt((sizes**2).sum()) / sizes.sum())
    assert share(marginal, "read") == pytest.approx(in_squares, rel=0.05)
    assert share(marginal, "programming") > 0.9


def test_a_fading_memory_forgets_errors() -> None:
    assert share(simulator(0.2), "read") < 0.5 * share(simulator(1.0), "read")
    assert share(simulator(0.2), "programming") < 0.2
