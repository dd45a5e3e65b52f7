"""Networks: the zoo as a table to sort and filter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from pydantic import BaseModel

from backend.schemas.network import NetworkCard
from frontend.features.networks import ids
from frontend.features.networks.one import one
from frontend.features.networks.one import register as register_one
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import explained
from frontend.kit.icons import icon, of_family
from frontend.kit.notices import cannot_load
from frontend.kit.theme import Scheme
from frontend.kit.titles import DATASETS, family_name, title_of


class Row(BaseModel):
    """What the table needs of a card: not its layers nor its training."""

    id: str
    dataset: str
    family: str
    origin: str
    time_steps: int | None
    training_noise: float | None
    clean_accuracy: float
    parameters: int
    cells: int
    macs: int


class Order(BaseModel):
    """By which field of a row the table is sorted; as the API has it, where it is None."""

    field: str | None = None
    down: bool = False


# Column: heading, field of the card, whether it is a number.
COLUMNS: tuple[tuple[str, str, bool], ...] = (
    ("Network", "id", False),
    ("Data set", "dataset", False),
    ("T", "time_steps", True),
    ("Training noise", "training_noise", True),
    ("Clean accuracy", "clean_accuracy", True),
    ("Parameters", "parameters", True),
    ("Cells", "cells", True),
    ("MACs", "macs", True),
)


async def layout(api: Api, rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        if rest:
            return one(await api.network(rest), (await api.weights(rest)).items)
        rows = [row_of(card) for card in (await api.networks()).items]
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H1("Networks"), "zoo"),
                            html.P(
                                "Trained in Keras, with and without gaussian noise at every pre-activation. "
                                "Accuracies are on the full test set, without noise.",
                                className="lead",
                            ),
                        ]
                    ),
                    dcc.Link("Train a network", href="/networks/train", className="go"),
                ],
                className="stage-head",
            ),
            html.Div(
                [
                    _choice(
                        ids.DATASET,
                        "Data set",
                        "every data set",
                        [(name, DATASETS.get(name, name)) for name in dict.fromkeys(row.dataset for row in rows)],
                    ),
                    _choice(
                        ids.FAMILY,
                        "Family",
                        "every family",
                        [(name, family_name(name)) for name in dict.fromkeys(row.family for row in rows)],
                    ),
                ],
                className="toolbar",
            ),
            dcc.Store(id=ids.CARDS, data=[row.model_dump(mode="json") for row in rows]),
            dcc.Store(id=ids.ORDER, data=Order().model_dump()),
            html.Div(table(rows), id=ids.TABLE, className="card flush"),
        ],
        className="page",
    )


def row_of(card: NetworkCard) -> Row:
    return Row.model_validate(card, from_attributes=True)


def arranged(rows: Sequence[Row], order: Order, dataset: str | None, family: str | None) -> list[Row]:
    """Filtered and sorted; unknown values come last either way."""
    kept = [row for row in rows if dataset in ("", None, row.dataset) and family in ("", None, row.family)]
    field = order.field
    if not field:
        return kept
    known = [row for row in kept if getattr(row, field) is not None]
    unknown = [row for row in kept if getattr(row, field) is None]
    return sorted(known, key=lambda row: getattr(row, field), reverse=order.down) + unknown


def table(rows: Sequence[Row], order: Order | None = None) -> Any:
    if not rows:
        return html.P("No network is like that.", className="empty")
    head = dmc.TableTr([_heading(name, field, is_number, order or Order()) for name, field, is_number in COLUMNS])
    body = dmc.Table(
        [dmc.TableThead(head), dmc.TableTbody([_row(row) for row in rows])],
        highlightOnHover=True,
        fz="sm",
        className="tabular",
    )
    return dmc.TableScrollContainer(body, minWidth=760)


def _heading(name: str, field: str, is_number: bool, order: Order) -> Any:
    here = order.field == field
    arrow = icon("down" if order.down else "up", 12) if here else None
    sort = {"aria-sort": "descending" if order.down else "ascending"} if here else {}
    button = html.Button([name, arrow], id=ids.sort(field), className="sort", type="button")
    return html.Th(button, className="number" if is_number else "", scope="col", **sort)


def _row(row: Row) -> Any:
    name = html.Span(
        [icon(of_family(row.family), 16), dcc.Link(title_of(row.id), href=f"/networks/{row.id}")], className="family"
    )
    noise = "unknown" if row.training_noise is None else f"{row.training_noise:g}"
    numbers = (
        f"{row.time_steps or ''}",
        noise,
        f"{100 * row.clean_accuracy:.2f} %",
        f"{row.parameters:,}",
        f"{row.cells:,}",
        f"{row.macs:,}",
    )
    return dmc.TableTr(
        [
            dmc.TableTd(name),
            dmc.TableTd(DATASETS.get(row.dataset, row.dataset)),
            *(dmc.TableTd(text, className="number") for text in numbers),
        ]
    )


def _choice(name: str, label: str, every: str, values: Sequence[tuple[str, str]]) -> Any:
    data = [{"value": "", "label": every}, *({"value": value, "label": title} for value, title in values)]
    return dmc.Select(id=name, label=label, data=data, value="", allowDeselect=False, w=180)


def register(app: Dash, _api: Api) -> None:
    register_one(app)

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
        State(ids.CARDS, "data"),
        prevent_initial_call=True,
    )
    async def choose(dataset: str | None, family: str | None, order: dict[str, Any], rows: list[Any]) -> Any:
        now = Order.model_validate(order)
        return table(arranged([Row.model_validate(row) for row in rows], now, dataset, family), now)
