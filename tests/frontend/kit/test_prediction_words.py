"""What is said of predicted curves: from where on the simulated chips say otherwise, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from backend.schemas.prediction import PredictedCurve
from backend.schemas.run import Run
from frontend.kit.prediction_words import gaps, named_in_caption, said_of_prediction
from tests.frontend.examples import a_point, a_run, a_spec

MLP, RNN = "digits/mlp-noise0", "digits/rnn-t4-noise0"
VALUES = [0.0, 0.02, 0.04, 0.06, 0.08, 0.1]
MEASURED = [0.97, 0.96, 0.93, 0.85, 0.7, 0.6]


def curve(network: str = MLP, off: Sequence[float] = (0,) * 6, **more: Any) -> PredictedCurve:
    """As simulated, and so much higher."""
    accuracy = [one + more_ for one, more_ in zip(MEASURED, off, strict=True)]
    given = {"accuracy": accuracy, "left_out": [], "images": 200, "clean": 0.97, "half_width": 0.01}
    return PredictedCurve(network=network, **{**given, **more})


def run(*networks: str, **more: Any) -> Run:
    named = networks or (MLP,)
    points = [a_point(network, x, accuracy, **more) for network in named for x, accuracy in zip(VALUES, MEASURED, strict=True)]
    return a_run(a_spec(networks=named, stop=10, count=6), points=points)


def said(found: PredictedCurve, among: Run | None = None) -> str:
    return " ".join(said_of_prediction(among or run(), "p", [found]))


def test_a_gap_is_beyond_the_interval_and_the_predictions_own_uncertainty() -> None:
    # Intervals reach 1 point up and 2 down; the prediction is sure to 1.
    found = gaps(run().points, VALUES, curve(off=(0.019, 0.021, -0.029, -0.031, 0, 0)))
    assert [(gap.x, round(gap.size, 3)) for gap in found] == [(0.02, 0.021), (0.06, 0.031)]
    assert gaps(run().points, VALUES, curve(off=(0.05,) * 6, half_width=0.05)) == []


def test_from_where_on_the_prediction_fails() -> None:
    assert said(curve(off=(0, 0, 0, 0.025, 0.03, 0.031))) == (
        "MLP: from 6 % on the first-order prediction is off by more than the interval: 3.1 points at 10 %."
    )


@pytest.mark.parametrize(
    ("off", "words"),
    [
        ((0.05, 0.03, 0, 0, 0, 0), "up to 2 % the first-order prediction is off by more than the interval: 5.0 points at 0 %."),
        ((0, 0, 0.04, 0, 0, 0), "at 4 % the first-order prediction is off by more than the interval: 4.0 points."),
        ((0, 0.03, 0.04, 0, 0.03, 0), "at 3 of 6 values, between 2 % and 8 %, the first-order prediction is off by more than"),
        ((0.03,) * 6, "at every value the first-order prediction is off by more than the interval: 3.0 points at 0 %."),
    ],
)
def test_where_else_it_may_fail(off: Sequence[float], words: str) -> None:
    assert f"MLP: {words}" in said(curve(off=off))


def test_one_that_holds_is_said_to_hold() -> None:
    curves = [curve(), curve(RNN, off=(0, 0, 0, 0, 0, 0.5))]
    first, second = said_of_prediction(run(MLP, RNN), "p", curves)
    assert first.startswith("RNN T=4: from 10 % on") and second.endswith("holds at every value for MLP.")


def test_nothing_is_said_before_every_point_is_complete() -> None:
    assert said(curve(off=(0.5,) * 6), run(complete=False)) == ""
    some = run()
    assert said(curve(off=(0.5,) * 6), some.model_copy(update={"points": some.points[:-1]})) == ""


def test_what_is_left_out_is_one_remark_for_all_that_leave_it_out() -> None:
    nothing = {"accuracy": None, "left_out": ["wires"]}
    among = run(MLP, RNN)
    assert said_of_prediction(among, "p", [curve(**nothing), curve(RNN, **nothing)]) == [
        "No prediction: it would leave out wires."
    ]
    one = said_of_prediction(among, "p", [curve(**nothing), curve(RNN)])
    assert one[0] == "No prediction of MLP: it would leave out wires."
    assert said(curve(left_out=["drift"])).startswith("The prediction leaves out drift.")


def test_the_caption_names_what_is_drawn() -> None:
    assert "no chip simulated" in named_in_caption([curve()]) and "from 200 images" in named_in_caption([curve()])
    assert named_in_caption([curve(accuracy=None, left_out=["wires"])]) == named_in_caption([]) == ""
