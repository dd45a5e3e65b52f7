"""What stands beside the run of Explore: its twin with or without drift compensation, and pinned curves of other runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output, State, no_update

from frontend.kit.abandoned_runs import cancel
from frontend.kit.client import Api, ApiProblem

UNFINISHED = ("queued", "running")
KEPT = ("id", "state", "spec", "spec_hash", "points", "clean", "engine_version", "interval")
Run = dict[str, Any]


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output("others", "data"),
        Output("others-poll", "disabled"),
        Input("followed", "data"),
        Input("others-poll", "n_intervals"),
        State("others", "data"),
        prevent_initial_call=True,
    )
    async def look(begun: dict[str, Any] | None, _ticks: int | None, before: dict[str, Any] | None) -> tuple[Any, bool]:
        found = await beside(api, begun or {}, before or {})
        runs = [*found["pinned"].values(), *([found["twin"]] if found["twin"] else [])]
        # A figure and two tables are drawn anew for what has changed.
        return no_update if found == before else found, not any(run["state"] in UNFINISHED for run in runs)


async def beside(api: Api, begun: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Runs as they are now. One that has ended is not asked for again; one that is gone is named."""
    twin, mine, problem = await _twin(api, begun.get("twin"), before)
    pinned: dict[str, Run] = {}
    gone: list[str] = []
    for run_id in dict.fromkeys(pin.split(".")[0] for pin in begun.get("pins") or ()):
        known = (before.get("pinned") or {}).get(run_id)
        try:
            pinned[run_id] = known if known and known["state"] not in UNFINISHED else slim(await api.get(f"/runs/{run_id}"))
        except ApiProblem as found:
            gone.append(run_id)
            problem = None if found.status == 404 else str(found)
    return {"twin": twin, "twin_mine": mine, "pinned": pinned, "gone": gone, "problem": problem}


async def _twin(api: Api, spec: Mapping[str, Any] | None, before: Mapping[str, Any]) -> tuple[Run | None, bool, str | None]:
    known, mine = before.get("twin"), bool(before.get("twin_mine"))
    try:
        if spec is not None:
            run, is_new = await api.submit(spec)
            same = known is not None and known["id"] == run["id"]
            return slim(run), is_new or (same and mine), None if same else await _let_go(api, known, mine)
    except ApiProblem as problem:
        return None, False, str(problem)
    return None, False, await _let_go(api, known, mine)


async def _let_go(api: Api, run: Run | None, mine: bool) -> str | None:
    """Nobody waits any more for what this page had under way."""
    if run is None or not mine or run["state"] not in UNFINISHED:
        return None
    return await cancel(api, run["id"])


def slim(run: Mapping[str, Any]) -> Run:
    """What a figure needs of a run."""
    return {name: run[name] for name in KEPT} | {"energy": {name: item["total_pj"] for name, item in run["energy"].items()}}


def sharing_axis(runs: Sequence[Run], spec: Mapping[str, Any]) -> list[Run]:
    """Those whose points can stand on the axis of another spec."""
    axis = spec["sweep"]["x"]["parameter"]
    return [run for run in runs if run["spec"]["sweep"]["x"]["parameter"] == axis and not run["spec"]["sweep"].get("y")]
