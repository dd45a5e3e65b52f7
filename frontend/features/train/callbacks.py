"""What happens on Train: the form is sent, and what is being trained is listed anew."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.families import RECURRENT
from backend.schemas.titles import title_of_recipe
from frontend.features.train import ids
from frontend.features.train.form import FIELDS, steps_for, wanted
from frontend.features.train.table import MOST_LISTED, listed
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.training import training_figure
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme


def register(app: Dash, api: Api) -> None:
    _register_form(app, api)
    _register_list(app, api)


def _register_form(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.field("time_steps"), "data"),
        Output(ids.field("time_steps"), "value"),
        Output(ids.field("epochs"), "value"),
        Output(ids.field("batch_size"), "value"),
        Output(ids.field("learning_rate"), "value"),
        Input(ids.field("dataset"), "value"),
        State(ids.field("time_steps"), "value"),
        prevent_initial_call=True,
    )
    async def choose(dataset: str, steps: str) -> tuple[Any, ...]:
        try:
            found = (await api.datasets()).items
        except ApiProblem:
            raise PreventUpdate from None
        data = next(item for item in found if item.name == dataset)
        return *steps_for(data, steps), data.training.epochs, data.training.batch_size, data.training.learning_rate

    app.clientside_callback(
        f"family => !{list(RECURRENT)}.includes(family)", Output(ids.STEPS, "hidden"), Input(ids.field("family"), "value")
    )

    @app.callback(
        Output(ids.TROUBLE, "children"),
        Output(ids.TRAININGS_CHANGED, "data"),
        Input(ids.GO, "n_clicks"),
        State(ids.TRAININGS_CHANGED, "data"),
        {name: State(ids.field(name), "value") for name in FIELDS},
        prevent_initial_call=True,
    )
    async def go(_clicks: int | None, count: int | None, values: dict[str, Any]) -> tuple[Any, Any]:
        try:
            await api.trainings.submit(wanted(values))
        except (ApiProblem, ValueError) as problem:
            return trouble(str(problem)), no_update
        return None, (count or 0) + 1


def _register_list(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.TRAININGS, "children"),
        Output(ids.TRAINING_LIVE, "figure"),
        Output(ids.TRAINING_TITLE, "children"),
        Output(ids.TRAINING_CARD, "hidden"),
        Input(ids.TRAININGS_TICK, "n_intervals"),
        Input(ids.TRAININGS_CHANGED, "data"),
        Input(kit_ids.SCHEME, "data"),
    )
    async def refresh(_ticks: int | None, _changes: int | None, scheme: Scheme | None) -> tuple[Any, Any, Any, Any]:
        try:
            items = (await api.trainings.list(limit=MOST_LISTED)).items
        except ApiProblem as problem:
            return trouble(str(problem)), no_update, no_update, no_update
        learning = next((one for one in items if one.history), None)
        if learning is None:
            return listed(items), no_update, no_update, True
        verb = "learns" if learning.state == "running" else "learned"
        title = f"How {title_of_recipe(learning.network, learning.recipe)} {verb}"
        return listed(items), training_figure(learning.history, scheme=scheme or "light"), title, False

    @app.callback(
        Output(ids.TRAININGS_CHANGED, "data", allow_duplicate=True),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.action(ALL, ALL), "n_clicks"),
        State(ids.TRAININGS_CHANGED, "data"),
        prevent_initial_call=True,
    )
    async def act(_clicks: list[int | None], count: int | None) -> tuple[Any, Any]:
        trigger = ctx.triggered_id
        if trigger is None or not ctx.triggered[0]["value"]:  # the list was drawn anew: nobody pressed anything
            return no_update, no_update
        act_on = {"cancel": api.trainings.cancel, "retry": api.trainings.retry, "delete": api.trainings.delete}
        try:
            await act_on[trigger["do"]](trigger["training"])
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        return (count or 0) + 1, None
