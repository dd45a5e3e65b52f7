"""A run to what is seen of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from frontend.callbacks.showing import progress_text, table
from frontend.components.notices import state_badge, trouble
from frontend.components.summary import summary
from frontend.figures.accuracy import accuracy_figure
from frontend.figures.caption import captioned, curve_caption, curve_title, file_name
from frontend.theme import Scheme

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
UNFINISHED = ("queued", "running")
NOBODY_THERE = "No worker has started on this run yet: all are busy, or none is running. `mhoscope doctor` tells more."


def register(app: Dash) -> None:
    @app.callback(
        output={
            "figure": Output("accuracy", "figure"),
            "summary": Output("summary", "children"),
            "state": Output("state", "children"),
            "progress_text": Output("progress-text", "children"),
            "progress": Output("progress", "value"),
            "progress_style": Output("progress", "style"),
            "trouble": Output("trouble", "children"),
            "cancel": Output("cancel", "style"),
            "retry": Output("retry", "style"),
        },
        inputs={"live": Input("live", "data"), "scheme": Input("scheme", "data")},
        prevent_initial_call=True,
    )
    async def show(live: dict[str, Any] | None, scheme: Scheme | None) -> dict[str, Any]:
        if live is None or scheme is None:
            raise PreventUpdate
        return shown(live, scheme)

    app.clientside_callback(
        "(live, open) => window.mhoscope.numbers(live, open)",
        Output("numbers-of", "data"),
        Input("live", "data"),
        Input("numbers-box", "value"),
        prevent_initial_call=True,
    )

    @app.callback(Output("numbers", "children"), Input("numbers-of", "data"), prevent_initial_call=True)
    async def show_numbers(what: dict[str, Any]) -> Any:
        return table(what["run"], what.get("sweep") or "p")


def shown(live: Mapping[str, Any], scheme: Scheme) -> dict[str, Any]:
    """Everything on the page that follows from a run."""
    run = live.get("run")
    if run is None:
        return _nothing(live, scheme)
    sweep, spec, finished = live.get("sweep") or "p", run["spec"], run["state"] not in UNFINISHED
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
        shadow=live.get("shadow") or (),
    )
    sentence = summary(run, sweep)
    captioned(figure, title=curve_title(run), caption=curve_caption(run, sentence=sentence), name=file_name(run))
    return {
        "figure": figure,
        "summary": sentence,
        "state": state_badge(run["state"]),
        "progress_text": progress_text(run, known=bool(live.get("known"))),
        "progress": 100 * run["progress"],
        "progress_style": {"opacity": 0} if run["state"] == "done" else {},
        "trouble": _notes(live, run),
        "cancel": HIDDEN if finished else SHOWN,
        "retry": SHOWN if run["state"] in ("cancelled", "failed", "partial") else HIDDEN,
    }


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
        "summary": "",
        "state": "",
        "progress_text": "",
        "progress": 0,
        "progress_style": {"opacity": 0},
        "trouble": hint,
        "cancel": HIDDEN,
        "retry": HIDDEN,
    }
