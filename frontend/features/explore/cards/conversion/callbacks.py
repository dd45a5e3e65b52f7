"""What the noise that is set amounts to, for one of the chosen networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from frontend.features.explore import ids
from frontend.features.explore.cards.conversion.conversion_card import details
from frontend.kit.client import Api, ApiProblem
from frontend.kit.cuts import said
from frontend.kit.notices import trouble
from frontend.kit.state import PARAMETERS
from frontend.kit.titles import title_of
from frontend.kit.view_run import ViewRun

PARTS = ("internal_noise", "converters", "crossbar")


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.CONVERSION_NETWORK, "data"),
        Output(ids.CONVERSION_NETWORK, "value"),
        Input(ids.NETWORKS, "value"),
        State(ids.CONVERSION_NETWORK, "value"),
    )
    async def choices(networks: list[str] | None, now: str | None) -> tuple[Any, Any]:
        chosen = networks or []
        data = [{"value": network, "label": title_of(network, chosen)} for network in chosen]
        return data, now if now in chosen else (chosen[0] if chosen else None)

    @app.callback(
        Output(ids.CONVERSION_NOTE, "children"),
        Output(ids.CONVERSION_DETAILS, "children"),
        Output(ids.CONVERSION_ASKED, "data"),
        Input(ids.FOLLOWED, "data"),
        Input(ids.CONVERSION_NETWORK, "value"),
        State(ids.CONVERSION_ASKED, "data"),
    )
    async def show(followed: Any, network: str | None, answered: dict[str, Any] | None) -> tuple[Any, Any, Any]:
        view_run = ViewRun.read(followed)
        if view_run is None:
            raise PreventUpdate
        return await shown(api, view_run, network, answered)


async def shown(api: Api, view_run: ViewRun, network: str | None, answered: dict[str, Any] | None = None) -> tuple[Any, Any, Any]:
    """A sentence, the rest, and the question that they answer; what the API refuses is said.

    What has been `answered` is not asked again: chips are simulated for it, and other quick answers would wait behind.
    """
    if network is None:
        return "Choose a network to see.", None, None
    if view_run.spec is None:
        raise PreventUpdate
    body = {"network": network, **setting(view_run.spec, places_of(view_run))}
    question = {**body, "places": [list(place) for place in places_of(view_run)]}
    if question == answered:
        raise PreventUpdate
    try:
        found = await api.convert(body)
    except ApiProblem as problem:
        return "", trouble(str(problem)), None
    reference = body["internal_noise"].get("reference", "range")
    return placed(view_run, found.sentence), details(found, reference), question


def setting(spec: dict[str, Any], places: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """The parts of a spec that noise on weights depends on, at the place that is looked at."""
    body: dict[str, Any] = {part: dict(spec.get(part) or {}) for part in PARTS}
    for key, value in places:
        part, field = PARAMETERS[key].field.split(".")
        if part in body:
            body[part][field] = int(value) if PARAMETERS[key].whole else value
    return body | ({"overrides": spec["overrides"]} if spec.get("overrides") else {})


def placed(view_run: ViewRun, sentence: str) -> str:
    """A sentence after the place it is true at; noise on the images has no part in that."""
    named = [said(PARAMETERS[key], value) for key, value in places_of(view_run) if PARAMETERS[key].field.split(".")[0] in PARTS]
    return f"At {' and '.join(named)}: {sentence[0].lower()}{sentence[1:]}" if named else sentence


def places_of(view_run: ViewRun) -> list[tuple[str, float]]:
    """What is swept, by its key, and where, as in the spec: on a map where it is cut, on a curve where the slider stands."""
    if view_run.y and view_run.cut:
        return list(zip((view_run.sweep, view_run.y), view_run.cut, strict=True))
    return [] if view_run.now is None else [(view_run.sweep, round(view_run.now * PARAMETERS[view_run.sweep].scale, 8))]
