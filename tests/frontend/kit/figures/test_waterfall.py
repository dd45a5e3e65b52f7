"""The waterfall of a loss: its bars join, sum to the loss, and stand in the order of their size."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from backend.schemas.design import Attribution, CauseShare, Measured
from frontend.kit.figures.waterfall import numbers_of, steps_of, waterfall
from frontend.kit.theme import Scheme, colour

NETWORKS = ("digits/mlp-noise0", "digits/rnn-t4-noise0")


def share(cause: str, part: float, *, on: bool = True, **more: Any) -> CauseShare:
    given = {"title": cause.capitalize(), "part": part, "ci_low": part - 0.003, "ci_high": part + 0.005, "alone": part / 2}
    if not on:
        given |= {"ci_low": 0.0, "ci_high": 0.0, "alone": 0.0}
    return CauseShare(cause=cause, on=on, **{**given, **more})


def answer(network: str = NETWORKS[0], *shares: CauseShare, **more: Any) -> Attribution:
    parts = list(shares) or [share("drift", 0.0, on=False), share("read", 0.02), share("adc", 0.071), share("dac", -0.01)]
    noisy = 0.97 - sum(part.part for part in parts)
    given: dict[str, Any] = {"split_by": "causes", "exact": True, "coalitions": 8, "draws": 12, "images": 500}
    level = Measured(accuracy=noisy, ci_low=noisy - 0.01, ci_high=noisy + 0.02)
    return Attribution(network=network, clean=0.97, noisy=level, parts=parts, **{**given, **more})


def bars(figure: go.Figure) -> list[go.Bar]:
    return [trace for trace in figure.data if trace.type == "bar"]


def test_steps_go_from_clean_to_noisy_the_largest_first_without_what_is_off() -> None:
    steps = steps_of(answer())
    assert [step.share.cause for step in steps] == ["adc", "read", "dac"]
    assert steps[0].before == 97 and steps[-1].after == pytest.approx(100 * answer().noisy.accuracy)
    assert all(one.after == two.before for one, two in pairwise(steps))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_sum_to_the_loss_and_one_that_helps_is_of_another_colour(scheme: Scheme) -> None:
    bar = bars(waterfall([answer()], scheme=scheme))[0]
    assert sum(bar.x) == pytest.approx(100 * (answer().noisy.accuracy - 0.97))
    assert list(bar.base) == pytest.approx([97, 89.9, 87.9])
    assert list(bar.marker.color) == [colour(scheme, 1), colour(scheme, 1), colour(scheme, 2)]


def test_a_whisker_at_a_bars_end_spans_its_interval() -> None:
    bar = bars(waterfall([answer()], scheme="light"))[0]
    # A share that is smaller ends further to the right: its low end is the whisker's right one.
    assert bar.error_x.array[0] == pytest.approx(0.3) and bar.error_x.arrayminus[0] == pytest.approx(0.5)


def test_each_network_has_a_panel_with_its_name_below_the_other() -> None:
    one, two = waterfall([answer()], scheme="light"), waterfall([answer(name) for name in NETWORKS], scheme="light")
    labels = two.layout.yaxis.ticktext
    assert [label for label in labels if label.startswith("<b>")] == ["<b>MLP</b>", "<b>RNN T=4</b>"]
    assert not any(label.startswith("<b>") for label in one.layout.yaxis.ticktext)
    assert labels[2].startswith("Adc<br>") and "7.1 (6.8 to 7.6)" in labels[2]
    places = [list(bar.y) for bar in bars(two)]
    assert places == [[2, 3, 4], [8, 9, 10]] and two.layout.height > one.layout.height


def test_nothing_on_is_two_marks_and_no_bar() -> None:
    figure = waterfall([answer(NETWORKS[0], share("drift", 0.0, on=False))], scheme="light")
    assert len(bars(figure)[0].x) == 0 and len(figure.layout.yaxis.ticktext) == 2


def test_the_table_holds_what_is_off_too() -> None:
    table = numbers_of([answer()])
    assert len(table.rows) == 4 and all(len(row) == len(table.head) for row in table.rows)
    assert table.rows[0][2:] == ["no", "0", "0", "0", "0"]
    assert table.rows[2][3] == "7.1"
