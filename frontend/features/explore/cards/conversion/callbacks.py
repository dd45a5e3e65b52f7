"""What the noise that is set amounts to, for one of the chosen networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from frontend.features.explore.cards.conversion.conversion_card import details
from frontend.kit.client import Api, ApiProblem
from frontend.kit.cuts import said
from frontend.kit.notices import trouble
from frontend.kit.state import PARAMETERS
from frontend.kit.titles import title_of

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
        Output("conversion-asked", "data"),
        Input("followed", "data"),
        Input("conversion-network", "value"),
        State("conversion-asked", "data"),
    )
    async def show(begun: Mapping[str, Any] | None, network: str | None, asked: Mapping[str, Any] | None) -> tuple[Any, Any, Any]:
        if not begun:
            raise PreventUpdate
        return await shown(api, begun, network, asked)


async def shown(
    api: Api, begun: Mapping[str, Any], network: str | None, asked: Mapping[str, Any] | None = None
) -> tuple[Any, Any, Any]:
    """A sentence, the rest, and the question that they answer; what the API refuses is said.

    What was `asked` before is not asked again: chips are simulated for it, and other quick answers would wait behind.
    """
    if network is None:
        return "Choose a network to see.", None, None
    if begun.get("spec") is None:
        raise PreventUpdate
    body = {"network": network, **setting(begun)}
    question = {**body, "places": [list(place) for place in _places(begun)]}
    if question == asked:
        raise PreventUpdate
    try:
        found = await api.post("/conversion", body)
    except ApiProblem as problem:
        return "", trouble(str(problem)), None
    reference = body["internal_noise"].get("reference", "range")
    return told(begun, found["sentence"]), details(found, reference), question


def setting(begun: Mapping[str, Any]) -> dict[str, Any]:
    """The setting at the place that is looked at: on a map where it is cut, on a curve where the slider stands."""
    spec = begun["spec"]
    body: dict[str, Any] = {part: dict(spec.get(part) or {}) for part in PARTS}
    for key, value in _places(begun):
        part, field = PARAMETERS[key].field.split(".")
        if part in body:
            body[part][field] = int(value) if PARAMETERS[key].whole else value
    return body


def told(begun: Mapping[str, Any], sentence: str) -> str:
    """A sentence after the place it is true at; noise on the images has no part in that."""
    named = [said(PARAMETERS[key], value) for key, value in _places(begun) if PARAMETERS[key].field.split(".")[0] in PARTS]
    return f"At {' and '.join(named)}: {sentence[0].lower()}{sentence[1:]}" if named else sentence


def _places(begun: Mapping[str, Any]) -> list[tuple[str, float]]:
    """What is swept, by its key, and where, as in the spec."""
    if begun.get("cut"):
        return list(zip((begun["sweep"], begun["y"]), begun["cut"], strict=True))
    key, now = begun.get("sweep") or "p", begun.get("now")
    return [] if now is None else [(key, round(now * PARAMETERS[key].scale, 8))]
