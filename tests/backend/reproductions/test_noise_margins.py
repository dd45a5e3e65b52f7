"""Noise margins of curves that are known."""

from __future__ import annotations

import pytest

from backend.reproductions.measurements import NotMeasured
from backend.reproductions.noise_margins import margin_of
from tests.backend.reproductions.synthetic import measured

NAME = "mnist/rnn-t14-noise0"


def test_it_is_where_a_straight_curve_crosses_95_percent() -> None:
    """Accuracy 1 - 2 sigma falls below 0.95 at 2.5 %; with intervals of 0.5 points on both sides between 2.25 and 2.75 %."""
    found = margin_of(measured(lambda _run, _name, x: 1 - 2 * x, ("mnist-recurrent-programming",), spread=0.005), NAME)
    assert found.value == pytest.approx(0.025) and not found.beyond
    assert (found.low, found.high) == (pytest.approx(0.0225), pytest.approx(0.0275))
    assert found.percent() == "2.50 [2.25, 2.75] %"


def test_a_curve_that_never_falls_is_beyond() -> None:
    found = margin_of(measured(lambda _run, _name, _x: 0.9, ("mnist-recurrent-programming",)), NAME)
    assert found.beyond and found.value == 0.1 and found.percent().startswith("above ")


def test_several_runs_are_one_curve() -> None:
    runs = ("mnist-time-steps-programming", "mnist-time-steps-margins")
    found = margin_of(measured(lambda _run, _name, x: 1 - 4 * x, runs), NAME)
    assert found.value == pytest.approx(0.0125)


def test_a_network_without_a_curve_is_not_measured() -> None:
    with pytest.raises(NotMeasured, match="the noise margin of mnist/rnn-t14-noise0"):
        margin_of(measured(lambda _run, _name, x: 1 - x, ("mnist-read",)), NAME)
