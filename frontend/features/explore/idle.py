"""Options among themselves: what has no effect as things stand is disabled, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import Dash, Input, Output

from backend.options.rules import FieldValues
from frontend.features.explore import ids
from frontend.features.explore.advanced import NEEDY, look, meaning
from frontend.kit.controls import control_id, place_of
from frontend.kit.state.parameters import FIELDS, PARAMETERS, Parameter

DECIDING = {FIELDS[field].name: FIELDS[field] for needy in NEEDY for need in needy.needs for field in need.fields}
"""What decides whether an option has an effect, by its name."""


def register(app: Dash) -> None:
    @app.callback(
        output={
            field.name: {
                "look": Output(control_id(field), "className"),
                "meaning": Output(control_id(field), "description"),
                "disabled": Output(control_id(field), "disabled"),
            }
            for field in NEEDY
        },
        inputs={
            "values": {name: Input(*place_of(field)) for name, field in DECIDING.items()},
            "sweep": Input(ids.SWEEP, "value"),
            "y": Input(ids.Y, "value"),
        },
    )
    async def show(values: dict[str, Any], sweep: str | None, y: str | None) -> dict[str, dict[str, Any]]:
        now = standing(values, [PARAMETERS[key].field for key in (sweep, y) if key])
        return {field.name: _shown(field, field.why_not(now)) for field in NEEDY}


def standing(values: Mapping[str, Any], swept: Sequence[str]) -> FieldValues:
    """How things stand on the page: what controls show, by the names of options. An emptied number has its default."""

    def value(path: str) -> Any:
        field = FIELDS[path]
        shown = values[field.name]
        return field.default if shown == "" and field.kind == "number" else shown

    return FieldValues(value, swept)


def _shown(field: Parameter, reason: str) -> dict[str, Any]:
    return {"look": look(reason), "meaning": meaning(field, reason), "disabled": bool(reason)}
