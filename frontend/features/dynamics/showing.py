"""Figures and sentences, drawn anew when a part of the answer comes or something else of it is looked at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, html, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.dynamics import Dynamics, Part
from frontend.features.dynamics import ids
from frontend.features.dynamics.answers import Answers
from frontend.features.dynamics.cards import FIGURES
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.dynamics import DRAWN, Look, Shown
from frontend.kit.figures.dynamics.lines import HEIGHT
from frontend.kit.figures.dynamics.prediction import NAME as PREDICTION
from frontend.kit.figures.dynamics.prediction import prediction
from frontend.kit.figures.dynamics.shown import focus, subjects
from frontend.kit.figures.dynamics.spectrum import numbers
from frontend.kit.figures.dynamics.trajectories import chips
from frontend.kit.tables import text_table
from frontend.kit.theme import Scheme
from frontend.kit.titles import title_of

LOOKED_AT: dict[str, dict[str, tuple[str, str]]] = {
    "trajectories": {
        "network": (ids.NETWORK, "value"),
        "layer": (ids.LAYER, "value"),
        "chip": (ids.CHIP, "value"),
        "means": (ids.MEANS, "value"),
    },
    "distances": {
        "network": (ids.NETWORK, "value"),
        "layer": (ids.LAYER, "value"),
        "cause": (ids.CAUSE, "value"),
        "log": (ids.LOG, "value"),
    },
    "spectrum": {"layer": (ids.LAYER, "value")},
    "steps": {"layer": (ids.LAYER, "value"), "quantity": (ids.QUANTITY, "value")},
    "gradients": {"layer": (ids.LAYER, "value")},
    "blocks": {},
    **{name: {"drive": (ids.DRIVE, "value")} for name in ("after", "ends", "returns", "noise")},
}
"""By figure the controls that change it, by the field of Look."""
ROWED = ("ends", "noise")
"""Figures with a row for each network, which many networks make higher."""
NOT_ASKED = "Not computed yet."
NOTHING: dict[str, Any] = {"data": [], "layout": {}}
HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}


def register(app: Dash, api: Api) -> None:
    answers = Answers(api)
    for name, part in FIGURES.items():
        _register_figure(app, answers, name, part)
    _register_prediction(app, api)
    _register_choices(app, answers)
    _register_player(app)


def look_of(values: dict[str, Any]) -> Look:
    """What the controls of a figure say."""
    read: dict[str, Any] = {}
    for field, value in values.items():
        match field:
            case "network" | "layer" | "chip":
                read[field] = int(value or 0)
            case "means":
                read[field] = value == "means"
            case "log":
                read[field] = value == "log"
            case _:
                read[field] = value or ""
    return Look(**read)


async def shown(answers: Answers, name: str, there: Any, look: Look, scheme: Scheme) -> Shown | None:
    """A figure of what is there; None while nothing is asked for, and for a figure that says nothing of these networks."""
    if not there or not there["job"]:
        return None
    answer = await answers.of(there["job"], json.dumps(there))
    return DRAWN[name](answer, look, scheme)


def _register_figure(app: Dash, answers: Answers, name: str, part: Part) -> None:
    @app.callback(
        output={
            "figure": Output(ids.graph(name), "figure"),
            "said": Output(ids.said(name), "children"),
            **({"style": Output(ids.graph(name), "style")} if name in ROWED else {}),
            **({"box": Output(ids.box(name), "style")} if name == "blocks" else {}),
            **({"table": Output(ids.SPECTRUM_TABLE, "children")} if name == "spectrum" else {}),
        },
        inputs={
            "there": Input(ids.found(part), "data"),
            "looked": {field: Input(*control) for field, control in LOOKED_AT[name].items()},
            "scheme": Input(kit_ids.SCHEME, "data"),
        },
        prevent_initial_call=True,
    )
    async def show(there: Any, looked: dict[str, Any], scheme: Scheme | None) -> dict[str, Any]:
        if scheme is None or there is None:
            raise PreventUpdate
        look = look_of(looked)
        more: dict[str, Any] = {}
        try:
            found = await shown(answers, name, there, look, scheme)
            if name == "spectrum":
                more["table"] = await _table(answers, there, look)
        except ApiProblem as problem:
            more = dict.fromkeys(_extras(name), no_update)
            return {"figure": no_update, "said": said([str(problem)]), **more}
        if name == "blocks":
            more["box"] = SHOWN if found and found.figure else HIDDEN
        figure = found.figure if found and found.figure else NOTHING
        if name in ROWED:
            more["style"] = {"height": figure["layout"].get("height", HEIGHT)}
        return {"figure": figure, "said": said(found.sentences if found else [NOT_ASKED]), **more}


def _extras(name: str) -> list[str]:
    """What a figure's callback changes besides the figure and its sentences."""
    of = {"style": ROWED, "box": ("blocks",), "table": ("spectrum",)}
    return [extra for extra, names in of.items() if name in names]


def _register_prediction(app: Dash, api: Api) -> None:
    """Drawn with the page; only the theme changes it."""

    @app.callback(
        Output(ids.graph(PREDICTION), "figure"),
        Input(kit_ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    async def show(scheme: Scheme | None) -> Any:
        if scheme is None:
            raise PreventUpdate
        try:
            return prediction(await api.prediction_quality(), scheme).figure
        except ApiProblem:
            raise PreventUpdate from None


def said(sentences: Sequence[str]) -> Any:
    return [html.P(sentence) for sentence in sentences]


async def _table(answers: Answers, there: Any, look: Look) -> Any:
    if not there["there"]:
        return None
    head, rows = numbers(await answers.of(there["job"], json.dumps(there)), look)
    return text_table(head, rows, width=560)


def _register_choices(app: Dash, answers: Answers) -> None:
    @app.callback(
        output={
            "networks": Output(ids.NETWORK, "data"),
            "network": Output(ids.NETWORK, "value", allow_duplicate=True),
            "layers": Output(ids.LAYER, "data"),
            "layer": Output(ids.LAYER, "value", allow_duplicate=True),
            "layer_box": Output(ids.LAYER_BOX, "style"),
            "chips": Output(ids.CHIP, "data"),
            "chip": Output(ids.CHIP, "value", allow_duplicate=True),
            "causes": Output(ids.CAUSE, "data"),
            "cause": Output(ids.CAUSE, "value", allow_duplicate=True),
        },
        inputs={
            "paths": Input(ids.found("trajectories"), "data"),
            "far": Input(ids.found("distances"), "data"),
            "network": Input(ids.NETWORK, "value"),
        },
        state={
            "layer": State(ids.LAYER, "value"),
            "chip": State(ids.CHIP, "value"),
            "cause": State(ids.CAUSE, "value"),
        },
        prevent_initial_call=True,
    )
    async def offer(paths: Any, far: Any, network: str, layer: str, chip: str, cause: str) -> dict[str, Any]:
        there = next((one for one in (far, paths) if one and one["there"]), None)
        if there is None:
            raise PreventUpdate
        try:
            answer = await answers.of(there["job"], json.dumps([paths, far]))
        except ApiProblem:
            raise PreventUpdate from None
        return choices(answer, network=network, layer=layer, chip=chip, cause=cause)


def choices(answer: Dynamics, *, network: str, layer: str, chip: str, cause: str) -> dict[str, Any]:
    """What can be looked at of an answer, and what is: what was chosen, where it is still there."""
    look = Look(network=int(network or 0), layer=int(layer or 0))
    subject = focus(answer, look)
    if subject is None:
        raise PreventUpdate
    names = list(answer.request.networks)
    networks = [{"value": str(at), "label": title_of(name, names)} for at, name in enumerate(names)]
    layers = [{"value": str(at), "label": one.title} for at, one in enumerate(subject.network.layers)]
    several = any(len(one.network.layers) > 1 for one in subjects(answer, look))
    found = subject.layer.trajectories
    count = chips(found) if found else 1
    chips_data = [{"value": "0", "label": "no chip"}, *({"value": str(at), "label": f"chip {at}"} for at in range(1, count + 1))]
    far = subject.layer.distances
    causes = [
        {"value": "", "label": "every cause"},
        *({"value": one.cause, "label": one.title} for one in (far.causes if far else ())),
    ]
    if cause and far is None:
        causes.append({"value": cause, "label": cause})
    return {
        "networks": networks,
        "network": _kept(network, networks),
        "layers": layers,
        "layer": _kept(layer, layers),
        "layer_box": SHOWN if several else HIDDEN,
        "chips": chips_data,
        "chip": _kept(chip, chips_data),
        "causes": causes,
        "cause": _kept(cause, causes),
    }


def _kept(value: str, data: Sequence[dict[str, str]]) -> Any:
    """No change where the value can still be chosen; else the first, or of chips the last."""
    values = [one["value"] for one in data]
    if value in values:
        return no_update
    return values[-1] if value.isdigit() and int(value or 0) > 0 else values[0]


def _register_player(app: Dash) -> None:
    browser: Any = app.clientside_callback
    browser(
        "(figure, step) => window.mhoscope.dynamics.show(figure, step)",
        Output(ids.STEP, "max"),
        Output(ids.STEP, "value"),
        Output(ids.STEP_TEXT, "children"),
        Input(ids.graph("trajectories"), "figure"),
        Input(ids.STEP, "value"),
        prevent_initial_call=True,
    )
    browser(
        "(clicks) => window.mhoscope.dynamics.play()",
        Output(ids.PLAY, "title"),
        Input(ids.PLAY, "n_clicks"),
        prevent_initial_call=True,
    )
