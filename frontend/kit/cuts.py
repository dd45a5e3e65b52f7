"""Cuts through a map: one row and one column of it, as curves of all networks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from frontend.kit.figures.maps import cut_figure
from frontend.kit.figures.units import in_time
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import GRAPH_CONFIG, Scheme


def cuts(live: Mapping[str, Any], run: Mapping[str, Any], scheme: Scheme) -> Any:
    """Along x at the chosen y, and along y at the chosen x."""
    at_x, at_y = live["cut"]
    sweep = run["spec"]["sweep"]
    row = [point for point in run["points"] if point["y"] == at_y]
    column = [{**point, "x": point["y"]} for point in run["points"] if point["x"] == at_x]
    parts = (
        ("cut-row", live["sweep"], sweep["x"]["values"], row, PARAMETERS[live["y"]], at_y),
        ("cut-column", live["y"], sweep["y"]["values"], column, PARAMETERS[live["sweep"]], at_x),
    )
    return [
        html.P("Cuts through the framed row and column; press another cell to move them.", className="meaning"),
        html.Div(
            [
                html.Div(
                    [
                        html.H3(f"At {said(other, at)}"),
                        dcc.Graph(
                            id=name,
                            figure=cut_figure(
                                points,
                                run["clean"],
                                run["spec"]["networks"],
                                along=along,
                                values=values,
                                scheme=scheme,
                                confidence=run["spec"]["sampling"]["confidence"],
                                whole=bool(live.get("whole")),
                            ),
                            config=GRAPH_CONFIG,
                            style={"height": "240px"},
                        ),
                    ]
                )
                for name, along, values, points, other, at in parts
            ],
            className="cut-pair",
        ),
    ]


def said(parameter: Parameter, value: float) -> str:
    """A parameter and its value in words, such as "read noise 2 %"."""
    title = parameter.title if parameter.title[1].isupper() else parameter.title[0].lower() + parameter.title[1:]
    if parameter.is_time:
        return f"{title} {in_time(value)}"
    unit = f" {parameter.unit}" if parameter.unit and not parameter.whole else ""
    return f"{title} {value / parameter.scale:.3g}{unit}"
