"""Choosing networks: the drawer, and the cards of the chosen ones."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, html

from frontend.features.explore.picker import chosen_cards
from frontend.kit.client import Api, ApiProblem


def register(app: Dash, api: Api) -> None:
    app.clientside_callback(
        "(clicks) => true", Output("networks-drawer", "opened"), Input("networks-open", "n_clicks"), prevent_initial_call=True
    )
    app.clientside_callback(
        "(...settings) => window.mhoscope.explore.catalogue(...settings)",
        Output("catalogue-grid", "title"),
        Input("networks-drawer", "opened"),
        Input("catalogue-search", "value"),
        Input("catalogue-dataset", "value"),
        Input("catalogue-family", "value"),
        Input("catalogue-steps", "value"),
        Input("catalogue-noise", "value"),
        State("catalogue", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        "(networks) => window.mhoscope.explore.chose(networks)", Output("networks-open", "title"), Input("networks", "value")
    )

    @app.callback(Output("chosen", "children"), Input("networks", "value"), prevent_initial_call=True)
    async def show_chosen(networks: list[str] | None) -> Any:
        try:
            cards = (await api.networks()).items
        except ApiProblem as problem:
            return html.Li(str(problem), className="none")
        return chosen_cards(networks or (), cards)
