"""Where an accuracy passes a threshold."""

from __future__ import annotations

import pytest

from worker.reproduce.crossing import crossing


def test_a_loss_that_is_a_power_of_the_noise_is_found_exactly() -> None:
    points = [(sigma, 0.9 * (1 - 80 * sigma**2)) for sigma in (0.01, 0.02, 0.04, 0.08)]
    assert crossing(points, 0.95 * 0.9, 0.9) == pytest.approx((0.05 / 80) ** 0.5)


def test_a_threshold_that_is_not_passed_is_not_found() -> None:
    points = [(0.01, 0.9), (0.02, 0.8)]
    assert crossing(points, 0.7, 0.9) is None
    assert crossing(points, 0.95, 1.0) is None
