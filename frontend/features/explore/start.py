"""Settings to a run: what the controls show is submitted, and what the page has left is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State
from pydantic import ValidationError

from backend.schemas.job import UNFINISHED
from backend.schemas.run import Point, Run
from frontend.features.explore import ids
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit.abandoned_runs import Pages, cancel
from frontend.kit.client import Api, ApiProblem
from frontend.kit.page_words import in_page_words
from frontend.kit.state import View, spec_of, to_search
from frontend.kit.state.cut import cut_of
from frontend.kit.view_run import ViewRun


def register(app: Dash, api: Api) -> None:
    pages = Pages()

    @app.callback(
        output=Output(ids.BEGUN, "data"),
        inputs={"values": {name: Input(*control) for name, control in FIELDS.items()}},
        state={"live": State(ids.LIVE, "data"), "before": State(ids.BEGUN, "data")},
        prevent_initial_call=True,  # the layout has submitted what its controls show
    )
    async def begin(values: dict[str, Any], live: Any, before: Any) -> dict[str, Any]:
        latest = ViewRun.read(live or before) or ViewRun()
        page = pages.of(latest.page)
        question = page.ask()
        page.knows(latest)
        answer = await begun(api, values, latest)
        problem = await page.answered(api, question, answer)
        return answer.changed(problem=answer.problem or problem, page=latest.page).stored()

    app.clientside_callback(
        "(begun) => window.mhoscope.explore.follow(begun)", Output(ids.STATE, "title"), Input(ids.BEGUN, "data")
    )


async def begun(api: Api, values: dict[str, Any], latest: ViewRun | None) -> ViewRun:
    """Submit what the controls show; `latest` is what the page shows now."""
    try:
        view = view_from(values)
    except ValidationError as error:
        first = error.errors()[0]
        return ViewRun(first=latest is None, problem=f"{str(first['loc'][0]).replace('_', ' ')}: {first['msg']}")
    return await submitted(api, view, latest)


async def submitted(api: Api, view: View, latest: ViewRun | None) -> ViewRun:
    """Submit what a view asks for. What this page had under way and nobody waits for any more is cancelled."""
    answer = view_run(view, first=latest is None)
    if not view.networks:
        return answer
    try:
        run, is_new = await api.runs.submit(spec_of(view))
    except ApiProblem as problem:
        return answer.changed(problem=in_page_words(str(problem)))
    before = latest if latest and latest.run and latest.run.id == run.id else None
    return answer.changed(
        run=run,
        shadow=shadow_of(latest, run),
        mine=is_new or (before is not None and before.mine),
        known=before.known if before else not is_new and run.state == "done",
        problem=await _cancel_left(api, latest, run.id),
    )


def view_run(view: View, *, first: bool) -> ViewRun:
    """A view as the page shows it, without a run yet."""
    return ViewRun(
        search=to_search(view),
        first=first,
        sweep=view.sweep,
        y=view.y,
        now=view.value_of(view.sweep),
        spec=spec_of(view),
        cut=cut_of(view),
        band=view.band,
        whole=view.whole,
        predicted=view.predicted,
        pins=view.pins,
        twin=twin_of(view),
    )


def shadow_of(latest: ViewRun | None, run: Run) -> Sequence[Point] | None:
    """The curves that were there stay as a shadow until the new ones are known, so that one sees what a slider did."""
    if latest is None or latest.run is None or run.state not in UNFINISHED:
        return None
    before = latest.run
    if before.id == run.id:
        return latest.shadow  # only the look of the figure has changed
    then, now = before.spec.sweep, run.spec.sweep
    if then.x.parameter != now.x.parameter or then.y or now.y:
        return None
    return before.points if len(before.points) > 1 else latest.shadow


def twin_of(view: View) -> dict[str, Any] | None:
    """The same with drift compensated, or not compensated, to stand beside a curve over age."""
    if view.y or view.sweep != "ag" or not view.device:
        return None
    return spec_of(view.model_copy(update={"compensation": not view.compensation}))


async def _cancel_left(api: Api, latest: ViewRun | None, run_id: str) -> str | None:
    """Cancel the run that this page made and has now left. Returns what went wrong, as a sentence."""
    if latest is None or latest.run is None or not latest.mine:
        return None
    if latest.run.id == run_id or latest.run.state not in UNFINISHED:
        return None
    return await cancel(api.runs, latest.run.id)
