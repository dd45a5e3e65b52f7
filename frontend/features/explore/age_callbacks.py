"""The age of a device: a slider over powers of ten, a number in seconds, and the same in words."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State

from frontend.features.explore import ids
from frontend.features.explore.age import SLIDER_S, end_of, in_words
from frontend.features.explore.facts import Facts


def register(app: Dash) -> None:
    app.clientside_callback(
        "(slider, number, end) => window.mhoscope.explore.ageInStep(slider, number, end)",
        Output(ids.AGE_SLIDER, "value"),
        Output(ids.AGE, "value", allow_duplicate=True),
        Input(ids.AGE_SLIDER, "value"),
        Input(ids.AGE, "value"),
        State(ids.AGE_SLIDER, "max"),
        prevent_initial_call="initial_duplicate",
    )

    @app.callback(Output(ids.AGE_WORDS, "children"), Input(ids.AGE, "value"))
    async def words(age_s: Any) -> str:
        return in_words(float(age_s or 0))

    @app.callback(Output(ids.AGE_SLIDER, "max"), Input(ids.DEVICE, "value"), State(ids.AGE, "value"), State(ids.FACTS, "data"))
    async def as_far_as_known(device: str | None, age_s: Any, facts: Any) -> float:
        known = Facts.model_validate(facts).devices.get(device or "")
        return end_of(known.oldest_s if known and known.oldest_s else SLIDER_S, float(age_s or 0))
