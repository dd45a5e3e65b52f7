"""What happens on Networks: the table is filtered and sorted; networks are brought, drawn and removed."""

from __future__ import annotations

from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from frontend.features.networks import ids
from frontend.features.networks.bring_callbacks import register as register_bring
from frontend.features.networks.graph import register as register_graph
from frontend.features.networks.one import register as register_one
from frontend.features.networks.table import Order, Row, arranged, table
from frontend.kit.client import Api


def register(app: Dash, api: Api) -> None:
    register_one(app, api)
    register_graph(app)
    register_bring(app, api)

    @app.callback(
        Output(ids.ORDER, "data"),
        Input(ids.sort(ALL), "n_clicks"),
        State(ids.ORDER, "data"),
        prevent_initial_call=True,
    )
    async def sort(clicks: list[int | None], order: dict[str, Any]) -> Any:
        if not any(clicks) or not ctx.triggered_id:
            return no_update
        now, field = Order.model_validate(order), ctx.triggered_id["field"]
        return Order(field=field, down=now.field == field and not now.down).model_dump()

    @app.callback(
        Output(ids.TABLE, "children"),
        Input(ids.DATASET, "value"),
        Input(ids.FAMILY, "value"),
        Input(ids.ORDER, "data"),
        Input(ids.CARDS, "data"),
        prevent_initial_call=True,
    )
    async def choose(dataset: str | None, family: str | None, order: dict[str, Any], rows: list[Any]) -> Any:
        now = Order.model_validate(order)
        return table(arranged([Row.model_validate(row) for row in rows], now, dataset, family), now)
