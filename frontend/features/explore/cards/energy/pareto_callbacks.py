"""The run and the estimates of Explore, joined: accuracy against energy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from backend.schemas.run import Point, Run
from frontend.features.explore import ids
from frontend.features.explore.cards.energy.converters import SWEPT
from frontend.features.explore.cards.energy.pareto_figure import Tradeoff, frontier, pareto_figure, tradeoffs
from frontend.kit import ids as frame_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.cuts import said
from frontend.kit.figures.caption import captioned, draws, file_name, provenance
from frontend.kit.state import PARAMETERS
from frontend.kit.theme import Scheme
from frontend.kit.titles import title_of
from frontend.kit.view_run import ViewRun


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.PARETO, "figure"),
        Output(ids.PARETO_NOTE, "children"),
        Input(ids.SETTLED, "data"),
        Input(ids.ENERGIES, "data"),
        Input(frame_ids.SCHEME, "data"),
        State(ids.ENERGY_MODE, "value"),
        State(ids.TECHNOLOGY, "value"),
        State(ids.ACTIVATIONS, "value"),
        prevent_initial_call=True,
    )
    async def show(
        settled: Any,
        energies: dict[str, float] | None,
        scheme: Scheme | None,
        mode: str,
        technology: str,
        activations: str,
    ) -> tuple[Any, str]:
        view_run = ViewRun.read(settled)
        if scheme is None or view_run is None:
            raise PreventUpdate
        run = view_run.run
        if run is None or not run.points:
            return pareto_figure([], scheme=scheme), "Shown as soon as the first points are in."
        if view_run.sweep in SWEPT and run.state == "done":
            request = {"mode": mode, "technology": technology, "activations": activations}
            try:
                lines = await _along_bits(api, run, SWEPT[view_run.sweep].name, request)
            except ApiProblem as problem:
                return pareto_figure([], scheme=scheme), str(problem)
            figure = pareto_figure([line[-1] for line in lines], scheme=scheme, lines=lines)
            words = f"Along each line: {PARAMETERS[view_run.sweep].title} from few to many, marked at the most."
            return _captioned(figure, words, run), words
        points, x, where = looked_at(view_run, run.points)
        order = run.spec.networks
        found = sorted(tradeoffs(points, energies or {}, x), key=lambda tradeoff: order.index(tradeoff.network))
        words = note(found, where)
        return _captioned(pareto_figure(found, scheme=scheme), words, run), words


def _captioned(figure: Any, words: str, run: Run) -> Any:
    whiskers = f"Whiskers: {100 * run.spec.sampling.confidence:g} % {run.interval}; {draws(run.points)}."
    caption = f"{words} {whiskers} {provenance(run)}"
    return captioned(figure, title="Accuracy against energy", caption=caption, name=file_name(run, "pareto"))


async def _along_bits(api: Api, run: Run, field: str, request: dict[str, Any]) -> list[list[Tradeoff]]:
    """Each network's points over its bits, with what it costs at each of them."""
    values = sorted({point.x for point in run.points})
    converters = run.spec.converters.model_dump(mode="json")

    async def at(network: str, bits: float) -> float:
        body = {**request, "network": network, "converters": {**converters, field: int(bits)}}
        return (await api.energy(body)).total_pj

    lines = []
    for network in run.spec.networks:
        costs = await asyncio.gather(*(at(network, bits) for bits in values))
        found = [tradeoffs(run.points, {network: cost}, bits) for bits, cost in zip(values, costs, strict=True)]
        lines.append([tradeoff for one in found for tradeoff in one])
    return [line for line in lines if line]


def looked_at(view_run: ViewRun, points: Sequence[Point]) -> tuple[Sequence[Point], float, str]:
    """Points and the value of x among them at which networks are compared, and that place in words."""
    parameter = PARAMETERS[view_run.sweep]
    if view_run.y and view_run.cut:
        x, y = view_run.cut
        row = [point for point in points if point.y == y]
        return row, x, f"At {said(parameter, x)} and {said(PARAMETERS[view_run.y], y)}, where the map is cut"
    x = nearest([point.x for point in points], view_run.now, parameter.scale)
    return points, x, f"At {said(parameter, x)}, the measured value nearest to the slider"


def nearest(values: list[float], now: float | None, scale: float) -> float:
    """The measured value next to where the slider stands; the smallest where it has no number."""
    return min(values, key=lambda value: (abs(value - (now or 0.0) * scale), value))


def note(found: list[Tradeoff], where: str) -> str:
    """Where the figure is taken, and who is on the frontier."""
    if not found:
        return f"{where}: no point yet."
    names = [title_of(tradeoff.network, [one.network for one in found]) for tradeoff in frontier(found)]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "is" if len(names) == 1 else "are"
    return f"{where}: {listed} {verb} not beaten in accuracy and energy at once."
