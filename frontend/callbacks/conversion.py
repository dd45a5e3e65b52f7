"""What the noise that is set amounts to, for one of the chosen networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from frontend.client import Api, ApiProblem
from frontend.components.conversion_card import details
from frontend.components.notices import trouble
from frontend.naming import title_of
from frontend.state import PARAMETERS

PARTS = ("internal_noise", "converters", "crossbar")


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output("conversion-network", "data"),
        Output("conversion-network", "value"),
        Input("networks", "value"),
        State("conversion-network", "value"),
    )
    async def choices(networks: list[str] | None, now: str | None) -> tuple[Any, Any]:
        chosen = networks or []
        data = [{"value": network, "label": title_of(network, chosen)} for network in chosen]
        return data, now if now in chosen else (chosen[0] if chosen else None)

    @app.callback(
        Output("conversion-note", "children"),
        Output("conversion-details", "children"),
        Input("begun", "data"),
        Input("conversion-network", "value"),
    )
    async def show(begun: Mapping[str, Any] | None, network: str | None) -> tuple[Any, Any]:
        if not begun:
            raise PreventUpdate
        return await shown(api, begun, network)


async def shown(api: Api, begun: Mapping[str, Any], network: str | None) -> tuple[Any, Any]:
    """A sentence and the rest; what the API refuses is said."""
    if network is None:
        return "Choose a network to see.", None
    if begun.get("spec") is None:
        raise PreventUpdate
    body = {"network": network, **setting(begun)}
    try:
        found = await api.post("/conversion", body)
    except ApiProblem as problem:
        return "", trouble(str(problem))
    reference = body["internal_noise"].get("reference", "range")
    return found["sentence"], details(found, reference)


def setting(begun: Mapping[str, Any]) -> dict[str, Any]:
    """The setting where the sliders stand: what is swept has the value of its slider, if it has one."""
    spec = begun["spec"]
    body: dict[str, Any] = {part: dict(spec.get(part) or {}) for part in PARTS}
    parameter = PARAMETERS[begun.get("sweep") or "p"]
    part, field = parameter.field.split(".")
    now = begun.get("now")
    if part in body and now is not None:
        value = round(now * parameter.scale, 8)
        body[part][field] = int(value) if parameter.whole else value
    return body
