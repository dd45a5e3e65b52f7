"""Choosing networks: the drawer, and the cards of the chosen ones."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, html

from frontend.features.explore import ids
from frontend.features.explore.picker import chosen_cards
from frontend.kit.client import Api, ApiProblem


def register(app: Dash, api: Api) -> None:
    app.clientside_callback(
        "(clicks) => true", Output(ids.NETWORKS_DRAWER, "opened"), Input(ids.NETWORKS_OPEN, "n_clicks"), prevent_initial_call=True
    )
    app.clientside_callback(
        "(...settings) => window.mhoscope.explore.catalogue(...settings)",
        Output(ids.CATALOGUE_GRID, "title"),
        Input(ids.NETWORKS_DRAWER, "opened"),
        Input(ids.CATALOGUE_SEARCH, "value"),
        Input(ids.CATALOGUE_DATASET, "value"),
        Input(ids.CATALOGUE_FAMILY, "value"),
        Input(ids.CATALOGUE_STEPS, "value"),
        Input(ids.CATALOGUE_NOISE, "value"),
        State(ids.CATALOGUE, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        "(networks) => window.mhoscope.explore.chose(networks)", Output(ids.NETWORKS_OPEN, "title"), Input(ids.NETWORKS, "value")
    )

    @app.callback(Output(ids.CHOSEN, "children"), Input(ids.NETWORKS, "value"), prevent_initial_call=True)
    async def show_chosen(networks: list[str] | None) -> Any:
        try:
            cards = (await api.networks()).items
        except ApiProblem as problem:
            return html.Li(str(problem), className="none")
        return chosen_cards(networks or (), cards)
