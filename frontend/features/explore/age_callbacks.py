"""The age of a device: a slider over powers of ten, a number in seconds, and the same in words."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State

from frontend.features.explore.age import in_words, positions


def register(app: Dash) -> None:
    app.clientside_callback(
        "(slider, number) => window.mhoscope.explore.ageInStep(slider, number)",
        Output("age-slider", "value"),
        Output("age", "value", allow_duplicate=True),
        Input("age-slider", "value"),
        Input("age", "value"),
        prevent_initial_call="initial_duplicate",
    )

    @app.callback(Output("age-words", "children"), Input("age", "value"))
    async def words(age_s: Any) -> str:
        return in_words(float(age_s or 0))

    @app.callback(
        Output("age-slider", "max"),
        Output("age", "max"),
        Input("device", "value"),
        State("devices", "data"),
    )
    async def as_far_as_known(device: str | None, devices: dict[str, dict[str, Any]]) -> tuple[float, float]:
        oldest_s = float(devices.get(device or "", {}).get("oldest_s") or 1e8)
        return positions(oldest_s), oldest_s
