"""Accuracy against energy: which networks nobody beats in both."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from frontend.theme import GRAPH_CONFIG


def pareto_card() -> Any:
    return html.Section(
        [
            html.H2("Accuracy against energy"),
            html.P(id="pareto-note", className="summary"),
            dcc.Graph(id="pareto", config=GRAPH_CONFIG, className="graph", style={"height": 380}),
        ],
        className="card",
    )
