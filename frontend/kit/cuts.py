"""Cuts through a map: one row and one column of it, as curves of all networks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import dcc, html

from backend.schemas.run import Run
from frontend.kit.figures.accuracy import AccuracyOptions
from frontend.kit.figures.maps import cut_figure
from frontend.kit.figures.units import in_time
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.theme import GRAPH_CONFIG, Scheme


def cuts(run: Run, *, x: str, y: str, cut: tuple[float, float], whole: bool, scheme: Scheme) -> Any:
    """Along x at the chosen y, and along y at the chosen x; `x` and `y` are keys of PARAMETERS, `cut` values of the spec."""
    of_x, of_y = AccuracyOptions.of(run, x, scheme), AccuracyOptions.of(run, y, scheme)
    row = [point for point in run.points if point.y == cut[1]]
    column = [point.model_copy(update={"x": point.y}) for point in run.points if point.x == cut[0]]
    y_values = run.spec.sweep.axes[-1].values
    parts = (
        ("cut-row", row, replace(of_x, whole=whole), PARAMETERS[y], cut[1]),
        ("cut-column", column, replace(of_y, whole=whole, values=y_values), PARAMETERS[x], cut[0]),
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
                            figure=cut_figure(points, run.clean, run.spec.networks, options),
                            config=GRAPH_CONFIG,
                            style={"height": "240px"},
                        ),
                    ]
                )
                for name, points, options, other, at in parts
            ],
            className="cut-pair",
        ),
    ]


def said(parameter: Parameter, value: float) -> str:
    """A parameter and its value in words, such as "read noise 2 %"."""
    if parameter.is_time:
        return f"{parameter.in_a_sentence} {in_time(value)}"
    unit = f" {parameter.unit}" if parameter.unit and not parameter.whole else ""
    return f"{parameter.in_a_sentence} {value / parameter.scale:.3g}{unit}"
