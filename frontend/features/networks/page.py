"""Networks: the zoo as a table to sort and filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from frontend.features.networks.one import one
from frontend.features.networks.one import register as register_one
from frontend.kit.client import Api, ApiProblem
from frontend.kit.icons import icon, of_family
from frontend.kit.notices import cannot_load
from frontend.kit.theme import Scheme
from frontend.kit.titles import DATASETS, family_name, title_of

Card = Mapping[str, Any]

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
            return one(await api.get(f"/networks/{rest}"), (await api.get(f"/networks/{rest}/weights"))["items"])
        found = await api.get("/networks")
    except ApiProblem as problem:
        return cannot_load(str(problem))
    cards = found["items"]
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            html.H1("Networks"),
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
                        "networks-dataset",
                        "Data set",
                        "every data set",
                        [(name, DATASETS.get(name, name)) for name in _all(cards, "dataset")],
                    ),
                    _choice(
                        "networks-family", "Family", "every family", [(name, family_name(name)) for name in _all(cards, "family")]
                    ),
                ],
                className="toolbar",
            ),
            dcc.Store(id="networks-cards", data=[slim(card) for card in cards]),
            dcc.Store(id="networks-order", data={"field": None, "down": False}),
            html.Div(table(cards), id="networks-table", className="card flush"),
        ],
        className="page",
    )


def slim(card: Card) -> dict[str, Any]:
    """What the table needs of a card: not its layers nor its training."""
    return {field: card[field] for field in ("family", "origin", *(field for _, field, _ in COLUMNS))}


def arranged(cards: Sequence[Card], order: Mapping[str, Any], dataset: str | None, family: str | None) -> list[Card]:
    """Filtered and sorted; unknown values come last either way."""
    kept = [card for card in cards if dataset in ("", None, card["dataset"]) and family in ("", None, card["family"])]
    field = order.get("field")
    if not field:
        return kept
    known = [card for card in kept if card[field] is not None]
    return sorted(known, key=lambda card: card[field], reverse=bool(order.get("down"))) + [
        card for card in kept if card[field] is None
    ]


def table(cards: Sequence[Card], order: Mapping[str, Any] | None = None) -> Any:
    if not cards:
        return html.P("No network is like that.", className="empty")
    head = dmc.TableTr([_heading(name, field, is_number, order or {}) for name, field, is_number in COLUMNS])
    body = dmc.Table(
        [dmc.TableThead(head), dmc.TableTbody([_row(card) for card in cards])],
        highlightOnHover=True,
        fz="sm",
        className="tabular",
    )
    return dmc.TableScrollContainer(body, minWidth=760)


def _heading(name: str, field: str, is_number: bool, order: Mapping[str, Any]) -> Any:
    here = order.get("field") == field
    arrow = icon("down" if order.get("down") else "up", 12) if here else None
    sort = {"aria-sort": "descending" if order.get("down") else "ascending"} if here else {}
    button = html.Button([name, arrow], id={"type": "networks-sort", "field": field}, className="sort", type="button")
    return html.Th(button, className="number" if is_number else "", scope="col", **sort)


def _row(card: Card) -> Any:
    name = html.Span(
        [icon(of_family(card["family"]), 16), dcc.Link(title_of(card["id"]), href=f"/networks/{card['id']}")], className="family"
    )
    noise = "unknown" if card["training_noise"] is None else f"{card['training_noise']:g}"
    numbers = (
        f"{card['time_steps'] or ''}",
        noise,
        f"{100 * card['clean_accuracy']:.2f} %",
        f"{card['parameters']:,}",
        f"{card['cells']:,}",
        f"{card['macs']:,}",
    )
    return dmc.TableTr(
        [
            dmc.TableTd(name),
            dmc.TableTd(DATASETS.get(card["dataset"], card["dataset"])),
            *(dmc.TableTd(text, className="number") for text in numbers),
        ]
    )


def _all(cards: Sequence[Card], field: str) -> list[str]:
    return list(dict.fromkeys(card[field] for card in cards))


def _choice(name: str, label: str, every: str, values: Sequence[tuple[str, str]]) -> Any:
    data = [{"value": "", "label": every}, *({"value": value, "label": title} for value, title in values)]
    return dmc.Select(id=name, label=label, data=data, value="", allowDeselect=False, w=180)


def register(app: Dash, _api: Api) -> None:
    register_one(app)

    @app.callback(
        Output("networks-order", "data"),
        Input({"type": "networks-sort", "field": ALL}, "n_clicks"),
        State("networks-order", "data"),
        prevent_initial_call=True,
    )
    async def sort(clicks: list[int | None], order: dict[str, Any]) -> Any:
        if not any(clicks) or not ctx.triggered_id:
            return no_update
        field = ctx.triggered_id["field"]
        return {"field": field, "down": order["field"] == field and not order["down"]}

    @app.callback(
        Output("networks-table", "children"),
        Input("networks-dataset", "value"),
        Input("networks-family", "value"),
        Input("networks-order", "data"),
        State("networks-cards", "data"),
        prevent_initial_call=True,
    )
    async def choose(dataset: str | None, family: str | None, order: dict[str, Any], cards: list[Card]) -> Any:
        return table(arranged(cards, order, dataset, family), order)
