"""The energy bars of Explore: asked for as soon as the networks are chosen, beside the run."""

from __future__ import annotations

import asyncio
from typing import Any

from dash import Dash, Input, Output
from dash.exceptions import PreventUpdate

from frontend.client import Api, ApiProblem
from frontend.figures.energy import energy_figure
from frontend.naming import title_of
from frontend.theme import Scheme


def register(app: Dash, api: Api) -> None:
    @app.callback(
        Output("energy", "figure"),
        Output("energy-note", "children"),
        Input("networks", "value"),
        Input("energy-mode", "value"),
        Input("adc-bits", "value"),
        Input("dac-bits", "value"),
        Input("scheme", "data"),
    )
    async def show(networks: list[str] | None, mode: str, adc_bits: Any, dac_bits: Any, scheme: Scheme | None) -> tuple[Any, str]:
        if scheme is None:
            raise PreventUpdate
        converters = {"adc_bits": adc_bits or None, "dac_bits": dac_bits or None}
        asked = [api.post("/energy", {"network": network, "mode": mode, "converters": converters}) for network in networks or ()]
        try:
            estimates = await asyncio.gather(*asked)
        except ApiProblem as problem:
            return energy_figure([], scheme=scheme), str(problem)
        return energy_figure(estimates, scheme=scheme), note(estimates)


def note(estimates: list[dict[str, Any]]) -> str:
    """The cheapest and the dearest, and where the costs come from."""
    if not estimates:
        return ""
    ordered = sorted(estimates, key=lambda estimate: estimate["total_pj"])
    low, high = ordered[0], ordered[-1]
    source = f"Unit costs: {low['source']}"
    if len(ordered) == 1:
        return source
    ratio = high["total_pj"] / low["total_pj"]
    networks = [estimate["network"] for estimate in estimates]
    names = [title_of(estimate["network"], networks) for estimate in (high, low)]
    return f"{names[0]} takes {ratio:.1f} times the energy of {names[1]}. {source}"
