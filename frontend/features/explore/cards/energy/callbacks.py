"""The energy of Explore: asked for as soon as the networks are chosen, beside the run."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html
from dash.exceptions import PreventUpdate

from backend.schemas.energy import EnergyEstimate
from frontend.features.explore import ids
from frontend.features.explore.cards.energy.circuit import circuit, inputs
from frontend.features.explore.cards.energy.energy_figure import energy_figure, legend
from frontend.features.explore.cards.energy.technologies import changed_by, constants_of, inputs_for
from frontend.features.explore.facts import Facts
from frontend.kit import ids as frame_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned
from frontend.kit.figures.units import in_joules
from frontend.kit.notices import trouble
from frontend.kit.state import from_search
from frontend.kit.state.overrides import document_of
from frontend.kit.tables import text_table
from frontend.kit.theme import Scheme
from frontend.kit.titles import title_of


def register(app: Dash, api: Api) -> None:
    _register_constants(app, api)

    @app.callback(
        output=(
            Output(ids.ENERGY, "figure"),
            Output(ids.ENERGY_NOTE, "children"),
            Output(ids.ENERGY_LEGEND, "children"),
            Output(ids.ENERGY_SOURCE, "children"),
            Output(ids.ENERGIES, "data"),
        ),
        inputs={
            "networks": Input(ids.NETWORKS, "value"),
            "mode": Input(ids.ENERGY_MODE, "value"),
            "technology": Input(ids.TECHNOLOGY, "value"),
            "activations": Input(ids.ACTIVATIONS, "value"),
            "constants": Input(ids.CONSTANTS, "data"),
            "shown": inputs(),
            "overrides": Input(ids.OVERRIDES, "data"),
            "scheme": Input(frame_ids.SCHEME, "data"),
        },
        state={"facts": State(ids.FACTS, "data")},
    )
    async def show(
        networks: list[str] | None,
        mode: str,
        technology: str,
        activations: str,
        constants: list[str] | None,
        shown: Mapping[str, Any],
        overrides: list[str] | None,
        scheme: Scheme | None,
        facts: Any,
    ) -> tuple[Any, str, Any, Any, Any]:
        if scheme is None:
            raise PreventUpdate
        request = {
            "mode": mode,
            "technology": technology,
            "activations": activations,
            "constants": constants_of(constants or (), Facts.model_validate(facts).technologies.get(technology, ())),
            **circuit(shown),
            "overrides": document_of(overrides or ()),
        }
        try:
            estimates = await asyncio.gather(*(api.energy({**request, "network": network}) for network in networks or ()))
        except ApiProblem as problem:
            return energy_figure([], scheme=scheme), "", None, trouble(str(problem)), {}
        figure = _captioned(energy_figure(estimates, scheme=scheme), estimates)
        energies = {estimate.network: estimate.total_pj for estimate in estimates}
        return figure, note(estimates), _legend(estimates, scheme), source(estimates), energies


def _register_constants(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.TECHNOLOGY_CONSTANTS, "children"),
        Input(ids.CONSTANTS_BOX, "value"),
        Input(ids.TECHNOLOGY, "value"),
        Input(ids.WENT, "data"),
        State(ids.CONSTANTS, "data"),
        prevent_initial_call=True,
    )
    async def list_constants(opened: str | None, technology: str, went: Mapping[str, str] | None, kept: list[str] | None) -> Any:
        """Made while they are open: there are many, and what depends on them waits until all are there."""
        if not opened:
            return None
        if ctx.triggered_id == ids.WENT and went:
            view = from_search(went["search"])[0]
            if view.technology != technology:
                raise PreventUpdate  # it is about to be set, and asks again
            kept = list(view.constants)
        try:
            items = (await api.technologies()).items
        except ApiProblem as problem:
            return trouble(str(problem))
        found = next((item for item in items if item.id == technology), None)
        if found is None:
            return trouble(f"There is no technology {technology!r}.")
        return inputs_for(found, kept or ())

    @app.callback(
        Output(ids.CONSTANTS, "data"),
        Input(ids.constant(ALL, ALL), "value"),
        State(ids.constant(ALL, ALL), "id"),
        State(ids.constant(ALL, ALL), "placeholder"),
        State(ids.CONSTANTS, "data"),
        prevent_initial_call=True,
    )
    async def keep(values: list[Any], ids: list[dict[str, str]], usual: list[str], kept: list[str] | None) -> Any:
        changed = changed_by(values, ids, usual)
        if not ids or changed == (kept or []):
            raise PreventUpdate
        return changed


def _legend(estimates: Sequence[EnergyEstimate], scheme: Scheme) -> list[Any]:
    return [
        html.Li([html.Span(className="swatch hatched" if hatched else "swatch", style={"color": hue}), title])
        for title, hue, hatched in legend(estimates, scheme)
    ]


def _captioned(figure: Any, estimates: Sequence[EnergyEstimate]) -> Any:
    if not estimates:
        return figure
    mode = estimates[0].mode
    what = "a training step" if mode == "training" else "one inference"
    caption = f"{note(estimates)} In brackets what assumed constants leave open. Unit costs: {estimates[0].source}. Mhoscope."
    return captioned(figure, title=f"Energy of {what}, by component", caption=caption, name=f"mhoscope-energy-{mode}")


def note(estimates: Sequence[EnergyEstimate]) -> str:
    """The cheapest and the dearest, in one sentence."""
    if not estimates:
        return "Choose a network to see what it costs."
    ordered = sorted(estimates, key=lambda estimate: estimate.total_pj)
    low, high = ordered[0], ordered[-1]
    networks = [estimate.network for estimate in estimates]
    name = {estimate.network: title_of(estimate.network, networks) for estimate in estimates}
    what = "A training step on one image" if high.mode == "training" else "One inference"
    if low is high:
        return f"{what} of {name[low.network]} takes {in_joules(low.total_pj)}{_band(low)}."
    ratio = high.total_pj / low.total_pj
    return (
        f"{what} takes {in_joules(low.total_pj)}{_band(low)} with {name[low.network]} and {in_joules(high.total_pj)}"
        f"{_band(high)} with {name[high.network]}, {ratio:.2g} times as much."
    )


def _band(estimate: EnergyEstimate) -> str:
    """What the assumed constants leave open."""
    low, high = estimate.total_low_pj, estimate.total_high_pj
    if not low or not high or high - low < 0.005 * estimate.total_pj:
        return ""
    return f" ({in_joules(low)} to {in_joules(high)})"


def source(estimates: Sequence[EnergyEstimate]) -> Any:
    """Where the unit costs come from, how much crossbar it takes, and what had to be assumed."""
    if not estimates:
        return None
    assumptions = list(dict.fromkeys(text for estimate in estimates for text in estimate.assumptions))
    parts: list[Any] = [
        html.P(["Unit costs: ", estimates[0].source, "."], className="meaning"),
        _folded("Crossbars and time", _accounts(estimates)),
    ]
    if assumptions:
        parts.append(_folded("Assumptions", html.Ul([html.Li(text) for text in assumptions])))
    return parts


def _folded(title: str, content: Any) -> Any:
    return dmc.Accordion(
        dmc.AccordionItem([dmc.AccordionControl(title), dmc.AccordionPanel(content)], value="open"),
        chevronPosition="left",
        className="plain",
    )


def _accounts(estimates: Sequence[EnergyEstimate]) -> Any:
    """Arrays, cells and uses for one image."""
    networks = [estimate.network for estimate in estimates]
    head = ("Network", "Arrays", "Cells", "MVMs", "Array reads", "Conversions", "Latency", "Area")
    return text_table(head, [_account(estimate, networks) for estimate in estimates], width=620)


def _account(estimate: EnergyEstimate, networks: Sequence[str]) -> tuple[str, ...]:
    account, latency, area = estimate.crossbars, estimate.latency_s, estimate.area_mm2
    counts = (account.arrays, account.cells, account.mvms, account.array_reads, account.column_outputs) if account else [0] * 5
    return (
        title_of(estimate.network, networks),
        *(f"{count:,}" for count in counts),
        "not given" if latency is None else f"{1e6 * latency:.3g} µs",
        "not given" if area is None else f"{area:.3g} mm²",
    )
