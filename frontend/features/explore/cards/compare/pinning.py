"""Pinning curves of the figure and of other runs, naming them, and letting them go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from backend.schemas.run import Run
from backend.schemas.spec import Spec
from frontend.features.explore import ids
from frontend.features.explore.cards.compare.companion_runs import Companions
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.state import from_search, spec_of
from frontend.kit.state.pins import Pin, added, plain_name, title_of_pin
from frontend.kit.view_run import ViewRun

RUN_ID = re.compile(r"\b[0-9a-f]{32}\b")


def register(app: Dash, api: Api) -> None:
    _register_adding(app, api)
    _register_changing(app)


def _register_adding(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.PINS, "data"),
        Output(ids.COMPARE_TROUBLE, "children"),
        Output(ids.COMPARE_ADD, "value"),
        Input(kit_ids.PIN_ALL, "n_clicks"),
        Input(ids.pin_curve(ALL), "n_clicks"),
        Input(ids.COMPARE_GO, "n_clicks"),
        Input(ids.COMPARE_ADD, "n_submit"),
        State(ids.COMPARE_ADD, "value"),
        State(ids.LIVE, "data"),
        State(ids.PINS, "data"),
        prevent_initial_call=True,
    )
    async def pin(
        _all: int | None,
        _one: list[int | None],
        _go: int | None,
        _enter: int | None,
        text: str | None,
        live: Any,
        pins: list[str] | None,
    ) -> tuple[Any, Any, Any]:
        if not ctx.triggered[0]["value"]:  # the chosen networks were drawn anew: nobody pressed anything
            raise PreventUpdate
        view_run, of_another = ViewRun.read(live), ctx.triggered_id in (ids.COMPARE_GO, ids.COMPARE_ADD)
        try:
            new = await pins_of(api, text or "") if of_another else _curves(view_run.run if view_run else None, ctx.triggered_id)
        except (ApiProblem, ValueError) as problem:
            return no_update, trouble(str(problem)), no_update
        left_text: Any = "" if of_another else no_update
        now, left = added(pins or [], new)
        if left:
            return now, trouble(f"At most {len(now)} pinned curves fit; {left} more were left out.", colour="yellow"), left_text
        return now if now != pins else no_update, None, left_text


def _curves(run: Run | None, pressed: Any) -> list[str]:
    """All curves of the figure, or the one whose own pin was pressed."""
    if run is None:
        raise PreventUpdate
    networks = [pressed["network"]] if isinstance(pressed, dict) else range(len(run.spec.networks))
    return [f"{run.id}.{network}" for network in networks]


def _register_changing(app: Dash) -> None:
    @app.callback(
        Output(ids.PINS, "data", allow_duplicate=True),
        Input(ids.pin_remove(ALL), "n_clicks"),
        State(ids.PINS, "data"),
        prevent_initial_call=True,
    )
    async def remove(_clicks: list[int | None], pins: list[str] | None) -> Any:
        if not ctx.triggered_id or not ctx.triggered[0]["value"]:
            raise PreventUpdate
        return [pin for pin in pins or () if pin.partition("~")[0] != ctx.triggered_id["pin"]]

    @app.callback(
        Output(ids.PINS, "data", allow_duplicate=True),
        Input(ids.pin_name(ALL), "value"),
        State(ids.PINS, "data"),
        State(ids.LIVE, "data"),
        State(ids.COMPANIONS, "data"),
        prevent_initial_call=True,
    )
    async def rename(_names: list[str | None], pins: list[str] | None, live: Any, others: Any) -> Any:
        if not ctx.triggered_id:
            raise PreventUpdate
        view_run, companions = ViewRun.read(live), Companions.read(others) or Companions()
        spec = view_run.run.spec if view_run and view_run.run else None
        now = renamed(pins or [], ctx.triggered_id["pin"], ctx.triggered[0]["value"] or "", spec, companions)
        if now == pins:
            raise PreventUpdate
        return now


def renamed(pins: Sequence[str], pinned: str, name: str, spec: Spec | None, companions: Companions) -> list[str]:
    """Pins with one called otherwise; a name it would have by itself, beside the figure of `spec`, is none."""
    run = companions.pinned.get(pinned.split(".", maxsplit=1)[0])
    found = []
    for text in pins:
        pin = Pin.of(text)
        if text.partition("~")[0] == pinned:
            wanted = plain_name(name)
            own = title_of_pin(Pin(pin.run, pin.network), run, spec) if run else ""
            pin = Pin(pin.run, pin.network, "" if wanted == plain_name(own) else wanted)
        found.append(str(pin))
    return found


async def pins_of(api: Api, text: str) -> list[str]:
    """All curves of the run that an id, or a link to its view or its numbers, leads to. Raises ValueError and ApiProblem."""
    found = RUN_ID.search(text.split("?", maxsplit=1)[0]) or RUN_ID.search(text)
    if "?v=" in text:
        view, _ = from_search("?" + text.split("?", 1)[1])
        try:
            run, _ = await api.runs.submit(spec_of(view))
        except ValidationError as error:
            raise ValueError(str(error)) from error
    elif found:
        run = await api.runs.get(found[0])
    else:
        raise ValueError("A run's id (32 letters and digits) or the link of a view is needed; the Runs page has them.")
    return [f"{run.id}.{index}" for index in range(len(run.spec.networks))]
