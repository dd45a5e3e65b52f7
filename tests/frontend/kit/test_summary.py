"""The chart in one sentence."""

from __future__ import annotations

import pytest

from backend.schemas.run import Run
from backend.schemas.spec import Axis, Spec, Sweep
from frontend.kit.summary import first_good, last_good, summary
from tests.frontend.examples import a_point, a_run


def run(points: list[tuple[str, float, float]], *, state: str = "done", values: list[float], clean: float = 1.0) -> Run:
    networks = list(dict.fromkeys(network for network, _, _ in points)) or ["digits/mlp-noise0"]
    spec = Spec(networks=networks).model_copy(update={"sweep": Sweep(x=Axis(values=values))})
    own = [a_point(network, x, accuracy) for network, x, accuracy in points]
    return a_run(spec, state=state, points=own, clean=dict.fromkeys(networks, clean))


def test_between_points_the_limit_lies_on_a_straight_line() -> None:
    assert last_good([(0, 1.0), (0.1, 0.9)], 0.95) == pytest.approx(0.05)


def test_a_curve_that_never_falls_is_good_to_its_end_and_one_that_begins_low_nowhere() -> None:
    assert last_good([(0, 1.0), (0.1, 0.99)], 0.95) == 0.1
    assert last_good([(0.1, 0.9), (0.2, 0.8)], 0.95) is None


def test_the_first_fall_counts_even_if_the_curve_comes_back() -> None:
    assert last_good([(0, 1.0), (0.1, 0.9), (0.2, 1.0)], 0.95) == pytest.approx(0.05)


def test_bits_count_from_where_accuracy_stays_good() -> None:
    assert first_good([(1, 0.1), (2, 0.96), (3, 0.9), (4, 0.97), (5, 0.99)], 0.95) == 4
    assert first_good([(1, 0.1), (2, 0.5)], 0.95) is None


def test_noise_is_said_in_percent_and_named_once() -> None:
    points = [
        ("digits/mlp-noise0", 0, 1.0),
        ("digits/mlp-noise0", 0.1, 0.9),
        ("digits/cnn-noise0", 0, 1.0),
        ("digits/cnn-noise0", 0.1, 0.99),
    ]
    assert summary(run(points, values=[0, 0.1]), "p") == (
        "MLP keeps 95\xa0% of its clean accuracy up to 5\xa0% programming error, CNN up to 10\xa0% and beyond."
    )


def test_bits_are_said_as_a_least_number() -> None:
    points = [("digits/mlp-noise0", 1, 0.2), ("digits/mlp-noise0", 2, 0.99)]
    assert summary(run(points, values=[1, 2]), "ab") == "MLP keeps 95\xa0% of its clean accuracy from 2 ADC bits on."


def test_a_network_that_never_keeps_it_is_said_so() -> None:
    points = [("digits/mlp-noise0", 0.1, 0.2), ("digits/mlp-noise0", 0.2, 0.1)]
    assert summary(run(points, values=[0.1, 0.2]), "p") == "MLP keeps 95\xa0% of its clean accuracy at none of these values."


@pytest.mark.parametrize(("state", "text"), [("running", "being computed"), ("cancelled", "missing")])
def test_nothing_is_claimed_of_curves_that_are_not_whole(state: str, text: str) -> None:
    assert text in summary(run([("digits/mlp-noise0", 0, 1.0)], state=state, values=[0, 0.1]), "p")
