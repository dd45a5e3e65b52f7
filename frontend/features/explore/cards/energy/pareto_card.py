"""Accuracy against energy: which networks nobody beats in both."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from frontend.features.explore import ids
from frontend.kit.export_menu import export_menu
from frontend.kit.help_links import explained
from frontend.kit.theme import GRAPH_CONFIG


def pareto_card() -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [explained(html.H2("Accuracy against energy"), "pareto"), html.P(id=ids.PARETO_NOTE, className="summary")]
                    ),
                    html.Div(export_menu(ids.PARETO, commands=ids.PARETO_COMMANDS), className="actions"),
                ],
                className="stage-head",
            ),
            dcc.Graph(id=ids.PARETO, config=GRAPH_CONFIG, className="graph", style={"height": 380}),
        ],
        className="card",
    )
