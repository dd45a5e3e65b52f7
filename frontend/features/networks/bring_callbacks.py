"""What happens while a network of one's own is brought: it is looked at, sent, measured and listed."""

from __future__ import annotations

import json
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.network_preview import NetworkPreview
from frontend.features.networks import ids
from frontend.features.networks.bring import NUMBERS
from frontend.features.networks.preview import added, failed, preview
from frontend.features.networks.table import row_of
from frontend.kit.client import Api, ApiProblem
from frontend.kit.drop import register_begun
from frontend.kit.notices import trouble

FOR_SCRIPT = {
    "drop": ids.DROP,
    "choose": ids.CHOOSE,
    "dataset": ids.FOR_DATASET,
    "name": ids.NAME,
    "looking": ids.LOOKING,
    "found": ids.FOUND,
    "begun": ids.BEGUN,
    "ended": ids.ENDED,
    "bar": ids.PROGRESS_BAR,
    "words": ids.PROGRESS_WORDS,
}
"""Components that upload.js tells what goes on."""


def register(app: Dash, api: Api) -> None:
    _register_browser(app)
    _register_found(app)
    _register_upload(app, api)


def _register_browser(app: Dash) -> None:
    """The file stays in the browser, which sends it to the API."""
    browser: Any = app.clientside_callback
    browser(
        f"(id, begun) => window.mhoscope.networks.watch({json.dumps(FOR_SCRIPT)}, begun)",
        Output(ids.DROP, "className"),
        Input(ids.DROP, "id"),
        State(ids.BEGUN, "data"),
    )
    browser(
        "(...form) => window.mhoscope.networks.told(...form)",
        Output(ids.DROP, "title"),
        Input(ids.FOR_DATASET, "value"),
        Input(ids.INPUTS, "value"),
        Input(ids.NUMBERS, "value"),
        Input(ids.CHANNELS, "value"),
        Input(ids.NAME, "value"),
    )
    buttons = {
        ids.ADD: "(clicks) => window.mhoscope.networks.add(clicks)",
        ids.CANCEL: "(clicks) => window.mhoscope.networks.cancel(clicks)",
    }
    for button, does in buttons.items():
        browser(
            does,
            Output(button, "className"),
            Input(button, "n_clicks"),
            prevent_initial_call=True,
        )


def _register_found(app: Dash) -> None:
    @app.callback(Output(ids.NUMBERS_BOX, "hidden"), Input(ids.INPUTS, "value"), prevent_initial_call=True)
    async def ask_numbers(inputs: str) -> bool:
        return inputs != NUMBERS

    @app.callback(
        Output(ids.DETAILS, "hidden", allow_duplicate=True),
        Output(ids.CHANNELS_BOX, "hidden"),
        Output(ids.PREVIEW, "children"),
        Output(ids.ADD_BOX, "hidden"),
        Output(ids.RESULT, "children", allow_duplicate=True),
        Input(ids.FOUND, "data"),
        prevent_initial_call=True,
    )
    async def show(found: Any) -> tuple[Any, ...]:
        if not found:
            raise PreventUpdate
        no_channels = not found["file"].lower().endswith(".onnx")
        if found["preview"] is None:
            return False, no_channels, trouble(f"{found['file']}: {found['error']}"), True, None
        looked_at = NetworkPreview.model_validate(found["preview"])
        return False, no_channels, preview(looked_at, found["file"]), looked_at.problem is not None, None


def _register_upload(app: Dash, api: Api) -> None:
    register_begun(app, ids.BEGUN, progress=ids.PROGRESS, details=ids.DETAILS)

    @app.callback(
        Output(ids.PROGRESS, "hidden", allow_duplicate=True),
        Output(ids.DETAILS, "hidden", allow_duplicate=True),
        Output(ids.RESULT, "children", allow_duplicate=True),
        Output(ids.CARDS, "data"),
        Input(ids.ENDED, "data"),
        State(ids.FOUND, "data"),
        prevent_initial_call=True,
    )
    async def end(ended: Any, found: Any) -> tuple[Any, ...]:
        if not ended:
            raise PreventUpdate
        if "network" not in ended:
            return True, not found, failed(ended), no_update
        try:
            networks = (await api.networks()).items
            card = next(card for card in networks if card.id == ended["network"])
        except (ApiProblem, StopIteration) as problem:
            return True, True, trouble(str(problem)), no_update
        return True, True, added(card), [row_of(one).model_dump(mode="json") for one in networks]
