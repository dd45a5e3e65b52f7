"""The job that answers what the page asks: found or begun, followed, stopped."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.dynamics import PARTS, DynamicsRequest
from frontend.features.dynamics import ids
from frontend.features.dynamics.now import Live, Now
from frontend.features.dynamics.scene import JOB_ID, job_from
from frontend.kit.client import Api, ApiProblem
from frontend.kit.job_states import state_badge
from frontend.kit.notices import trouble
from frontend.kit.page_words import in_page_words
from frontend.kit.titles import title_of

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
CHOOSE = "Choose at least one recurrent network: the others have no states over time."
LARGE = "This takes a while: press Compute when the setting is as you want it."


def register(app: Dash, api: Api) -> None:
    _register_asking(app, api)
    _register_status(app)


async def answered(api: Api, now: Now, before: Live | None, base: str, *, pressed: bool) -> Live | None:
    """The job of a request, begun where it is small or asked for by a press; None where nothing changes."""
    same = before is not None and before.request == now.request
    if same and not pressed and before is not None and (before.id or not now.small):
        return None
    if before is not None and before.mine and before.unfinished and not same:
        with suppress(ApiProblem):
            await api.dynamics.cancel(before.id or "")
    live = Live(request=now.request, small=now.small)
    if not now.request["networks"]:
        return live.changed(problem=CHOOSE)
    try:
        if not (now.small or pressed):
            return await _of_link(api, live, base)
        job, is_new = await api.dynamics.submit(now.request)
        if pressed and job.state in ("cancelled", "failed"):
            job = await api.dynamics.retry(job.id)
        return live.with_job(job).changed(mine=is_new)
    except ApiProblem as problem:
        return live.changed(problem=in_page_words(str(problem)))


async def _of_link(api: Api, live: Live, base: str) -> Live:
    """The answer that a link names, if it is one to this request; else nothing yet."""
    named = job_from(base)
    if named is None or not re.fullmatch(JOB_ID, named):
        return live
    with suppress(ApiProblem):
        job = await api.dynamics.get(named)
        if job.request == DynamicsRequest.model_validate(live.request):
            return live.with_job(job)
    return live


def _register_asking(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.LIVE, "data"),
        Input(ids.NOW, "data"),
        Input(ids.GO, "n_clicks"),
        State(ids.LIVE, "data"),
        State(ids.BASE, "data"),
        prevent_initial_call=True,
    )
    async def ask(now: Any, _clicks: int | None, live: Any, base: str) -> Any:
        wanted = Now.read(now)
        if wanted is None:
            raise PreventUpdate
        found = await answered(api, wanted, Live.read(live), base, pressed=ctx.triggered_id == ids.GO)
        return no_update if found is None else found.stored()

    @app.callback(
        Output(ids.SEEN, "data"),
        Input(ids.TICK, "n_intervals"),
        Input(ids.STOP, "n_clicks"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )
    async def follow(_ticks: int | None, _stop: int | None, stored: Any) -> Any:
        live = Live.read(stored)
        if live is None or live.id is None or not live.unfinished:
            raise PreventUpdate
        try:
            act_on = api.dynamics.cancel if ctx.triggered_id == ids.STOP else api.dynamics.get
            seen = live.with_job(await act_on(live.id))
        except ApiProblem as problem:
            seen = live.changed(problem=str(problem), state=live.state if problem.status != 404 else None)
        return no_update if seen == live else seen.stored()

    # What was seen of a job that the page has left meanwhile says nothing.
    app.clientside_callback(
        "(seen, live) => seen && live && seen.id === live.id ? seen : window.mhoscope.skip()",
        Output(ids.LIVE, "data", allow_duplicate=True),
        Input(ids.SEEN, "data"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )


def _register_status(app: Dash) -> None:
    @app.callback(
        output={
            "state": Output(ids.STATE, "children"),
            "progress": Output(ids.PROGRESS, "value"),
            "text": Output(ids.PROGRESS_TEXT, "children"),
            "stop": Output(ids.STOP, "style"),
            "go": Output(ids.GO, "disabled"),
            "quiet": Output(ids.TICK, "disabled"),
            "trouble": Output(ids.TROUBLE, "children"),
            "notes": Output(ids.NOTES, "children"),
            "found": {part: Output(ids.found(part), "data") for part in PARTS},
        },
        inputs={"stored": Input(ids.LIVE, "data")},
        state={"before": {part: State(ids.found(part), "data") for part in PARTS}},
        prevent_initial_call=True,
    )
    async def tell(stored: Any, before: dict[str, Any]) -> dict[str, Any]:
        live = Live.read(stored)
        if live is None:
            raise PreventUpdate
        now_there = {part: there(live, part) for part in PARTS}
        colour = "blue" if live.problem == CHOOSE else "red"
        return {
            "state": state_badge(live.state) if live.state else "",
            "progress": 100 * live.progress if live.id else 0,
            "text": progress_text(live),
            "stop": SHOWN if live.unfinished else HIDDEN,
            "go": live.unfinished or live.state == "done",
            "quiet": not live.unfinished,
            "trouble": trouble(live.problem, colour=colour) if live.problem else None,
            "notes": [dmc.Text(note, size="xs") for note in live.notes],
            "found": {part: no_update if now_there[part] == before[part] else now_there[part] for part in PARTS},
        }


def there(live: Live, part: str) -> dict[str, Any]:
    """What figures of a part are drawn from: the job, and which networks have it."""
    return {"job": live.id, "part": part, "there": live.parts.get(part, []), "ended": not live.unfinished}


def progress_text(live: Live) -> str:
    """How far an answer is, or why there is none."""
    if live.id is None:
        return "" if live.problem or live.small else LARGE
    if live.state == "done":
        networks = live.request["networks"]
        return f"{len(networks)} networks" if len(networks) > 1 else title_of(networks[0])
    return f"{100 * live.progress:.0f} %" if live.unfinished else f"{100 * live.progress:.0f} % were computed"
