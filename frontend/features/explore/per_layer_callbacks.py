"""Settings of single layers: which layers there are, the value that a chosen option takes, and what is set and taken off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from frontend.features.explore import ids
from frontend.features.explore.per_layer import HIDDEN, SHOWN, changed, layers_of, left_out, rows, values_of
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import asides
from frontend.kit.state.overrides import KEYS, of_networks
from frontend.kit.state.parameters import Parameter


def register(app: Dash, api: Api) -> None:
    _register_choices(app, api)
    _register_settings(app, api)


def _register_choices(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.LAYER, "data"),
        Output(ids.LAYER, "value"),
        Output(ids.LAYER_SET, "disabled"),
        Input(ids.NETWORKS, "value"),
        State(ids.LAYER, "value"),
        prevent_initial_call=True,
    )
    async def layers(networks: list[str] | None, now: str | None) -> tuple[Any, Any, Any]:
        try:
            known = layers_of(networks or (), (await api.networks()).items)
        except ApiProblem:
            return no_update, no_update, no_update
        names = [layer["value"] for layer in known]
        return known, now if now in names else next(iter(names), None), not names

    @app.callback(
        output={
            "number": {
                name: Output(ids.LAYER_NUMBER, name) for name in ("value", "min", "max", "suffix", "placeholder", "style")
            },
            "choice": {name: Output(ids.LAYER_CHOICE, name) for name in ("value", "data", "style")},
        },
        inputs={"key": Input(ids.LAYER_FIELD, "value")},
        prevent_initial_call=True,
    )
    async def value(key: str) -> dict[str, dict[str, Any]]:
        field = KEYS.get(key)
        if field is not None and field.kind == "number":
            return {"number": _number(field), "choice": _unchanged(style=HIDDEN)}
        if field is None:
            return {"number": _unchanged_number(), "choice": _unchanged(style=HIDDEN)}
        devices = (await api.devices()).items if field.kind == "text" else ()
        data = values_of(field, devices)
        return {"number": _unchanged_number(), "choice": {"value": data[0]["value"], "data": data, "style": SHOWN}}


def _register_settings(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.OVERRIDES, "data"),
        Output(ids.ASIDES, "children", allow_duplicate=True),
        Input(ids.NETWORKS, "value"),
        Input(ids.LAYER_SET, "n_clicks"),
        Input(ids.layer_remove(ALL), "n_clicks"),
        State(ids.OVERRIDES, "data"),
        State(ids.LAYER, "value"),
        State(ids.LAYER_FIELD, "value"),
        State(ids.LAYER_NUMBER, "value"),
        State(ids.LAYER_CHOICE, "value"),
        prevent_initial_call=True,
    )
    async def write(
        networks: list[str] | None,
        _set: int | None,
        _remove: list[int | None],
        texts: list[str] | None,
        layer: str | None,
        key: str,
        number: Any,
        choice: Any,
    ) -> tuple[Any, Any]:
        # In the callback of the buttons: what asks for a run waits for the one output that it has.
        if ctx.triggered_id == ids.NETWORKS:
            return await _fitted(api, networks or (), texts or ())
        if not ctx.triggered[0]["value"]:  # drawn anew: nobody pressed anything
            raise PreventUpdate
        if ctx.triggered_id != ids.LAYER_SET:
            return [text for text in texts or () if text != ctx.triggered_id["text"]], no_update
        field = KEYS.get(key)
        shown = _shown(field, number, choice) if field else None
        if layer is None or (field and not field.optional and shown in ("", None)):
            raise PreventUpdate
        return changed(texts or (), layer, key, shown), no_update

    @app.callback(Output(ids.LAYER_ROWS, "children"), Input(ids.OVERRIDES, "data"), prevent_initial_call=True)
    async def show(texts: list[str] | None) -> Any:
        return rows(texts or ())


async def _fitted(api: Api, networks: Sequence[str], texts: Sequence[str]) -> tuple[Any, Any]:
    """The settings of layers that chosen networks have, and a notice of the others, with which no run could be asked for."""
    if not texts or not networks:
        raise PreventUpdate
    try:
        cards = (await api.networks()).items
    except ApiProblem:
        raise PreventUpdate from None
    kept, gone = of_networks(texts, (card for card in cards if card.id in networks))
    if not gone:
        raise PreventUpdate
    return list(kept), asides([left_out(gone)])


def _shown(field: Parameter, number: Any, choice: Any) -> Any:
    """The value of an option as shown, from the control that it has."""
    if field.kind == "number":
        return number
    return choice == "1" if field.kind == "switch" else choice


def _number(field: Parameter) -> dict[str, Any]:
    return {
        "value": "" if field.start is None else field.start,
        "min": field.shown(field.low),
        "max": field.shown(field.high),
        "suffix": f" {field.unit}" if field.unit else "",
        "placeholder": field.empty if field.optional else "",
        "style": SHOWN,
    }


def _unchanged_number() -> dict[str, Any]:
    return dict.fromkeys(("value", "min", "max", "suffix", "placeholder"), no_update) | {"style": HIDDEN}


def _unchanged(**more: Any) -> dict[str, Any]:
    return dict.fromkeys(("value", "data"), no_update) | more
