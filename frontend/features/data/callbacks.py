"""What happens on Data: a file is brought, samples are looked at, a data set is removed."""

from __future__ import annotations

import json
from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.dataset import DatasetDependents, DatasetRecord
from frontend.features.data import ids
from frontend.features.data.bring import added, not_added
from frontend.features.data.figures import counts_figure, histogram_figure
from frontend.features.data.samples import PAGE, note, numbers, pictures
from frontend.features.data.table import table
from frontend.features.data.words import words_of_parts
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.drop import register_begun
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme

FOR_SCRIPT = {
    "drop": ids.DROP,
    "choose": ids.CHOOSE,
    "details": ids.DETAILS,
    "file": ids.FILE,
    "name": ids.NAME,
    "begun": ids.BEGUN,
    "ended": ids.ENDED,
    "bar": ids.PROGRESS_BAR,
    "words": ids.PROGRESS_WORDS,
    "result": ids.RESULT,
}
"""Components that own.js tells what goes on."""


def register(app: Dash, api: Api) -> None:
    _register_browser(app)
    _register_bring(app, api)
    _register_samples(app, api)
    _register_statistics(app, api)
    _register_remove(app, api)


def _register_browser(app: Dash) -> None:
    """The file stays in the browser, which sends it to the API."""
    browser: Any = app.clientside_callback
    browser(
        f"() => window.mhoscope.data.watch({json.dumps(FOR_SCRIPT)})",
        Output(ids.DROP, "className"),
        Input(ids.DROP, "id"),
    )
    form = (ids.NAME, ids.TITLE, ids.KIND, ids.LICENCE, ids.CITATION)
    browser(
        "(...form) => window.mhoscope.data.told(...form)", Output(ids.DROP, "title"), *(Input(field, "value") for field in form)
    )
    buttons = {
        ids.ADD: "(clicks) => window.mhoscope.data.add(clicks)",
        ids.CANCEL: "(clicks) => window.mhoscope.data.cancel(clicks)",
    }
    for button, does in buttons.items():
        browser(
            does,
            Output(button, "className"),
            Input(button, "n_clicks"),
            prevent_initial_call=True,
        )


def _register_bring(app: Dash, api: Api) -> None:
    register_begun(app, ids.BEGUN, progress=ids.PROGRESS, details=ids.DETAILS)

    @app.callback(
        Output(ids.PROGRESS, "hidden", allow_duplicate=True),
        Output(ids.DETAILS, "hidden", allow_duplicate=True),
        Output(ids.RESULT, "children", allow_duplicate=True),
        Output(ids.TABLE, "children"),
        Input(ids.ENDED, "data"),
        prevent_initial_call=True,
    )
    async def end(ended: Any) -> tuple[Any, ...]:
        if not ended:
            raise PreventUpdate
        if "dataset" not in ended:
            return True, not ended.get("again"), not_added(ended["error"]), no_update
        try:
            datasets = (await api.datasets()).items
            data = next(one for one in datasets if one.name == ended["dataset"])
        except (ApiProblem, StopIteration) as problem:
            return True, True, trouble(str(problem)), no_update
        return True, True, added(data), table(datasets)


def _register_samples(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "samples": Output(ids.SAMPLES, "children"),
            "note": Output(ids.SAMPLES_NOTE, "children"),
            "total": Output(ids.SAMPLES_PAGE, "total"),
            "page": Output(ids.SAMPLES_PAGE, "value"),
        },
        inputs={
            "record": Input(ids.RECORD, "data"),
            "label": Input(ids.CLASS, "value"),
            "part": Input(ids.PART, "value"),
            "order": Input(ids.ORDER, "value"),
            "channel": Input(ids.CHANNEL, "value"),
            "page": Input(ids.SAMPLES_PAGE, "value"),
            "seed": Input(ids.SEED, "data"),
        },
    )
    async def show(record: Any, label: str, part: str, order: str, channel: str, page: int, seed: int | None) -> dict[str, Any]:
        data = DatasetRecord.model_validate(record)
        if ctx.triggered_id in (ids.CLASS, ids.PART, ids.ORDER, ids.SEED):
            page = 1
        chosen = int(label) if label else None
        query = {"class": chosen, "part": part, "count": PAGE, "start": PAGE * (page - 1)}
        try:
            found = await api.samples(data.name, seed=(seed or 0) if order == "drawn" else None, **query)
        except ApiProblem as problem:
            return {"samples": trouble(str(problem)), "note": "", "total": no_update, "page": no_update}
        return {
            "samples": pictures(found, data, int(channel) if channel else None),
            "note": note(found, data, chosen, page),
            "total": max(1, -(-found.total // PAGE)),
            "page": page,
        }

    browser: Any = app.clientside_callback
    browser(
        "() => ['drawn', Math.floor(1e9 * Math.random())]",
        Output(ids.ORDER, "value"),
        Output(ids.SEED, "data"),
        Input(ids.MORE, "n_clicks"),
        prevent_initial_call=True,
    )


def _register_statistics(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.COUNTS, "figure"),
        Output(ids.HISTOGRAM, "figure"),
        Output(ids.NUMBERS, "children"),
        Input(kit_ids.SCHEME, "data"),
        Input(ids.RECORD, "data"),
        State(ids.COUNTS, "id"),
    )
    async def show(scheme: Scheme | None, record: Any, _id: str) -> tuple[Any, Any, Any]:
        if scheme is None or not record:
            raise PreventUpdate
        data = DatasetRecord.model_validate(record)
        try:
            found = await api.statistics(data.name)
        except ApiProblem as problem:
            return no_update, no_update, trouble(str(problem))
        words = words_of_parts(data)
        return (
            counts_figure(found, data.classes, words, scheme=scheme),
            histogram_figure(found, words, scheme=scheme),
            numbers(found, data, words),
        )


def dependents(found: DatasetDependents) -> list[Any]:
    """What goes with a data set, what stays, and what must end first."""
    if found.unfinished:
        return [html.P(f"Not now: {found.sentence()}.")]
    stays = f"{found.runs:,} {'run keeps its' if found.runs == 1 else 'runs keep their'} results." if found.runs else ""
    if not found.networks:
        return [html.P(f"No network depends on it. {stays} Its arrays are gone then, unless you have downloaded them.")]
    return [
        html.P(f"{len(found.networks):,} {'network goes' if len(found.networks) == 1 else 'networks go'} with it:"),
        html.Ul([html.Li(name) for name in found.networks], className="data-dependents"),
        html.P(f"{stays} Arrays and weights are gone then, unless you have downloaded them."),
    ]


def _register_remove(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.REMOVE_ASKED, "opened"),
        Output(ids.DEPENDENTS, "children"),
        Output(ids.REMOVE_SURE, "disabled"),
        Input(ids.REMOVE, "n_clicks"),
        State(ids.RECORD, "data"),
        prevent_initial_call=True,
    )
    async def ask(clicks: int | None, record: Any) -> tuple[Any, Any, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            found = await api.dependents(record["name"])
        except ApiProblem as problem:
            return True, trouble(str(problem)), True
        return True, dependents(found), found.unfinished > 0

    @app.callback(
        Output(kit_ids.URL, "pathname", allow_duplicate=True),
        Output(ids.REMOVE_TROUBLE, "children"),
        Output(ids.REMOVE_ASKED, "opened", allow_duplicate=True),
        Input(ids.REMOVE_SURE, "n_clicks"),
        State(ids.RECORD, "data"),
        prevent_initial_call=True,
    )
    async def remove(clicks: int | None, record: Any) -> tuple[Any, Any, bool]:
        if not clicks:
            raise PreventUpdate
        try:
            await api.forget_dataset(record["name"], force=True)
        except ApiProblem as problem:
            return no_update, trouble(str(problem)), False
        return "/data", None, False
