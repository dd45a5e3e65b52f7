"""From controls to a run: what is submitted, what is let go, what is said."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from dash import no_update

from backend.schemas.run import Run
from backend.schemas.spec import Axis, Spec, Sweep
from frontend.features.explore.cards.compare.companion_runs import Companions, beside
from frontend.features.explore.fields import FIELDS, conversion, values_of, view_from, what_changes
from frontend.features.explore.show_figures import NOBODY_THERE, first_look, shown
from frontend.features.explore.start import begun, shadow_of
from frontend.kit.client import Api
from frontend.kit.state import DEFAULT, View, spec_of
from frontend.kit.view_run import ViewRun
from tests.frontend.examples import a_point, a_run

SMALL = View(networks=("digits/mlp-noise0",), count=2, images=10, half_width=20.0, max_draws=5)


def controls(view: View = SMALL, **changes: Any) -> dict[str, Any]:
    return {**values_of(view), **changes}


def test_back_sets_only_what_differs() -> None:
    now, wanted = values_of(View(read=3, technology="isaac-2016")), values_of(View())
    changes = what_changes(wanted, now)
    assert {field: value for field, value in changes.items() if value is not no_update} == {
        "read": 0,
        "technology": "marinella-2018",
    }
    assert what_changes(wanted, wanted) == wanted, "the page is to learn that it is there"


def test_controls_show_a_view_and_give_it_back() -> None:
    for view in (DEFAULT, SMALL, View(weight_bits=4, test_kind="speckle")):
        assert view_from(values_of(view)) == view
    assert set(values_of(DEFAULT)) == set(FIELDS)


def test_an_emptied_number_has_its_default() -> None:
    assert view_from(controls(images="", seed=None)).images == DEFAULT.images


async def test_a_new_question_is_submitted_and_a_known_one_is_not_asked_twice(
    api: Api, redis_server: subprocess.Popen[bytes]
) -> None:
    first = await begun(api, controls(), None)
    assert first.run.state == "queued"
    assert (first.first, first.mine, first.known, first.problem) == (True, True, False, None)
    again = await begun(api, controls(), ViewRun(run=first.run, mine=True))
    assert again.run.id == first.run.id
    assert again.run.state == "queued"


async def test_the_run_left_behind_is_cancelled(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    first = await begun(api, controls(), None)
    second = await begun(api, controls(seed=1), ViewRun(run=first.run, mine=True))
    assert second.run.id != first.run.id
    assert (await api.runs.get(first.run.id)).state == "cancelled"


async def test_a_run_of_someone_else_goes_on(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    first = await begun(api, controls(), None)
    await begun(api, controls(seed=1), ViewRun(run=first.run, mine=False))
    assert (await api.runs.get(first.run.id)).state == "queued"


async def test_a_run_deleted_meanwhile_is_no_problem(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    first = await begun(api, controls(), None)
    await api.runs.delete(first.run.id)
    second = await begun(api, controls(seed=1), ViewRun(run=first.run, mine=True))
    assert second.problem is None


async def test_no_network_is_no_run(api: Api) -> None:
    found = await begun(api, controls(networks=[]), None)
    assert (found.run, found.problem) == (None, None)
    assert "Choose at least one network" in str(shown(found, "light")["trouble"])


async def test_what_the_api_refuses_is_said_beside_the_controls(api: Api) -> None:
    found = await begun(api, controls(networks=["digits/nobody"]), None)
    assert found.run is None
    assert "there is no network 'digits/nobody'" in found.problem
    drawn = shown(found, "light")
    assert found.problem in str(drawn["trouble"])
    assert drawn["figure"]["data"] == [] and not drawn["figure"]["layout"]["xaxis"]["visible"]  # no empty axes


async def test_what_no_view_can_be_is_said_without_asking_the_api() -> None:
    nobody = Api.at("http://127.0.0.1:9")
    found = await begun(nobody, controls(images=0), None)
    assert found.problem.startswith("images: ")


async def test_an_api_that_is_away_is_said() -> None:
    found = await begun(Api.at("http://127.0.0.1:9"), controls(), None)
    assert "the API cannot be reached" in found.problem


@pytest.mark.parametrize(
    ("state", "cancel", "retry"),
    [
        ("queued", True, False),
        ("running", True, False),
        ("done", False, False),
        ("cancelled", False, True),
        ("failed", False, True),
        ("partial", False, True),
    ],
)
def test_buttons_follow_the_state(state: str, cancel: bool, retry: bool) -> None:
    seen = shown(ViewRun(run=run_in(state), sweep="p"), "dark")
    assert (seen["cancel"] == {}, seen["retry"] == {}) == (cancel, retry)


def test_a_failed_run_says_why_and_one_nobody_takes_up_says_that() -> None:
    assert "disk is full" in str(shown(ViewRun(run=run_in("failed", error="the disk is full")), "light")["trouble"])
    assert NOBODY_THERE in str(shown(ViewRun(run=run_in("queued"), waiting=True), "light")["trouble"])


@pytest.mark.parametrize(
    ("reference", "text"),
    [("range", "2.5 % of the weight range is 5 % of max |w|"), ("max", "2.5 % of max |w| is 1.25 % of the weight range")],
)
def test_sigma_is_said_in_both_conventions(reference: str, text: str) -> None:
    assert text in conversion(2.5, reference)


SPEC = Spec.model_validate(spec_of(View(networks=("digits/mlp-noise0",), stop=10, count=2)))


async def test_a_look_that_changes_keeps_the_run_ones_own(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    first = await begun(api, controls(), None)
    again = await begun(api, controls(band="chips"), first)
    assert (again.run.id, again.mine, again.band) == (first.run.id, True, "chips")


async def test_a_map_is_cut_where_the_sliders_stand_or_where_someone_said(
    api: Api, redis_server: subprocess.Popen[bytes]
) -> None:
    two = View(**{**SMALL.model_dump(), "stop": 10, "y": "r", "y_count": 3, "y_stop": 4, "programming": 8, "read": 1.5})
    found = await begun(api, controls(two), None)
    assert found.run.spec.sweep.y.values == [0.0, 0.02, 0.04]
    assert found.cut == (0.1, 0.02)
    assert (await begun(api, controls(two.model_copy(update={"cut_x": 0.5, "cut_y": 3.8})), None)).cut == (0.0, 0.04)


async def test_ageing_has_a_twin_with_its_drift_taken_back(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    view = View(**{**SMALL.model_dump(), "device": "pcm-joshi", "sweep": "ag", "start": 1, "stop": 100})
    asked = await begun(api, controls(view), None)
    found = await beside(api, asked, Companions())
    assert found.twin.spec.internal_noise.drift_compensation is True
    assert (await beside(api, asked, found)).twin.id == found.twin.id
    left = await beside(api, await begun(api, controls(), asked), found)
    assert left.twin is None
    assert (await api.runs.get(found.twin.id)).state == "cancelled"


async def test_pinned_runs_come_along_and_gone_ones_are_named(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    first = await begun(api, controls(), None)
    gone = "0" * 32
    found = await beside(api, ViewRun(pins=(f"{first.run.id}.0", f"{gone}.0~old")), Companions())
    assert list(found.pinned) == [first.run.id]
    assert (found.gone, found.problem) == ((gone,), None)


def run_in(state: str, **more: Any) -> Run:
    return a_run(SPEC, state=state, **more)


def test_the_curves_before_stay_as_a_shadow_until_the_new_ones_are_known() -> None:
    points, older = [a_point("digits/mlp-noise0", x, 0.9) for x in (0, 0.1)], (a_point("digits/mlp-noise0", 0, 0.5),)
    before = run_in("done", points=points)
    other = run_in("running", id="other")
    assert shadow_of(ViewRun(run=before), other) == points
    assert shadow_of(ViewRun(run=before), run_in("done", id="other")) is None, "it is known already"
    same = before.model_copy(update={"state": "running"})
    assert shadow_of(ViewRun(run=before, shadow=older), same) == older, "only its look changed"
    short = before.model_copy(update={"points": points[:1]})
    assert shadow_of(ViewRun(run=short, shadow=older), other) == older, "one point is no curve"
    along = SPEC.model_copy(update={"sweep": Sweep(x=Axis(parameter="internal_noise.read", values=[0]))})
    assert shadow_of(ViewRun(run=before.model_copy(update={"spec": along})), other) is None, "it has another axis"
    assert shadow_of(None, other) is None


async def test_a_first_look_has_what_was_begun_with_the_points_of_now(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    asked = (await begun(api, controls(), None)).changed(narrow=True)
    await api.runs.cancel(asked.run.id)
    seen = await first_look(api, asked.changed(fresh=True))
    assert (seen.run.state, seen.narrow, seen.search) == ("cancelled", True, asked.search)
    assert await first_look(api, asked) == asked, "it has been seen"
    away = await first_look(Api.at("http://127.0.0.1:9"), asked.changed(fresh=True))
    assert away.run == asked.run and "cannot be reached" in away.problem
    nothing = (await begun(api, controls(networks=[]), None)).changed(fresh=True)
    assert await first_look(api, nothing) == nothing
