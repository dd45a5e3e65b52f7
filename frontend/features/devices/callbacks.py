"""The page Devices: figures, bringing a device, taking it away."""

from __future__ import annotations

import base64
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.device import LARGEST_TABLE, DevicePreview
from backend.schemas.table_text import NotText, text_of
from frontend.features.devices import ids
from frontend.features.devices.figure import Shown, drift_figure, overview_figure, sigma_figure, spread_figure
from frontend.features.devices.preview import fit_figure, understood
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme

ONE = {ids.REACHED: spread_figure, ids.SIGMA: sigma_figure, ids.DRIFT: drift_figure}


def register(app: Dash, api: Api) -> None:
    @app.callback(Output(ids.OVERVIEW, "figure"), Input(kit_ids.SCHEME, "data"), Input(ids.CURVES, "data"))
    async def overview(scheme: Scheme | None, curves: Any) -> Any:
        shown = Shown.model_validate(curves) if curves else None
        if scheme is None or shown is None or shown.one:
            raise PreventUpdate
        return overview_figure(shown.items, scheme=scheme)

    for name in ONE:
        _register_figure(app, name)
    _register_bring(app, api)

    @app.callback(
        Output(kit_ids.URL, "pathname", allow_duplicate=True),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.delete(ALL), "n_clicks"),
        State(ids.delete(ALL), "id"),
        prevent_initial_call=True,
    )
    async def delete(clicks: list[int | None], ids: list[dict[str, str]]) -> tuple[Any, Any]:
        if not any(clicks):
            raise PreventUpdate
        try:
            await api.forget_device(ids[0]["device"])
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        return "/devices", None


def _register_figure(app: Dash, name: str) -> None:
    @app.callback(Output(name, "figure"), Input(kit_ids.SCHEME, "data"), Input(ids.CURVES, "data"))
    async def show(scheme: Scheme | None, curves: Any) -> Any:
        shown = Shown.model_validate(curves) if curves else None
        if scheme is None or shown is None or not shown.one:
            raise PreventUpdate
        return ONE[name](shown.items[0], scheme=scheme)


def _register_bring(app: Dash, api: Api) -> None:
    _register_file(app)
    _register_read(app, api)

    @app.callback(
        Output(kit_ids.URL, "pathname", allow_duplicate=True),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.ADD, "n_clicks"),
        State(ids.TITLE, "value"),
        State(ids.FOUND, "data"),
        prevent_initial_call=True,
    )
    async def bring(clicks: int | None, title: str | None, found: Any) -> tuple[Any, Any]:
        if not clicks or not found:
            raise PreventUpdate
        try:
            device = await api.bring_device({**found["body"], "title": _titled(title)})
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        if device.title != _titled(title):
            return no_update, trouble(f"These measurements are here already, as {device.title}, which keeps its title.")
        return f"/devices/{device.id}", None


def _register_file(app: Dash) -> None:
    browser: Any = app.clientside_callback
    browser(
        f"() => window.mhoscope.devices.watchFile('{ids.FILE}', '{ids.TOO_LARGE}', {LARGEST_TABLE})",
        Output(ids.FILE, "className"),
        Input(ids.FILE, "id"),
    )

    @app.callback(
        Output(ids.CSV, "value"),
        Output(ids.TITLE, "value"),
        Output(ids.FILE_NAME, "data"),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.FILE, "contents"),
        State(ids.FILE, "filename"),
        State(ids.TITLE, "value"),
        State(ids.FILE_NAME, "data"),
        prevent_initial_call=True,
    )
    async def take(contents: str | None, filename: str | None, title: str | None, before: str | None) -> tuple[Any, ...]:
        if not contents:
            raise PreventUpdate
        try:
            text = text_of(base64.b64decode(contents.partition(",")[2]))
        except NotText as fault:
            return no_update, no_update, no_update, trouble(f"{filename} {fault}.")
        name = (filename or "").rsplit(".", 1)[0][:60]
        return text, name if title in ("", None, before) else title, name, None

    @app.callback(Output(ids.TROUBLE, "children", allow_duplicate=True), Input(ids.TOO_LARGE, "data"), prevent_initial_call=True)
    async def refuse(file: Any) -> Any:
        if not file:
            raise PreventUpdate
        return trouble(f"{file['name']} must have at most {LARGEST_TABLE:,} bytes; it has {file['size']:,}.")


def _register_read(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.FOUND, "data"),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.READ, "n_clicks"),
        Input(ids.CSV, "value"),
        Input(ids.UNIT, "value"),
        State(ids.TITLE, "value"),
        prevent_initial_call=True,
    )
    async def read(_clicks: int | None, csv: str | None, unit: str | None, title: str | None) -> tuple[Any, Any]:
        if ctx.triggered_id != ids.READ:
            return None, no_update  # what was read before is of another table
        body = {"title": _titled(title), "csv": csv or "", "unit": unit or None}
        try:
            found = await api.preview_device(body)
        except ApiProblem as problem:
            return None, trouble(_of_table(str(problem)))
        return {"body": body, "preview": found.model_dump(mode="json")}, None

    @app.callback(
        Output(ids.PREVIEW, "hidden"),
        Output(ids.FIT, "figure"),
        Output(ids.UNDERSTOOD, "children"),
        Input(ids.FOUND, "data"),
        Input(kit_ids.SCHEME, "data"),
        prevent_initial_call=True,
    )
    async def show(found: Any, scheme: Scheme | None) -> tuple[Any, Any, Any]:
        if not found or scheme is None:
            return True, no_update, None
        preview = DevicePreview.model_validate(found["preview"])
        return False, fit_figure(preview, scheme=scheme), understood(preview)


def _of_table(problem: str) -> str:
    """What is wrong with the table, without the name of the request's field: a row or a number of it, or the whole table."""
    said = problem.rstrip(".")
    if said.startswith(("csv row ", "csv the ")):
        said = said.removeprefix("csv ")
    elif said.startswith("csv "):
        said = f"the table {said.removeprefix('csv ')}"
    return f"{said[:1].upper()}{said[1:]}."


def _titled(title: str | None) -> str:
    return (title or "").strip() or "My device"
