"""The prediction beside a run: asked once, waited for by nobody, drawn with the run that it belongs to."""

from __future__ import annotations

import subprocess
from typing import Any

from backend.schemas.prediction import PredictedCurve, Prediction
from frontend.features.explore.prediction import Predicted, predicted
from frontend.features.explore.show_figures import shown
from frontend.features.explore.start import begun
from frontend.kit.client import Api
from frontend.kit.state import View, from_search, to_search
from frontend.kit.view_run import ViewRun
from tests.frontend.examples import a_point, a_run, a_spec
from tests.frontend.features.explore.test_start import controls

MLP = "digits/mlp-noise0"
SPEC = a_spec(networks=(MLP,), stop=10, count=2)
RUN = a_run(SPEC, points=[a_point(MLP, 0, 0.95), a_point(MLP, 0.1, 0.5)], clean={MLP: 0.95})


def known(run: str = "r1", **more: Any) -> Predicted:
    curve = PredictedCurve(network=MLP, accuracy=[0.95, 0.6], left_out=[], images=100, clean=0.95, half_width=0.02)
    facts: dict[str, Any] = {"id": "p1", "request": SPEC, "created_at": "", "finished_at": None, "engine_version": "1"}
    found = Prediction(**facts, state="done", curves=[curve], error=None, sequence=1)
    return Predicted(run=run, prediction=found.model_copy(update=more))


def seen(view_run: ViewRun, prediction: Predicted | None) -> dict[str, Any]:
    return shown(view_run, "light", prediction=prediction)


def names(found: dict[str, Any]) -> list[str]:
    return [trace["name"] for trace in found["figure"]["data"]]


def test_the_figure_of_its_run_has_the_line_a_caption_that_names_it_and_a_sentence() -> None:
    found = seen(ViewRun(run=RUN), known())
    assert "MLP, predicted" in names(found)
    assert "no chip simulated" in found["figure"]["layout"]["meta"]["caption"]
    assert found["predicted"].startswith("MLP: from 10 % on the first-order prediction is off")


def test_nothing_is_drawn_of_another_run_in_a_map_or_when_it_is_not_to_be_seen() -> None:
    view_run = ViewRun(run=RUN)
    for nothing in (
        seen(view_run, None),
        seen(view_run, known("r2")),
        seen(view_run.changed(predicted=False), known()),
        seen(view_run, known(curves=[])),
    ):
        assert "MLP, predicted" not in names(nothing) and nothing["predicted"] is None
        assert "no chip simulated" not in nothing["figure"]["layout"]["meta"]["caption"]
    assert known().curves_of(view_run.changed(y="r")) == ()


def test_the_switch_is_in_the_address_if_it_is_off() -> None:
    off = View(predicted=False)
    assert to_search(off) == "?v=1&pl=0" and from_search("?v=1&pl=0") == (off, [])
    assert to_search(View(predicted=True)) == ""


async def test_it_is_asked_once_and_followed(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    view_run = await begun(api, controls(), None)
    first = await predicted(api, view_run, None)
    assert first is not None and first.run == view_run.run.id and first.mine and first.unfinished
    again = await predicted(api, view_run, first)
    assert again is not None and again.prediction is not None and first.prediction is not None
    assert again.prediction.id == first.prediction.id and (await api.predictions.list()).total == 1


async def test_one_that_waits_for_nobody_is_taken_back(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    first = await predicted(api, await begun(api, controls(), None), None)
    second = await predicted(api, await begun(api, controls(read=2), None), first)
    assert first is not None and second is not None and first.prediction is not None
    assert (await api.predictions.get(first.prediction.id)).state == "cancelled"
    assert second.run != first.run


async def test_what_is_not_to_be_seen_is_not_asked(api: Api, redis_server: subprocess.Popen[bytes]) -> None:
    for changes in ({"predicted": False}, {"y": "r", "y_count": 2}):
        assert await predicted(api, await begun(api, controls(**changes), None), None) is None
    assert (await api.predictions.list()).total == 0


async def test_an_api_that_refuses_leaves_the_figure_as_it_is() -> None:
    spec = {"networks": [MLP]}
    found = await predicted(Api.at("http://127.0.0.1:9"), ViewRun(run=RUN, spec=spec), None)
    assert found is not None and found.problem and not found.unfinished
    assert "MLP" in names(seen(ViewRun(run=RUN), found))
