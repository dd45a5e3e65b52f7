"""The run and the estimates of Explore, joined: accuracy against energy."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from frontend.figures.pareto import Place, frontier, pareto_figure, places
from frontend.naming import title_of
from frontend.state import PARAMETERS
from frontend.theme import Scheme


def register(app: Dash) -> None:
    @app.callback(
        Output("pareto", "figure"),
        Output("pareto-note", "children"),
        Input("live", "data"),
        Input("estimates", "data"),
        Input("scheme", "data"),
        prevent_initial_call=True,
    )
    async def show(live: dict[str, Any] | None, estimates: list[dict[str, Any]] | None, scheme: Scheme | None) -> tuple[Any, str]:
        if scheme is None or live is None:
            raise PreventUpdate
        run = live.get("run")
        if not run or not run["points"]:
            return pareto_figure([], scheme=scheme), "Shown as soon as the first points are in."
        sweep = live.get("sweep") or "p"
        x = nearest([point["x"] for point in run["points"]], live.get("now"), PARAMETERS[sweep].scale)
        energies = {estimate["network"]: estimate["total_pj"] for estimate in estimates or ()}
        order = run["spec"]["networks"]
        found = sorted(places(run["points"], energies, x), key=lambda place: order.index(place.network))
        return pareto_figure(found, scheme=scheme), note(found, sweep, x)


def nearest(values: list[float], now: float | None, scale: float) -> float:
    """The measured value next to where the slider stands; the smallest where it has no number."""
    return min(values, key=lambda value: (abs(value - (now or 0.0) * scale), value))


def note(found: list[Place], sweep: str, x: float) -> str:
    """Where the figure is taken, and who is on the frontier."""
    parameter = PARAMETERS[sweep]
    unit = f" {parameter.unit}" if parameter.unit else ""
    where = f"At {x / parameter.scale:g}{unit} {parameter.title.lower()}, the measured value nearest to the slider"
    if not found:
        return f"{where}: no point yet."
    names = [title_of(place.network, [one.network for one in found]) for place in frontier(found)]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "is" if len(names) == 1 else "are"
    return f"{where}: {listed} {verb} not beaten in accuracy and energy at once."
