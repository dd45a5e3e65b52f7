"""The curves of the figure's run as they are predicted to first order: asked once a run has begun, and waited for by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State, no_update

from backend.schemas.job import UNFINISHED
from backend.schemas.prediction import PredictedCurve, Prediction
from frontend.features.explore import ids
from frontend.kit.abandoned_runs import cancel
from frontend.kit.client import Api, ApiProblem
from frontend.kit.page_words import in_page_words
from frontend.kit.stored import Stored
from frontend.kit.view_run import ViewRun

POLL_MS = 500
WAIT_S = 1.0
"""So long an answer may wait for all curves."""
TOO_MANY_REQUESTS = 429


class Predicted(Stored):
    """The prediction that belongs to a run, as it was last asked for."""

    run: str
    prediction: Prediction | None = None
    problem: str | None = None
    """Why there is none, as a sentence."""
    mine: bool = False
    """This page asked it first."""

    @property
    def unfinished(self) -> bool:
        """More is to come; also where the API had no room for it yet."""
        return self.problem is None if self.prediction is None else self.prediction.state in UNFINISHED

    def curves_of(self, view_run: ViewRun) -> Sequence[PredictedCurve]:
        """What is to be drawn of it beside a run: nothing if it is of another one, or not to be seen."""
        if self.prediction is None or not wanted(view_run) or view_run.run is None or view_run.run.id != self.run:
            return ()
        return self.prediction.curves


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.PREDICTION, "data"),
        Output(ids.PREDICTION_POLL, "disabled"),
        Input(ids.BEGUN, "data"),
        Input(ids.PREDICTION_POLL, "n_intervals"),
        State(ids.PREDICTION, "data"),
    )
    async def predict(begun: Any, _ticks: int | None, stored: Any) -> tuple[Any, bool]:
        before = Predicted.read(stored)
        now = await predicted(api, ViewRun.read(begun) or ViewRun(), before)
        # The figure is drawn anew for what has changed.
        return no_update if now == before else now and now.stored(), not (now and now.unfinished)

    app.clientside_callback(
        "() => window.mhoscope.explore.drawPrediction()",
        Output(ids.PREDICTION_NOTE, "title"),
        Input(ids.PREDICTION, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        "(restyled) => window.mhoscope.explore.fromLegend(restyled)",
        Output(ids.PREDICTED, "checked", allow_duplicate=True),
        Input(ids.ACCURACY, "restyleData"),
        prevent_initial_call=True,
    )


def wanted(view_run: ViewRun) -> bool:
    """Whether predicted curves are to be seen beside a run; a map has no room for them."""
    return view_run.predicted and view_run.y is None and view_run.run is not None


async def predicted(api: Api, view_run: ViewRun, before: Predicted | None) -> Predicted | None:
    """The prediction of a run as it is now, once it has been asked for; the one that was there before is left."""
    if not wanted(view_run) or view_run.run is None or view_run.spec is None:
        return before
    same = before if before and before.run == view_run.run.id else None
    if same and not same.unfinished:
        return same
    try:
        if same is None or same.prediction is None:
            await _leave(api, before)
            found, is_new = await api.predictions.submit(view_run.spec)
            same = Predicted(run=view_run.run.id, prediction=found, mine=is_new)
        if same.prediction and same.unfinished:
            found = await api.predictions.get(same.prediction.id, wait_s=WAIT_S)
            same = same.changed(prediction=found)
    except ApiProblem as problem:
        busy = problem.status == TOO_MANY_REQUESTS
        return Predicted(run=view_run.run.id, problem=None if busy else in_page_words(str(problem)))
    return same


async def _leave(api: Api, before: Predicted | None) -> None:
    """Take back what has not begun: nobody waits for it. What has begun learns something that the next one needs too."""
    if before and before.mine and before.prediction and before.prediction.state == "queued":
        await cancel(api.predictions, before.prediction.id)
