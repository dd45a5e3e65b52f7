"""The run and the estimates of Explore, joined: accuracy against energy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate

from backend.schemas.run import Point, Run
from backend.schemas.setting import Setting
from frontend.features.explore import ids
from frontend.features.explore.cards.energy.circuit import SWEPT
from frontend.features.explore.cards.energy.pareto_figure import Tradeoff, frontier, pareto_figure, tradeoffs
from frontend.features.explore.cards.energy.technologies import constants_of
from frontend.features.explore.facts import Facts
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
        State(ids.CONSTANTS, "data"),
        State(ids.FACTS, "data"),
        prevent_initial_call=True,
    )
    async def show(
        settled: Any,
        energies: dict[str, float] | None,
        scheme: Scheme | None,
        mode: str,
        technology: str,
        activations: str,
        constants: list[str] | None,
        facts: Any,
    ) -> tuple[Any, str]:
        view_run = ViewRun.read(settled)
        if scheme is None or view_run is None:
            raise PreventUpdate
        run = view_run.run
        if run is None or not run.points:
            return pareto_figure([], scheme=scheme), "Shown as soon as the first points are in."
        known = Facts.model_validate(facts).technologies.get(technology, ())
        changed = constants_of(constants or (), known)
        request = {"mode": mode, "technology": technology, "activations": activations, "constants": changed}
        points, x, where = looked_at(view_run, run.points)
        try:
            if view_run.sweep in SWEPT and not view_run.y and run.state == "done":
                lines = await _along_circuits(api, run, request)
                figure = pareto_figure([line[-1] for line in lines], scheme=scheme, lines=lines)
                words = f"Along each line: {PARAMETERS[view_run.sweep].title} from fewest to most, marked at the most."
                return _captioned(figure, words, run), words
            if {view_run.sweep, view_run.y} & SWEPT.keys():
                energies = await _energies(api, run, _setting_at(run, x, points[0].y), request)
        except ApiProblem as problem:
            return pareto_figure([], scheme=scheme), str(problem)
        order = run.spec.networks
        found = sorted(tradeoffs(points, energies or {}, x), key=lambda tradeoff: order.index(tradeoff.network))
        words = note(found, where)
        return _captioned(pareto_figure(found, scheme=scheme), words, run), words


def _captioned(figure: Any, words: str, run: Run) -> Any:
    whiskers = f"Whiskers: {100 * run.spec.sampling.confidence:g} % {run.interval}; {draws(run.points)}."
    caption = f"{words} {whiskers} {provenance(run)}"
    return captioned(figure, title="Accuracy against energy", caption=caption, name=file_name(run, "pareto"))


async def _along_circuits(api: Api, run: Run, request: dict[str, Any]) -> list[list[Tradeoff]]:
    """Each network's points over the swept value, with what it costs at each of them."""
    values = sorted({point.x for point in run.points})
    costs = await asyncio.gather(*(_energies(api, run, _setting_at(run, value, None), request) for value in values))
    found = [tradeoffs(run.points, cost, value) for value, cost in zip(values, costs, strict=True)]
    lines = [[one for at in found for one in at if one.network == network] for network in run.spec.networks]
    return [line for line in lines if line]


def _setting_at(run: Run, x: float, y: float | None) -> Setting:
    """The setting of a run's point."""
    setting, axes = run.spec.setting, run.spec.sweep
    if axes.y is not None and y is not None:
        setting = setting.with_value(axes.y.parameter, y)
    return setting.with_value(axes.x.parameter, x)


async def _energies(api: Api, run: Run, setting: Setting, request: dict[str, Any]) -> dict[str, float]:
    """What each network of a run costs in the circuit of a setting, in pJ."""
    body = {**request, **setting.model_dump(mode="json", include={"converters", "crossbar", "overrides"})}
    found = await asyncio.gather(*(api.energy({**body, "network": network}) for network in run.spec.networks))
    return {estimate.network: estimate.total_pj for estimate in found}


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
