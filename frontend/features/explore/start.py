"""What happens on Explore: settings to a run, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from pydantic import ValidationError

from frontend.features.explore import exporting, notes, picking
from frontend.features.explore import fields as settings
from frontend.features.explore import show_figures as figures
from frontend.features.explore.cards.compare import beside, pinning
from frontend.features.explore.cards.compare import callbacks as compare
from frontend.features.explore.cards.conversion import callbacks as conversion
from frontend.features.explore.cards.design import callbacks as design
from frontend.features.explore.cards.energy import callbacks as energy
from frontend.features.explore.cards.energy import pareto_callbacks as pareto
from frontend.features.explore.cards.families import callbacks as families
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit import share_callbacks as share
from frontend.kit.abandoned_runs import Pages, cancel
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.maps import nearest
from frontend.kit.state import PARAMETERS, View, spec_of, to_search

UNFINISHED = ("queued", "running")
NOTHING: dict[str, Any] = {"run": None, "problem": None, "search": None}


def register(app: Dash, api: Api) -> None:
    settings.register(app)
    picking.register(app, api)
    beside.register(app, api)
    pinning.register(app, api)
    compare.register(app, api)
    figures.register(app, api)
    energy.register(app, api)
    pareto.register(app, api)
    conversion.register(app, api)
    families.register(app, api)
    design.register(app, api)
    exporting.register(app, api)
    share.register(app, api)
    notes.register(app, api)
    app.clientside_callback("() => window.mhoscope.explore.startTour()", Output("tour", "title"), Input("tour", "id"))
    _register_begin(app, api)
    _register_poll(app, api)
    _register_buttons(app, api)


def _register_begin(app: Dash, api: Api) -> None:
    pages = Pages()

    @app.callback(
        output=Output("begun", "data"),
        inputs={"values": {name: Input(*place) for name, place in FIELDS.items()}},
        state={"live": State("live", "data"), "before": State("begun", "data"), "name": State("page-name", "data")},
        prevent_initial_call=True,  # the layout has submitted what its controls show
    )
    async def begin(values: dict[str, Any], live: dict[str, Any] | None, before: dict[str, Any] | None, name: str) -> Any:
        page = pages.of(name)
        question = page.ask()
        page.knows(live or before)
        asked = await begun(api, values, live or before)
        problem = await page.answered(api, question, asked)
        return {**asked, "problem": asked["problem"] or problem}

    app.clientside_callback(
        "(begun) => window.mhoscope.explore.follow(begun)", Output("poll", "disabled"), Input("begun", "data")
    )


async def begun(api: Api, values: dict[str, Any], live: dict[str, Any] | None) -> dict[str, Any]:
    """Submit what the controls show."""
    try:
        view = view_from(values)
    except ValidationError as error:
        first = error.errors()[0]
        return {**NOTHING, "first": live is None, "problem": f"{str(first['loc'][0]).replace('_', ' ')}: {first['msg']}"}
    return await submitted(api, view, live)


async def submitted(api: Api, view: View, live: dict[str, Any] | None) -> dict[str, Any]:
    """Submit what a view asks for. What this page had under way and nobody waits for any more is cancelled.

    `search` is the address of the view, `first` says that nobody moved a control yet, `mine` that this page
    made the run, `known` that its answer was there before it was asked for.
    """
    base = {**NOTHING, "first": live is None}
    base |= {"search": to_search(view), "sweep": view.sweep, "now": view.value_of(view.sweep), "spec": spec_of(view)}
    base |= {"y": view.y, "cut": cut_of(view), "band": view.band, "whole": view.whole, "pins": list(view.pins)}
    base |= {"twin": twin_of(view)}
    if not view.networks:
        return base
    try:
        run, is_new = await api.submit(base["spec"])
    except ApiProblem as problem:
        return {**base, "problem": str(problem)}
    before = live if live and (live.get("run") or {}).get("id") == run["id"] else {}
    base["shadow"] = shadow_of(live, run)
    told = {
        "mine": is_new or bool(before.get("mine")),
        "known": bool(before.get("known")) if before else not is_new and run["state"] == "done",
    }
    return {**base, **told, "run": run, "problem": await _let_go(api, live, run["id"])}


def shadow_of(live: Mapping[str, Any] | None, run: Mapping[str, Any]) -> Any:
    """The curves that were there stay as a shadow until the new ones are known, so that one sees what a slider did."""
    before = (live or {}).get("run")
    if not live or not before or run["state"] not in UNFINISHED:
        return None
    if before["id"] == run["id"]:
        return live.get("shadow")  # only the look of the figure has changed
    then, now = before["spec"]["sweep"], run["spec"]["sweep"]
    if then["x"]["parameter"] != now["x"]["parameter"] or then.get("y") or now.get("y"):
        return None
    return before["points"] if len(before["points"]) > 1 else live.get("shadow")


def cut_of(view: View) -> list[float] | None:
    """Where a map is cut, as values of the spec: where the user said, else next to where the sliders stand."""
    if view.y is None:
        return None
    axes = ((view.sweep, view.values(), view.cut_x), (view.y, view.y_values(), view.cut_y))
    return [
        round(nearest(values, view.value_of(key) if wanted is None else wanted) * PARAMETERS[key].scale, 8)
        for key, values, wanted in axes
    ]


def twin_of(view: View) -> dict[str, Any] | None:
    """The same with drift compensated, or not compensated, to stand beside a curve over age."""
    if view.y or view.sweep != "ag" or not view.device:
        return None
    return spec_of(view.model_copy(update={"compensation": not view.compensation}))


async def _let_go(api: Api, live: dict[str, Any] | None, run_id: str) -> str | None:
    """Cancel the run that this page made and has now left."""
    previous = (live or {}).get("run")
    if not live or not previous or not live.get("mine") or previous["id"] == run_id or previous["state"] not in UNFINISHED:
        return None
    return await cancel(api, previous["id"])


def _register_poll(app: Dash, api: Api) -> None:
    @app.callback(
        Output("polled", "data"),
        Input("poll", "n_intervals"),
        State("live", "data"),
        prevent_initial_call=True,
    )
    async def poll(_ticks: int, live: dict[str, Any] | None) -> Any:
        """Where the event stream cannot be had, ask."""
        run = (live or {}).get("run")
        if not live or not run or run["state"] not in UNFINISHED:
            return no_update
        try:
            return {"run": await api.get(f"/runs/{run['id']}"), "problem": None}
        except ApiProblem as problem:
            return {"problem": str(problem)}

    app.clientside_callback(
        "(polled) => window.mhoscope.explore.polled(polled)",
        Output("poll", "disabled", allow_duplicate=True),
        Input("polled", "data"),
        prevent_initial_call=True,
    )


def _register_buttons(app: Dash, api: Api) -> None:
    @app.callback(
        Output("begun", "data", allow_duplicate=True),
        Input("cancel", "n_clicks"),
        Input("retry", "n_clicks"),
        State("live", "data"),
        prevent_initial_call=True,
    )
    async def act(_cancel: int | None, _retry: int | None, live: dict[str, Any] | None) -> Any:
        run = (live or {}).get("run")
        if not live or not run:
            return no_update
        try:
            run = await api.post(f"/runs/{run['id']}/{ctx.triggered_id}")
        except ApiProblem as problem:
            return {**live, "problem": str(problem), "search": None}
        return {**live, "run": run, "problem": None, "search": None, "mine": True}
