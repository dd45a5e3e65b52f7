"""Physical options among themselves: what has no say as things are is disabled, with the reason."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from dash import Dash, Input, Output

from frontend.features.explore.physics_options import OPTIONS, Option, look, meaning
from frontend.kit.state.physics import why_not

# What decides whether an option has a say, by the name of the view's field.
DECIDING = {
    "sweep": ("sweep", "value"),
    "device": ("device", "value"),
    "test_kind": ("test-kind", "value"),
    "weight_bits": ("weight-bits", "value"),
    "adc_bits": ("adc-bits", "value"),
    "dac_bits": ("dac-bits", "value"),
    "mapping": ("mapping", "value"),
    "rtn_share": ("rtn-share", "value"),
    "floor": ("floor", "checked"),
    "wire_resistance_ohm": ("wire-resistance-ohm", "value"),
    "adc_range": ("adc-range", "value"),
}


def register(app: Dash) -> None:
    @app.callback(
        output={
            option.field: {
                "look": Output(option.id, "className"),
                "meaning": Output(option.id, "description"),
                "disabled": Output(option.id, "disabled"),
            }
            for option in OPTIONS
        },
        inputs={"now": {name: Input(*place) for name, place in DECIDING.items()}},
    )
    async def show(now: dict[str, Any]) -> dict[str, dict[str, Any]]:
        reasons = why_not(SimpleNamespace(**now), (now["sweep"],))
        return {option.field: _shown(option, reasons.get(option.field, "")) for option in OPTIONS}


def _shown(option: Option, reason: str) -> dict[str, Any]:
    return {"look": look(reason), "meaning": meaning(option, reason), "disabled": bool(reason)}
