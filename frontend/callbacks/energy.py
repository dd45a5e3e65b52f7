"""The energy bars of Explore: asked for as soon as the networks are chosen, beside the run."""

from __future__ import annotations

import asyncio
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate

from frontend.client import Api, ApiProblem
from frontend.components.notices import trouble
from frontend.figures.energy import energy_figure, legend
from frontend.figures.units import in_joules
from frontend.naming import title_of
from frontend.theme import Scheme

Estimate = dict[str, Any]


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output("energy", "figure"),
        Output("energy-note", "children"),
        Output("energy-legend", "children"),
        Output("energy-source", "children"),
        Input("networks", "value"),
        Input("energy-mode", "value"),
        Input("weight-bits", "value"),
        Input("adc-bits", "value"),
        Input("dac-bits", "value"),
        Input("scheme", "data"),
    )
    async def show(
        networks: list[str] | None, mode: str, weight_bits: Any, adc_bits: Any, dac_bits: Any, scheme: Scheme | None
    ) -> tuple[Any, str, Any, Any]:
        if scheme is None:
            raise PreventUpdate
        converters = {"weight_bits": weight_bits or None, "adc_bits": adc_bits or None, "dac_bits": dac_bits or None}
        asked = [api.post("/energy", {"network": network, "mode": mode, "converters": converters}) for network in networks or ()]
        try:
            estimates = await asyncio.gather(*asked)
        except ApiProblem as problem:
            return energy_figure([], scheme=scheme), "", None, trouble(str(problem))
        return energy_figure(estimates, scheme=scheme), note(estimates), _legend(estimates, scheme), source(estimates)


def _legend(estimates: list[Estimate], scheme: Scheme) -> list[Any]:
    return [
        html.Li([html.Span(className="swatch hatched" if hatched else "swatch", style={"color": hue}), title])
        for title, hue, hatched in legend(estimates, scheme)
    ]


def note(estimates: list[Estimate]) -> str:
    """The cheapest and the dearest, in one sentence."""
    if not estimates:
        return "Choose a network to see what it costs."
    ordered = sorted(estimates, key=lambda estimate: float(estimate["total_pj"]))
    low, high = ordered[0], ordered[-1]
    networks = [estimate["network"] for estimate in estimates]
    name = {estimate["network"]: title_of(estimate["network"], networks) for estimate in estimates}
    what = "A training step on one image" if high["mode"] == "training" else "One inference"
    if low is high:
        return f"{what} of {name[low['network']]} takes {in_joules(low['total_pj'])}."
    ratio = high["total_pj"] / low["total_pj"]
    return (
        f"{what} takes {in_joules(low['total_pj'])} with {name[low['network']]} and {in_joules(high['total_pj'])} "
        f"with {name[high['network']]}, {ratio:.2g} times as much."
    )


def source(estimates: list[Estimate]) -> Any:
    """Where the unit costs come from, and what had to be assumed."""
    if not estimates:
        return None
    assumptions = list(dict.fromkeys(text for estimate in estimates for text in estimate["assumptions"]))
    parts: list[Any] = [html.P(["Unit costs: ", estimates[0]["source"], "."], className="meaning")]
    if assumptions:
        parts.append(
            dmc.Accordion(
                dmc.AccordionItem(
                    [
                        dmc.AccordionControl("What is assumed"),
                        dmc.AccordionPanel(html.Ul([html.Li(text) for text in assumptions])),
                    ],
                    value="assumed",
                ),
                chevronPosition="left",
                className="plain",
            )
        )
    return parts
