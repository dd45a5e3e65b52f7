"""The age of a device: a slider over powers of ten, a number in seconds, and the same in words."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State

from frontend.features.explore.age import SLIDER_S, end_of, in_words


def register(app: Dash) -> None:
    app.clientside_callback(
        "(slider, number, end) => window.mhoscope.explore.ageInStep(slider, number, end)",
        Output("age-slider", "value"),
        Output("age", "value", allow_duplicate=True),
        Input("age-slider", "value"),
        Input("age", "value"),
        State("age-slider", "max"),
        prevent_initial_call="initial_duplicate",
    )

    @app.callback(Output("age-words", "children"), Input("age", "value"))
    async def words(age_s: Any) -> str:
        return in_words(float(age_s or 0))

    @app.callback(Output("age-slider", "max"), Input("device", "value"), State("age", "value"), State("devices", "data"))
    async def as_far_as_known(device: str | None, age_s: Any, devices: dict[str, dict[str, Any]]) -> float:
        return end_of(float(devices.get(device or "", {}).get("oldest_s") or SLIDER_S), float(age_s or 0))
