"""Pins from text, names, and differences: paired where draws are shared, and said where not."""

from __future__ import annotations

import subprocess

import pytest

from backend.schemas.difference import Difference
from frontend.features.explore.cards.compare.callbacks import _gap, _said, gaps_of
from frontend.features.explore.cards.compare.companion_runs import Companions
from frontend.features.explore.cards.compare.compare_card import AGAINST_PINS, choices, difference_table, tray
from frontend.features.explore.cards.compare.difference_figure import Gap, Step, difference_figure, unpaired
from frontend.features.explore.cards.compare.pinning import pins_of, renamed
from frontend.features.runs.callbacks import comparison
from frontend.kit.client import Api
from frontend.kit.state import View, from_search, spec_of, to_search
from tests.frontend.examples import a_point as point
from tests.frontend.examples import a_run, a_spec
from tests.frontend.kit.state.test_pins import RUN, run

SMALL = View(networks=("digits/mlp-noise0", "digits/cnn-noise0"), count=2, images=10, half_width=20.0, max_draws=5)


async def test_a_run_comes_along_by_its_id_its_address_or_the_link_of_a_view(
    api: Api, redis_server: subprocess.Popen[bytes]
) -> None:
    made, _ = await api.runs.submit(spec_of(SMALL))
    wanted = [f"{made.id}.0", f"{made.id}.1"]
    for text in (made.id, f"http://here/api/v1/runs/{made.id}", f"http://here/{to_search(SMALL)}"):
        assert await pins_of(api, text) == wanted


async def test_what_leads_to_no_run_says_what_is_needed(api: Api) -> None:
    with pytest.raises(ValueError, match="A run's id"):
        await pins_of(api, "my best run")


def test_a_pin_is_renamed_and_its_own_name_is_none() -> None:
    spec, companions = run().spec, Companions(pinned={RUN: run(read=2)})
    pins = [f"{RUN}.0", f"{RUN}.1"]
    named = renamed(pins, f"{RUN}.0", "with, read noise", spec, companions)
    assert named == [f"{RUN}.0~with read noise", f"{RUN}.1"]
    assert renamed(named, f"{RUN}.0", "MLP, read noise 2 %", spec, companions) == pins


def test_the_tray_says_what_is_not_drawn_and_why() -> None:
    rows = tray([f"{RUN}.0~mine", f"{RUN}.1", f"{'f' * 32}.0"], {RUN: run(sweep="r")}, run().spec)
    assert "not drawn: it runs along another axis: Read noise" in str(rows[0])
    assert "mine" in str(rows[0])
    assert "has been deleted" in str(rows[2])


def test_the_table_has_only_what_differs() -> None:
    figure, other = run().spec, run(read=2, seed=1)
    text = str(difference_table(figure, [other, run()]))
    assert "Read noise" in text
    assert "Seed" in text
    assert "Reference" not in text
    assert difference_table(figure, [run()]) is None


def test_what_the_difference_can_be_taken_against() -> None:
    assert [choice["value"] for choice in choices(["digits/mlp-noise0"], True)] == [AGAINST_PINS]
    assert choices(["digits/mlp-noise0"], False) == []
    assert len(choices(["digits/mlp-noise0", "digits/cnn-noise0"], True)) == 3


def test_unpaired_half_widths_add_as_independent_ones() -> None:
    one = point("digits/mlp-noise0", 0.1, 0.9, ci_low=0.87, ci_high=0.93)
    two = point("digits/mlp-noise0", 0.1, 0.8, ci_low=0.76, ci_high=0.84)
    (found,) = unpaired([one, one.model_copy(update={"x": 0.5})], [two])
    assert found.difference == pytest.approx(0.1)
    assert found.ci_high - found.difference == pytest.approx(0.05)
    assert found.difference - found.ci_low == pytest.approx(0.05)


def test_a_gap_is_paired_where_the_engine_found_draws_in_common_and_says_which() -> None:
    whole = a_run(a_spec(), points=[point("digits/mlp-noise0", 0.0, 0.9)])
    item = Difference(
        network="digits/mlp-noise0", x=0.0, difference=0.1, ci_low=0.05, ci_high=0.15, std_draws=0.1, draws=9, separate=True
    )
    paired = _gap("a", "digits/mlp-noise0", 0, [item], whole, whole, "digits/mlp-noise0")
    loose = _gap("b", "digits/mlp-noise0", 1, [], whole, whole, "digits/mlp-noise0")
    assert (paired.paired, loose.paired) == (True, False)
    said = _said([paired, loose], 0.95)
    assert said.startswith("Paired by draw: 95 %")
    assert "Not paired, for there are no draws in common: b;" in said


def test_a_difference_is_in_points_around_a_line_at_zero() -> None:
    item = Step(x=0.1, difference=0.02, ci_low=0.01, ci_high=0.03, draws=9)
    drawn = difference_figure([Gap("a", [item], 0)], sweep="p", values=[0, 0.1], scheme="dark")
    line = next(trace for trace in drawn.data if trace.mode == "lines+markers")
    assert (list(line.x), list(line.y)) == ([10], [2])
    assert drawn.layout.shapes[0].y0 == 0


async def test_only_pins_of_networks_in_the_figure_are_compared(api: Api) -> None:
    figure, pins = a_run(a_spec(), id="a" * 32), [f"{RUN}.0"]
    assert await gaps_of(api, figure, pins, Companions(pinned={RUN: run(sweep="r")}), AGAINST_PINS) == []
    assert await gaps_of(api, figure, pins, Companions(), "digits/nobody") == []


def test_runs_of_the_table_meet_in_one_figure() -> None:
    one, two = (a_run(a_spec(read=read), id=digit * 32) for read, digit in ((1, "a"), (2, "b")))
    view, _ = from_search(comparison([one, two]).removeprefix("/"))
    assert view.read == 1
    assert view.pins == tuple(f"{'b' * 32}.{index}" for index in range(3))
