"""What is done on the page of runs: find, turn pages, act on one or on many."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from plotly.utils import PlotlyJSONEncoder

from backend.schemas.run import Run, RunList
from frontend.features.runs import ids
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.runs_table import span, table
from frontend.kit.state import to_search, view_of
from frontend.kit.state.links import link_of
from frontend.kit.state.pins import added

PAGE = 50


async def page_of(api: Api, search: str, state: str, order: str, number: int) -> tuple[RunList, int]:
    """One page of the runs, and which it is: the last there is, if there are fewer."""

    async def page(which: int) -> RunList:
        return await api.runs.list(q=search or None, state=state or None, order=order, limit=PAGE, offset=PAGE * (which - 1))

    found = await page(number)
    last = pages(found.total)
    return (await page(last), last) if not found.items and number > last else (found, number)


def pages(total: int) -> int:
    return max(1, -(-total // PAGE))


def register(app: Dash, api: Api) -> None:
    _register_table(app, api)
    _register_one(app, api)
    _register_many(app, api)
    _register_compare(app, api)
    app.clientside_callback(
        "(...values) => window.mhoscope.runs.keep(...values)",
        Output(ids.ADDRESS, "data"),
        Input(ids.SEARCH, "value"),
        Input(ids.STATE, "value"),
        Input(ids.ORDER, "value"),
        Input(ids.PAGE, "value"),
        prevent_initial_call=True,
    )


def _register_table(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "table": Output(ids.TABLE, "children"),
            "trouble": Output(ids.TROUBLE, "children"),
            "page": Output(ids.PAGE, "value"),
            "pages": Output(ids.PAGE, "total"),
            "span": Output(ids.SPAN, "children"),
            "drawn": Output(ids.DRAWN, "data"),
        },
        inputs={
            "ticks": Input(ids.TICK, "n_intervals"),
            "search": Input(ids.SEARCH, "value"),
            "state": Input(ids.STATE, "value"),
            "order": Input(ids.ORDER, "value"),
            "page": Input(ids.PAGE, "value"),
            "outcome": Input(ids.ASKED, "data"),
            "before": State(ids.DRAWN, "data"),
        },
        prevent_initial_call=True,
    )
    async def refresh(
        ticks: int,
        search: str | None,
        state: str | None,
        order: str,
        page: int | None,
        outcome: dict[str, Any] | None,
        before: str | None,
    ) -> dict[str, Any]:
        anew = ctx.triggered_id in (ids.SEARCH, ids.STATE, ids.ORDER)
        try:
            found, number = await page_of(api, search or "", state or "", order, 1 if anew else page or 1)
        except ApiProblem as problem:
            kept = dict.fromkeys(("table", "page", "pages", "span"), no_update)
            return {**kept, "trouble": trouble(str(problem)), "drawn": None}
        shown = {"table": table(found.items, filtered=bool(search or state)), "trouble": _said(outcome or {})}
        drawn = fingerprint(shown)
        if drawn == before:
            # What is drawn anew has new buttons: a press that has begun would be lost, and so would the keyboard's place.
            shown = dict.fromkeys(shown, no_update)
        return {
            **shown,
            "drawn": drawn,
            "page": no_update if number == page else number,
            "pages": pages(found.total),
            "span": span(found.total, PAGE * (number - 1), len(found.items)),
        }


def fingerprint(shown: Mapping[str, Any]) -> str:
    """Of components: the same for the same."""
    return sha256(json.dumps(shown, cls=PlotlyJSONEncoder, sort_keys=True).encode()).hexdigest()


def _said(outcome: dict[str, Any]) -> Any:
    if outcome.get("problem"):
        return trouble(outcome["problem"])
    return trouble(outcome["did"], colour="blue") if outcome.get("did") else None


def _register_one(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.ASKED, "data"),
        Output(kit_ids.URL, "href"),
        Output(ids.DOOMED, "data"),
        Input(kit_ids.run_action(ALL, ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    async def act(_clicks: list[int | None]) -> tuple[Any, Any, Any]:
        trigger = ctx.triggered_id
        if trigger is None or not ctx.triggered[0]["value"]:  # the table was drawn anew: nobody pressed anything
            return no_update, no_update, no_update
        run, do = trigger["run"], trigger["do"]
        if do == "delete":
            return no_update, no_update, [run]
        try:
            if do == "open":
                return no_update, link_of(await api.runs.get(run)), no_update
            await (api.runs.cancel(run) if do == "cancel" else api.runs.retry(run))
        except ApiProblem as problem:
            return {"problem": str(problem)}, no_update, no_update
        return {"run": run}, no_update, no_update


def _register_many(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.CHOSEN_TEXT, "children"),
        Output(ids.MANY, "style"),
        Input(ids.CHOSEN, "value"),
    )
    async def tell(chosen: list[str] | None) -> tuple[str, dict[str, str]]:
        count = len(chosen or ())
        return f"{count} chosen", {} if count else {"visibility": "hidden"}

    @app.callback(
        Output(ids.CHOSEN, "value"),
        Output(ids.ASKED, "data", allow_duplicate=True),
        Output(ids.DOOMED, "data", allow_duplicate=True),
        Input(ids.ALL, "n_clicks"),
        Input(ids.NONE, "n_clicks"),
        Input(ids.CANCEL, "n_clicks"),
        Input(ids.DELETE, "n_clicks"),
        State(kit_ids.run_action("open", ALL), "id"),
        State(ids.CHOSEN, "value"),
        prevent_initial_call=True,
    )
    async def act(
        _all: int | None, _none: int | None, _cancel: int | None, _delete: int | None, shown: list[Any], chosen: list[str] | None
    ) -> tuple[Any, Any, Any]:
        chosen = chosen or []
        match ctx.triggered_id:
            case ids.ALL:
                return list(dict.fromkeys([*chosen, *(place["run"] for place in shown)])), no_update, no_update
            case ids.NONE:
                return [], no_update, no_update
            case ids.CANCEL:
                return no_update, await cancelled(api, chosen), no_update
        return no_update, no_update, chosen or no_update

    @app.callback(
        Output(ids.DELETE_MODAL, "opened"),
        Output(ids.DELETE_MODAL, "title"),
        Output(ids.ASKED, "data", allow_duplicate=True),
        Output(ids.CHOSEN, "value", allow_duplicate=True),
        Input(ids.DOOMED, "data"),
        Input(ids.DELETE_YES, "n_clicks"),
        Input(ids.DELETE_NO, "n_clicks"),
        State(ids.CHOSEN, "value"),
        prevent_initial_call=True,
    )
    async def confirm(
        doomed: list[str] | None, _yes: int | None, _no: int | None, chosen: list[str] | None
    ) -> tuple[Any, Any, Any, Any]:
        doomed = doomed or []
        if ctx.triggered_id == ids.DOOMED:
            title = "Delete this run?" if len(doomed) == 1 else f"Delete {len(doomed)} runs?"
            return bool(doomed), title, no_update, no_update
        if ctx.triggered_id == ids.DELETE_NO:
            return False, no_update, no_update, no_update
        return False, no_update, await deleted(api, doomed), [run for run in chosen or () if run not in doomed]


def _register_compare(app: Dash, api: Api) -> None:
    @app.callback(
        Output(kit_ids.URL, "href", allow_duplicate=True),
        Output(ids.ASKED, "data", allow_duplicate=True),
        Input(ids.COMPARE, "n_clicks"),
        State(ids.CHOSEN, "value"),
        prevent_initial_call=True,
    )
    async def compare(clicks: int | None, chosen: list[str] | None) -> tuple[Any, Any]:
        if not clicks or not chosen:
            return no_update, no_update
        try:
            return comparison(await asyncio.gather(*(api.runs.get(run) for run in chosen))), no_update
        except ApiProblem as problem:
            return no_update, {"problem": str(problem)}


def comparison(runs: Sequence[Run]) -> str:
    """Explore with the first run, and the curves of the others pinned."""
    first, *rest = runs
    pins, _ = added([], [f"{run.id}.{network}" for run in rest for network in range(len(run.spec.networks))])
    return "/" + to_search(view_of(first.spec).model_copy(update={"pins": tuple(pins)}))


async def cancelled(api: Api, chosen: Sequence[str]) -> dict[str, Any]:
    """Stop those that still go on; what has ended stays as it is."""
    stopped, problems = await _each(api.runs.cancel(run) for run in chosen)
    ended = [problem for problem in problems if problem.status in (404, 409)]
    if len(ended) < len(problems):
        return {"problem": str(next(problem for problem in problems if problem not in ended))}
    if not stopped:
        return {"did": f"Nothing to cancel: {_runs(len(ended))} had ended already."}
    rest = f" {_runs(len(ended))} had ended already." if ended else ""
    return {"did": f"Cancelled {_runs(stopped)}.{rest} The points so far stay; Retry goes on from there."}


async def deleted(api: Api, doomed: Sequence[str]) -> dict[str, Any]:
    """Forget runs; one that is gone already is no problem."""
    gone, problems = await _each(api.runs.delete(run) for run in doomed)
    serious = [problem for problem in problems if problem.status != 404]
    if serious:
        return {"problem": str(serious[0])}
    return {"did": f"Deleted {_runs(gone)}. Draws stay known: the same question is answered again in a moment."}


async def _each(calls: Any) -> tuple[int, list[ApiProblem]]:
    """How many calls went well, and what was wrong with the others."""
    answers = await asyncio.gather(*calls, return_exceptions=True)
    problems = [answer for answer in answers if isinstance(answer, ApiProblem)]
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, ApiProblem):
            raise answer
    return len(answers) - len(problems), problems


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"
