"""An image to the chips, and their votes on the page."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.inspect import Votes
from frontend.features.see import ids
from frontend.features.see.disturb import are_lines
from frontend.features.see.hidden_state_figure import hidden_figure
from frontend.features.see.now import Changes, Ink, Now
from frontend.features.see.votes import ballot, sentence, table, wall
from frontend.features.see.votes_figure import votes_figure, votes_numbers
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned, looked_at
from frontend.kit.figures.heat import numbers
from frontend.kit.figures.pictures import picture_uri, values_of
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme
from frontend.kit.titles import title_of

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
OUTPUTS = {
    "sentence": Output(ids.SENTENCE, "children"),
    "ballot": Output(ids.BALLOT, "children"),
    "wall": Output(ids.WALL, "children"),
    "table": Output(ids.VOTES_TABLE, "children"),
    "drawn": Output(ids.VOTES_FIGURE, "data-figure"),
    "picked": Output(ids.PICKED, "src"),
    "picked_style": Output(ids.PICKED, "style"),
    "picked_alt": Output(ids.PICKED, "alt"),
    "hint": Output(ids.HINT, "children"),
    "pens": Output(ids.PENS, "style"),
    "series": Output(ids.CANVAS, "data-series"),
    "series_tools": Output(ids.SERIES_TOOLS, "style"),
    "pixels": Output(ids.PIXELS, "src"),
    "seen": Output(ids.SEEN, "src"),
    "reading": Output(ids.READING_IMAGE, "src"),
    "hidden_card": Output(ids.HIDDEN_CARD, "style"),
    "hidden_note": Output(ids.HIDDEN_NOTE, "children"),
    "chip_title": Output(ids.hidden_title("chip"), "children"),
    "clean": Output(ids.hidden("clean"), "figure"),
    "chip": Output(ids.hidden("chip"), "figure"),
    "spread": Output(ids.hidden("spread"), "figure"),
    "steps": Output(ids.STEPS, "data"),
    "most_steps": Output(ids.STEP, "max"),
    "answered": Output(ids.ANSWERED, "data"),
    "trouble": Output(ids.TROUBLE, "children", allow_duplicate=True),
}


def register(app: Dash, api: Api) -> None:
    @app.callback(
        output=OUTPUTS,
        inputs={
            "now": Input(ids.NOW, "data"),
            "ink": Input(ids.INK, "data"),
            "changes": Input(ids.CHANGES, "data"),
            "scheme": Input(kit_ids.SCHEME, "data"),
            "more": Input(ids.MORE, "data"),
        },
        prevent_initial_call=True,
    )
    async def vote(now: Any, ink: Any, changes: Any, scheme: Scheme | None, more: int | None) -> dict[str, Any]:
        shown = Now.read(now)
        if shown is None or scheme is None or shown.scene.tab != "draw":
            raise PreventUpdate
        return await voted(api, shown, Ink.read(ink), Changes.read(changes), scheme, more=more or 0)

    browser: Any = app.clientside_callback
    browser("(answered) => window.mhoscope.see.answered(answered)", Output(ids.TIME, "children"), Input(ids.ANSWERED, "data"))
    browser(
        "(step, steps) => window.mhoscope.see.showStep(step, steps)",
        Output(ids.STEP_TEXT, "children"),
        Input(ids.STEP, "value"),
        Input(ids.STEPS, "data"),
    )
    browser("(clicks) => window.mhoscope.see.clear(clicks)", Output(ids.CLEAR, "title"), Input(ids.CLEAR, "n_clicks"))
    browser("(clicks) => window.mhoscope.see.undo(clicks)", Output(ids.UNDO, "title"), Input(ids.UNDO, "n_clicks"))
    browser("(pen) => window.mhoscope.see.choosePen(pen)", Output(ids.PEN, "className"), Input(ids.PEN, "value"))
    browser(
        "(clicks, now, facts) => window.mhoscope.see.another(clicks, now, facts)",
        Output(ids.IMAGE, "value", allow_duplicate=True),
        Input(ids.ANOTHER, "n_clicks"),
        State(ids.NOW, "data"),
        State(ids.FACTS, "data"),
        prevent_initial_call=True,
    )
    browser(
        "(clicks, step) => window.mhoscope.see.setValue(clicks, step)",
        Output(ids.SET_VALUE, "title"),
        Input(ids.SET_VALUE, "n_clicks"),
        State(ids.CHANGED_STEP, "value"),
    )
    browser("(clicks) => window.mhoscope.see.asItWas(clicks)", Output(ids.AS_IT_WAS, "title"), Input(ids.AS_IT_WAS, "n_clicks"))
    browser(
        "(clicks) => window.mhoscope.see.undoChange(clicks)", Output(ids.UNDO_CHANGE, "title"), Input(ids.UNDO_CHANGE, "n_clicks")
    )
    browser(
        "(feature, value) => window.mhoscope.see.chooseChange(feature, value)",
        Output(ids.SERIES_TOOLS, "title"),
        Input(ids.FEATURE, "value"),
        Input(ids.CHANGED_VALUE, "value"),
    )
    browser(
        "() => window.mhoscope.see.leaveChanges()",
        Output(ids.CHANGES, "data"),
        Input(ids.IMAGE, "value"),
        Input(ids.NETWORK, "value"),
    )
    # Who picks an image puts the drawing away.
    browser("(image) => window.mhoscope.see.putAway(image)", Output(ids.INK, "data"), Input(ids.IMAGE, "value"))


def question(now: Now, ink: Ink | None, changes: Changes | None = None) -> dict[str, Any]:
    """The request for votes: on the drawing if there is one and the data set is of drawings, else on the test image.

    Of a sequence, values may be changed by hand.
    """
    scene = now.scene
    request: dict[str, Any] = {**now.subject, "draws": scene.chips, "chip": scene.chip}
    if ink and ink.ink and now.can_draw:
        return request | {"drawing": {"side": ink.side, "ink": ink.ink}}
    changed = (
        {"changes": [list(one) for one in changes.changes]} if changes and changes.changes and now.kind == "sequence" else {}
    )
    return request | {"image": scene.image} | changed


async def voted(api: Api, now: Now, ink: Ink | None, changes: Changes | None, scheme: Scheme, *, more: int = 0) -> dict[str, Any]:
    """Everything on the tab that follows from an image; what has not changed is left.

    `more` counts how often chips that take long to write were asked for again.
    """
    request = question(now, ink, changes)
    answered: dict[str, Any] = {"n": ink.n if ink else None, "chips": request["draws"], "worked_ms": None, "more": None}
    kind = {
        "pens": SHOWN if now.can_draw else HIDDEN,
        "series": _series(now),
        "series_tools": SHOWN if now.kind == "sequence" else HIDDEN,
    }
    try:
        votes = await api.inspector.votes(request)
    except ApiProblem as problem:
        shown = dict.fromkeys(OUTPUTS, no_update)
        return shown | {
            "sentence": "",
            "trouble": trouble(str(problem)),
            "hint": _hint(now, drawn=False),
            "picked_style": HIDDEN,
            "answered": answered,
            **kind,
        }
    form = (*votes.shape, votes.channels)
    names, drawn = now.names, "drawing" in request
    written = len(votes.answers)
    chip = min(request["chip"], written - 1)
    pixels = picture_uri(values_of(votes.pixels, form), now.kind)
    label = "" if votes.label is None else f", {names[votes.label]}"
    return {
        "sentence": sentence(votes, names),
        "ballot": ballot(votes, names),
        "wall": wall(votes, names, chip),
        "table": table(votes, names),
        "drawn": json.dumps(taken_along(votes, now, scheme)),
        "picked": no_update if drawn else pixels,
        "picked_style": HIDDEN if drawn else SHOWN,
        "picked_alt": "" if drawn else f"test {now.kind} {request['image']}{label}",
        "hint": _hint(now, drawn=drawn or "changes" in request),
        **kind,
        "pixels": pixels,
        "seen": picture_uri(values_of(votes.seen, form), now.kind),
        "reading": pixels,
        "answered": answered
        | {"chips": written, "worked_ms": votes.worked_ms, "more": more + 1 if written < request["draws"] else None},
        "trouble": "",
        **_hidden(votes, chip, now.kind, scheme),
    }


def taken_along(votes: Votes, now: Now, scheme: Scheme) -> dict[str, Any]:
    """The votes as a figure, for who wants them as a picture or as numbers; the page shows bars of its own."""
    head, more = (part.children for part in sentence(votes, now.names))
    figure: dict[str, Any] = captioned(
        votes_figure(votes, now.names, scheme=scheme),
        title=head,
        caption=f"{title_of(now.network)}, {now.dataset_title}. {more} Bars: simulated chips, "
        f"n = {len(votes.answers)}; ticks: mean softmax of all chips. {looked_at(now.subject)} Mhoscope.",
        name=f"mhoscope-votes-{now.network.replace('/', '-')}",
        table=votes_numbers(votes, now.names),
    )
    return figure


def _hint(now: Now, *, drawn: bool) -> str:
    if drawn:
        return ""
    if now.kind == "sequence":
        return "Drag the line" if are_lines(now.shape) else "Paint with the value below"
    return "Draw a digit here" if now.can_draw else ""


def _series(now: Now) -> str:
    """What the script has to know of a sequence on the paper; empty for an image."""
    if now.kind != "sequence":
        return ""
    steps, features = now.shape
    return json.dumps({"steps": steps, "features": features, "lines": are_lines(now.shape)})


def _hidden(votes: Votes, chip: int, kind: str, scheme: Scheme) -> dict[str, Any]:
    if not votes.hidden:
        left = ("hidden_note", "chip_title", "clean", "chip", "spread", "most_steps")
        return {"hidden_card": HIDDEN, "steps": None, **dict.fromkeys(left, no_update)}
    # Of several recurrent layers the last: the answer is read from it.
    first, states = votes.hidden[0], votes.hidden[-1]
    units, steps = states.units, states.time_steps
    clean, noisy, spread = (numbers(text, units, steps) for text in (states.clean, states.chip, states.spread))
    # A few large states would leave all others the same pale colour: colours end where one state in a hundred is larger.
    largest = float(np.percentile(np.abs([clean, noisy]), 99)) or 1.0
    side_by_side: dict[str, Any] = {"largest": largest, "signed": bool(min(clean.min(), noisy.min()) < 0), "scheme": scheme}
    several = len(votes.hidden)
    which = f"Layer {states.layer + 1}, the last of {several} recurrent layers. " if several > 1 else ""
    height, width = votes.shape
    unit = "pixels" if first.reads_input and kind == "image" else "values"
    return {
        "hidden_card": SHOWN,
        "hidden_note": f"{which}At each of {steps} time steps the {states.kind.replace('_', ' ').upper()} reads "
        f"{first.values_per_step} {unit} and keeps {units} numbers. The answer is read from "
        "the last column.",
        "chip_title": f"On chip {chip}",
        "clean": hidden_figure(states.clean, units, steps, **side_by_side),
        "chip": hidden_figure(states.chip, units, steps, **side_by_side),
        "spread": hidden_figure(
            states.spread,
            units,
            steps,
            largest=float(np.percentile(spread, 99)) or 1.0,
            signed=False,
            scheme=scheme,
            what="standard deviation",
        ),
        "steps": {
            "steps": first.time_steps,
            "values": first.values_per_step,
            "height": height,
            "width": width,
            "backwards": first.backwards,
            "sequence": kind == "sequence",
        }
        if first.reads_input
        else None,
        "most_steps": max(steps, 2),
    }
