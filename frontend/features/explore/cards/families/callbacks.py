"""The families side by side, on the technology that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, no_update
from dash.exceptions import PreventUpdate

from frontend.features.explore import ids
from frontend.features.explore.cards.energy.circuit import circuit, inputs
from frontend.features.explore.cards.families.families_card import EQUAL_WEIGHTS, WITHOUT_LAYERS, table
from frontend.features.explore.cards.families.families_figure import families_figure
from frontend.kit import ids as frame_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme


def register(app: Dash, api: Api) -> None:
    @app.callback(
        output=(
            Output(ids.FAMILIES, "figure"),
            Output(ids.FAMILIES_TABLE, "children"),
            Output(ids.FAMILIES_TROUBLE, "children"),
            Output(ids.FAMILIES_NOTE, "children"),
        ),
        inputs={
            "size": Input(ids.FAMILIES_SIZE, "value"),
            "technology": Input(ids.TECHNOLOGY, "value"),
            "mode": Input(ids.ENERGY_MODE, "value"),
            "shown": inputs(),
            "overrides": Input(ids.OVERRIDES, "data"),
            "scheme": Input(frame_ids.SCHEME, "data"),
        },
    )
    async def show(
        size: str,
        technology: str,
        mode: str,
        shown: Mapping[str, Any],
        overrides: list[str] | None,
        scheme: Scheme | None,
    ) -> tuple[Any, ...]:
        if scheme is None:
            raise PreventUpdate
        request = {
            "technology": technology,
            "mode": mode,
            **circuit(shown),
            "equal_weights": EQUAL_WEIGHTS if size == "equal" else None,
        }
        try:
            rows = (await api.compare_energy(request)).items
        except ApiProblem as problem:
            return no_update, None, trouble(str(problem)), None
        note = WITHOUT_LAYERS if overrides else None
        return families_figure(rows, scheme=scheme), table(rows), None, note
