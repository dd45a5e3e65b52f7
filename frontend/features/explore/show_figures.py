"""A run to what is seen of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from backend.schemas.job import UNFINISHED
from backend.schemas.prediction import PredictedCurve
from backend.schemas.run import Run
from frontend.features.explore import ids
from frontend.features.explore.cards.compare.companion_runs import Companions
from frontend.features.explore.cards.compare.pinned_figure import compensated, pinned_curves, twin_curves
from frontend.features.explore.prediction import Predicted
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.cuts import cuts
from frontend.kit.figures.accuracy import AccuracyOptions, accuracy_figure, no_figure
from frontend.kit.figures.annotations import annotate
from frontend.kit.figures.caption import captioned, curve_caption, curve_title, file_name
from frontend.kit.figures.maps import MapOptions, map_figure, rows_of
from frontend.kit.job_states import CAN_GO_ON, state_badge
from frontend.kit.notices import trouble
from frontend.kit.prediction_words import named_in_caption, said_of_prediction
from frontend.kit.run_text import progress_text
from frontend.kit.state import PARAMETERS
from frontend.kit.summary import map_summary, summary
from frontend.kit.theme import Scheme
from frontend.kit.view_run import ViewRun

HIDDEN: dict[str, str] = {"display": "none"}
SHOWN: dict[str, str] = {}
HEIGHT = {"height": "clamp(340px, 52vh, 620px)"}
EMPTY = {"height": "120px"}
FIRST_LOOK_S = 0.25
"""Most networks have a point by then. The page draws nothing for somewhat longer (stream.js)."""
NOBODY_THERE = "No worker has started on this run yet: all are busy, or none is running. `mhoscope doctor` tells more."


def register(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "figure": Output(ids.ACCURACY, "figure"),
            "style": Output(ids.ACCURACY, "style"),
            "cuts": Output(ids.CUTS, "children"),
            "predicted": Output(ids.PREDICTION_NOTE, "children"),
            "band": Output(ids.BAND_BOX, "style"),
            "can_predict": Output(ids.PREDICTED_BOX, "style"),
            "summary": Output(ids.SUMMARY, "children"),
            "why": Output(ids.WHY, "style"),
            "state": Output(ids.STATE, "children"),
            "progress_text": Output(ids.PROGRESS_TEXT, "children"),
            "progress": Output(ids.PROGRESS, "value"),
            "progress_style": Output(ids.PROGRESS, "style"),
            "trouble": Output(ids.TROUBLE, "children"),
            "cancel": Output(kit_ids.CANCEL, "style"),
            "retry": Output(kit_ids.RETRY, "style"),
        },
        inputs={
            "live": Input(ids.LIVE, "data"),
            "companions": Input(ids.COMPANIONS, "data"),
            "scheme": Input(kit_ids.SCHEME, "data"),
        },
        # What is not yet drawn is no reason to begin anew: the browser would drop a figure under way, which may have points.
        state={"prediction": State(ids.PREDICTION, "data")},
        prevent_initial_call=True,
    )
    async def show(live: Any, companions: Any, scheme: Scheme | None, prediction: Any) -> dict[str, Any]:
        view_run = ViewRun.read(live)
        if view_run is None or scheme is None:
            raise PreventUpdate
        view_run = await first_look(api, view_run)
        draws, problem = await _draws(api, view_run)
        view_run = view_run.changed(problem=view_run.problem or problem)
        return shown(view_run, scheme, Companions.read(companions), draws, Predicted.read(prediction))

    app.clientside_callback(
        "(click, live) => window.mhoscope.explore.cutAt(click, live)",
        Output(ids.CUT, "data"),
        Input(ids.ACCURACY, "clickData"),
        State(ids.LIVE, "data"),
        prevent_initial_call=True,
    )


async def first_look(api: Api, view_run: ViewRun) -> ViewRun:
    """What has just begun, with its first points if they come soon: one figure is drawn then instead of two."""
    run = view_run.run
    if not view_run.fresh or run is None or run.state not in UNFINISHED:
        return view_run
    try:
        return view_run.changed(run=await api.runs.soon(run.id, FIRST_LOOK_S))
    except ApiProblem as problem:
        return view_run.changed(problem=view_run.problem or str(problem))


Draws = Mapping[tuple[str, float], Sequence[float]]
"""Accuracies of single chips by network and x."""


async def _draws(api: Api, view_run: ViewRun) -> tuple[Draws, str | None]:
    """Single chips, once a run has ended and if they are to be seen; and what went wrong."""
    run = view_run.run
    if view_run.band != "draws" or run is None or run.state in UNFINISHED or view_run.y:
        return {}, None
    try:
        items = (await api.runs.draws(run.id)).items
    except ApiProblem as problem:
        return {}, str(problem)
    return {(item.network, item.x): [right / item.images for right in item.correct] for item in items}, None


def shown(
    view_run: ViewRun,
    scheme: Scheme,
    companions: Companions | None = None,
    draws: Draws | None = None,
    prediction: Predicted | None = None,
) -> dict[str, Any]:
    """Everything on the page that follows from a run, and from what stands beside it."""
    run = view_run.run
    if run is None:
        return _nothing(view_run, scheme)
    curves = prediction.curves_of(view_run) if prediction else ()
    if view_run.y:
        drawn, sentence = _map(view_run, run, scheme), map_summary(run, view_run.sweep, view_run.y)
    else:
        drawn = _curves(view_run, run, scheme, companions or Companions(), draws or {}, curves)
        sentence = summary(run, view_run.sweep)
    what_is_dotted = named_in_caption(curves)
    caption = curve_caption(run, sentence=sentence, more=what_is_dotted)
    captioned(drawn["figure"], title=curve_title(run), caption=caption, name=file_name(run))
    return {
        **drawn,
        "predicted": " ".join(said_of_prediction(run, view_run.sweep, curves)) or None,
        "summary": sentence,
        "why": SHOWN if falls(run) else HIDDEN,
        "state": state_badge(run.state),
        "progress_text": progress_text(run, known=view_run.known),
        "progress": 100 * run.progress,
        "progress_style": {"opacity": 0} if run.state == "done" else {},
        "trouble": _notes(view_run, run),
        "cancel": SHOWN if run.state in UNFINISHED else HIDDEN,
        "retry": SHOWN if run.state in CAN_GO_ON else HIDDEN,
    }


def falls(run: Run) -> bool:
    """Whether anything that was measured lies below the clean accuracy, with its whole interval."""
    return any(point.ci_high < run.clean.get(point.network, 0.0) for point in run.points)


def _curves(
    view_run: ViewRun,
    run: Run,
    scheme: Scheme,
    companions: Companions,
    draws: Draws,
    predicted: Sequence[PredictedCurve],
) -> dict[str, Any]:
    twin = companions.twin if view_run.twin else None
    options = replace(
        AccuracyOptions.of(run, view_run.sweep, scheme),
        now=view_run.now,
        shadow=(view_run.shadow or ()) if run.state in UNFINISHED else (),
        remark=compensated(run.spec) if twin else "",
        others=[*pinned_curves(view_run, companions), *(twin_curves(twin) if twin else ())],
        draws=draws,
        predicted={curve.network: curve.accuracy for curve in predicted if curve.accuracy is not None},
        band=view_run.band,
        whole=view_run.whole,
    )
    figure = accuracy_figure(run.points, run.clean, run.spec.networks, options)
    annotate(figure, run.annotations, PARAMETERS[view_run.sweep], scheme)
    return {"figure": figure, "style": HEIGHT, "cuts": None, "band": SHOWN, "can_predict": SHOWN}


def _map(view_run: ViewRun, run: Run, scheme: Scheme) -> dict[str, Any]:
    x, y, cut = view_run.sweep, view_run.y, view_run.cut
    if y is None or cut is None:
        raise ValueError("a map has a second axis, and is cut somewhere")
    x_values, y_values = (axis.values for axis in run.spec.sweep.axes)
    options = MapOptions(
        x, y, x_values, y_values, cut, scheme, narrow=view_run.narrow, whole=view_run.whole, annotations=run.annotations
    )
    figure = map_figure(run.points, run.clean, run.spec.networks, options)
    rows = rows_of(len(run.spec.networks), narrow=view_run.narrow)
    style = HEIGHT if rows == 1 else {"height": f"{60 + 300 * rows}px"}
    beneath = cuts(run, x=x, y=y, cut=cut, whole=view_run.whole, scheme=scheme)
    return {"figure": figure, "style": style, "cuts": beneath, "band": HIDDEN, "can_predict": HIDDEN}


def _notes(view_run: ViewRun, run: Run) -> list[Any]:
    notes = [trouble(text) for text in (view_run.problem, run.error) if text]
    if view_run.waiting:
        notes.append(trouble(NOBODY_THERE, colour="yellow"))
    return notes


def _nothing(view_run: ViewRun, scheme: Scheme) -> dict[str, Any]:
    """No run: nothing is chosen, or the API refused."""
    problem = view_run.problem
    hint = trouble(problem) if problem else trouble("Choose at least one network to see its curve.", colour="blue")
    return {
        "figure": no_figure(scheme),
        "style": EMPTY,
        "cuts": None,
        "predicted": None,
        "band": HIDDEN,
        "can_predict": HIDDEN,
        "summary": "",
        "why": HIDDEN,
        "state": "",
        "progress_text": "",
        "progress": 0,
        "progress_style": {"opacity": 0},
        "trouble": hint,
        "cancel": HIDDEN,
        "retry": HIDDEN,
    }
