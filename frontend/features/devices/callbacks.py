"""The page Devices: figures, bringing a device, taking it away."""

from __future__ import annotations

import base64
from typing import Any

from dash import ALL, Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from frontend.features.devices import ids
from frontend.features.devices.figure import Shown, drift_figure, overview_figure, sigma_figure, spread_figure
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


# The field that an upload hides behind its button has no name of its own, and would be reached by Tab besides the button.
# The upload is loaded after the page is laid out.
NAME_FILE = """() => {
    const name = () => {
        if (window.location.pathname !== '/devices') return;
        const file = document.querySelector('.toolbar input[type=file]');
        if (!file) { setTimeout(name, 100); return; }
        file.setAttribute('aria-label', 'A CSV file');
        file.tabIndex = -1;
    };
    name();
    return window.dash_clientside.no_update;
}"""


def _register_bring(app: Dash, api: Api) -> None:
    browser: Any = app.clientside_callback
    browser(NAME_FILE, Output(ids.FILE, "className"), Input(ids.FILE, "id"))

    @app.callback(
        Output(ids.CSV, "value"),
        Output(ids.TITLE, "value"),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.FILE, "contents"),
        State(ids.FILE, "filename"),
        State(ids.TITLE, "value"),
        prevent_initial_call=True,
    )
    async def read(contents: str | None, filename: str | None, title: str | None) -> tuple[Any, Any, Any]:
        if not contents:
            raise PreventUpdate
        try:
            text = base64.b64decode(contents.partition(",")[2]).decode("utf-8-sig")
        except UnicodeDecodeError:
            return no_update, no_update, trouble(f"{filename} is not a text file in UTF-8.")
        return text, title or (filename or "").rsplit(".", 1)[0][:60], None

    @app.callback(
        Output(kit_ids.URL, "pathname", allow_duplicate=True),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.ADD, "n_clicks"),
        State(ids.TITLE, "value"),
        State(ids.UNIT, "value"),
        State(ids.CSV, "value"),
        prevent_initial_call=True,
    )
    async def bring(clicks: int | None, title: str | None, unit: str | None, csv: str | None) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        body = {"title": (title or "").strip() or "My device", "csv": csv or "", "unit": unit or None}
        try:
            device = await api.bring_device(body)
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        return f"/devices/{device.id}", None
