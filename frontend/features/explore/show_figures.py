"""A run to what is seen of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate

from frontend.features.explore.cards.compare.pinned_figure import compensated, pinned_curves, twin_curves
from frontend.kit.client import Api, ApiProblem
from frontend.kit.cuts import cuts
from frontend.kit.figures.accuracy import accuracy_figure
from frontend.kit.figures.annotations import annotate
from frontend.kit.figures.caption import captioned, curve_caption, curve_title, file_name
from frontend.kit.figures.maps import map_figure, rows_of
from frontend.kit.notices import state_badge, trouble
from frontend.kit.run_text import progress_text, table
from frontend.kit.state import PARAMETERS
from frontend.kit.summary import map_summary, summary
from frontend.kit.theme import Scheme

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
HEIGHT = {"height": "clamp(340px, 52vh, 620px)"}
UNFINISHED = ("queued", "running")
FIRST_LOOK_S = 0.25
"""Most networks have a point by then. The page draws nothing for somewhat longer (stream.js)."""
NOBODY_THERE = "No worker has started on this run yet: all are busy, or none is running. `mhoscope doctor` tells more."


def register(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "figure": Output("accuracy", "figure"),
            "style": Output("accuracy", "style"),
            "cuts": Output("cuts", "children"),
            "band": Output("band-box", "style"),
            "summary": Output("summary", "children"),
            "state": Output("state", "children"),
            "progress_text": Output("progress-text", "children"),
            "progress": Output("progress", "value"),
            "progress_style": Output("progress", "style"),
            "trouble": Output("trouble", "children"),
            "cancel": Output("cancel", "style"),
            "retry": Output("retry", "style"),
        },
        inputs={
            "begun": Input("begun", "data"),
            "_redraw": Input("redraw", "data"),
            "others": Input("others", "data"),
            "scheme": Input("scheme", "data"),
        },
        state={"live": State("live", "data")},
        prevent_initial_call=True,
    )
    async def show(
        begun: dict[str, Any] | None,
        _redraw: int | None,
        others: dict[str, Any] | None,
        scheme: Scheme | None,
        live: dict[str, Any] | None,
    ) -> dict[str, Any]:
        if any(item["prop_id"] == "begun.data" for item in ctx.triggered):
            live = await first_look(api, begun, live)
        if live is None or scheme is None:
            raise PreventUpdate
        draws, problem = await _draws(api, live)
        return shown({**live, "problem": live.get("problem") or problem}, scheme, others, draws)

    app.clientside_callback(
        "(live, open) => window.mhoscope.explore.numbers(live, open)",
        Output("numbers-of", "data"),
        Input("settled", "data"),
        Input("numbers-box", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        "(click, live) => window.mhoscope.explore.cutAt(click, live)",
        Output("cut-x", "data"),
        Output("cut-y", "data"),
        Input("accuracy", "clickData"),
        State("live", "data"),
        prevent_initial_call=True,
    )

    @app.callback(Output("numbers", "children"), Input("numbers-of", "data"), prevent_initial_call=True)
    async def show_numbers(what: dict[str, Any]) -> Any:
        return table(what["run"], what.get("sweep") or "p")


async def first_look(api: Api, begun: dict[str, Any] | None, live: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What has just been begun, with its first points if they come soon: one figure is drawn then instead of two."""
    if begun is None or begun["run"] is None:
        return begun
    begun = {**begun, "narrow": (live or {}).get("narrow")}
    if begun["run"]["state"] not in UNFINISHED:
        return begun
    try:
        return {**begun, "run": await api.get(f"/runs/{begun['run']['id']}", wait_s=FIRST_LOOK_S)}
    except ApiProblem as problem:
        return {**begun, "problem": begun["problem"] or str(problem)}


async def _draws(api: Api, live: Mapping[str, Any]) -> tuple[dict[tuple[str, float], list[float]], str | None]:
    """Accuracies of single chips by network and x, once a run has ended and if they are to be seen."""
    run = live.get("run")
    if live.get("band") != "draws" or run is None or run["state"] in UNFINISHED or live.get("y"):
        return {}, None
    try:
        items = (await api.get(f"/runs/{run['id']}/draws"))["items"]
    except ApiProblem as problem:
        return {}, str(problem)
    return {(item["network"], item["x"]): [right / item["images"] for right in item["correct"]] for item in items}, None


def shown(
    live: Mapping[str, Any],
    scheme: Scheme,
    others: Mapping[str, Any] | None = None,
    draws: Mapping[tuple[str, float], list[float]] | None = None,
) -> dict[str, Any]:
    """Everything on the page that follows from a run, and from what stands beside it."""
    run = live.get("run")
    if run is None:
        return _nothing(live, scheme)
    sweep, finished = live.get("sweep") or "p", run["state"] not in UNFINISHED
    drawn = _map(live, run, scheme) if live.get("y") else _curves(live, run, scheme, others or {}, draws or {})
    sentence = map_summary(run, sweep, live["y"]) if live.get("y") else summary(run, sweep)
    captioned(drawn["figure"], title=curve_title(run), caption=curve_caption(run, sentence=sentence), name=file_name(run))
    return {
        **drawn,
        "summary": sentence,
        "state": state_badge(run["state"]),
        "progress_text": progress_text(run, known=bool(live.get("known"))),
        "progress": 100 * run["progress"],
        "progress_style": {"opacity": 0} if run["state"] == "done" else {},
        "trouble": _notes(live, run),
        "cancel": HIDDEN if finished else SHOWN,
        "retry": SHOWN if run["state"] in ("cancelled", "failed", "partial") else HIDDEN,
    }


def _curves(
    live: Mapping[str, Any],
    run: Mapping[str, Any],
    scheme: Scheme,
    others: Mapping[str, Any],
    draws: Mapping[tuple[str, float], list[float]],
) -> dict[str, Any]:
    spec, sweep = run["spec"], live.get("sweep") or "p"
    twin = others.get("twin") if live.get("twin") else None
    figure = accuracy_figure(
        run["points"],
        run["clean"],
        spec["networks"],
        sweep=sweep,
        now=live.get("now"),
        scheme=scheme,
        confidence=spec["sampling"]["confidence"],
        values=spec["sweep"]["x"]["values"],
        energy={network: estimate["total_pj"] for network, estimate in run["energy"].items()},
        shadow=(live.get("shadow") or ()) if run["state"] in UNFINISHED else (),
        remark=compensated(spec) if twin else "",
        others=[*pinned_curves(live, others), *(twin_curves(twin) if twin else ())],
        draws=draws,
        band=live.get("band") or "interval",
        whole=bool(live.get("whole")),
    )
    annotate(figure, run.get("annotations", ()), PARAMETERS[sweep], scheme)
    return {"figure": figure, "style": HEIGHT, "cuts": None, "band": SHOWN}


def _map(live: Mapping[str, Any], run: Mapping[str, Any], scheme: Scheme) -> dict[str, Any]:
    spec = run["spec"]
    axes, narrow = spec["sweep"], bool(live.get("narrow"))
    figure = map_figure(
        run["points"],
        run["clean"],
        spec["networks"],
        x=live["sweep"],
        y=live["y"],
        x_values=axes["x"]["values"],
        y_values=axes["y"]["values"],
        cut=tuple(live["cut"]),
        scheme=scheme,
        narrow=narrow,
        whole=bool(live.get("whole")),
        annotations=run.get("annotations", ()),
    )
    rows = rows_of(len(spec["networks"]), narrow=narrow)
    style = HEIGHT if rows == 1 else {"height": f"{60 + 300 * rows}px"}
    return {"figure": figure, "style": style, "cuts": cuts(live, run, scheme), "band": HIDDEN}


def _notes(live: Mapping[str, Any], run: Mapping[str, Any]) -> list[Any]:
    notes = [trouble(text) for text in (live.get("problem"), run.get("error")) if text]
    if live.get("waiting"):
        notes.append(trouble(NOBODY_THERE, colour="yellow"))
    return notes


def _nothing(live: Mapping[str, Any], scheme: Scheme) -> dict[str, Any]:
    """No run: nothing is chosen, or the API refused."""
    problem = live.get("problem")
    hint = trouble(problem) if problem else trouble("Choose at least one network to see its curve.", colour="blue")
    return {
        "figure": accuracy_figure([], {}, [], sweep=live.get("sweep") or "p", now=None, scheme=scheme),
        "style": HEIGHT,
        "cuts": None,
        "band": SHOWN,
        "summary": "",
        "state": "",
        "progress_text": "",
        "progress": 0,
        "progress_style": {"opacity": 0},
        "trouble": hint,
        "cancel": HIDDEN,
        "retry": HIDDEN,
    }
