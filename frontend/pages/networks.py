"""Networks: the zoo as a table, and one network with its layers and card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html

from frontend.client import Api, ApiProblem
from frontend.components.notices import cannot_load
from frontend.naming import DATASETS, title_of

Card = Mapping[str, Any]


def match(path: str) -> str | None:
    if path == "/networks":
        return ""
    return path.removeprefix("/networks/") if path.startswith("/networks/") else None


async def layout(api: Api, rest: str, _search: str) -> Any:
    try:
        if rest:
            return one(await api.get(f"/networks/{rest}"))
        found = await api.get("/networks")
    except ApiProblem as problem:
        return cannot_load(str(problem))
    datasets = list(dict.fromkeys(card["dataset"] for card in found["items"]))
    choices = [
        {"value": "", "label": "every data set"},
        *({"value": name, "label": DATASETS.get(name, name)} for name in datasets),
    ]
    return html.Div(
        [
            html.H1("Networks"),
            html.P(
                "Trained in Keras, with and without gaussian noise at every pre-activation. "
                "Accuracies are on the full test set, without noise.",
                className="lead",
            ),
            html.Div(
                dmc.Select(id="networks-dataset", label="Data set", data=choices, value="", allowDeselect=False, w=200),
                className="toolbar",
            ),
            dcc.Store(id="networks-cards", data=found["items"]),
            html.Div(table(found["items"]), id="networks-table", className="card"),
        ],
        className="page",
    )


def table(cards: list[Card]) -> Any:
    head = ("Network", "Data set", "T", "Trained at", "Clean accuracy", "Parameters", "Cells", "MACs")
    rows = [
        dmc.TableTr(
            [
                dmc.TableTd(dcc.Link(title_of(card["id"]), href=f"/networks/{card['id']}")),
                dmc.TableTd(DATASETS.get(card["dataset"], card["dataset"])),
                dmc.TableTd(card["time_steps"] or "–"),
                dmc.TableTd("–" if card["training_noise"] is None else f"{card['training_noise']:g}"),
                dmc.TableTd(f"{100 * card['clean_accuracy']:.2f} %"),
                dmc.TableTd(f"{card['parameters']:,}"),
                dmc.TableTd(f"{card['cells']:,}"),
                dmc.TableTd(f"{card['macs']:,}"),
            ]
        )
        for card in cards
    ]
    body = dmc.Table(
        [dmc.TableThead(dmc.TableTr([dmc.TableTh(name) for name in head])), dmc.TableTbody(rows)],
        highlightOnHover=True,
        fz="sm",
        className="tabular",
    )
    return dmc.TableScrollContainer(body, minWidth=760)


def one(card: Card) -> Any:
    """A network's page."""
    facts = {
        "Clean accuracy": f"{100 * card['clean_accuracy']:.2f} % of the full test set",
        "Data set": DATASETS.get(card["dataset"], card["dataset"]),
        "Time steps": card["time_steps"] or "–",
        "Training noise": "unknown"
        if card["training_noise"] is None
        else f"{card['training_noise']:g}, gaussian, at every pre-activation",
        "Parameters": f"{card['parameters']:,}",
        "Crossbar cells": f"{card['cells']:,} (two a weight)",
        "Multiply-accumulates": f"{card['macs']:,} an image",
        "Origin": card["origin"],
        "Weights (SHA-256)": card["weights_sha256"][:16],
    }
    training = card.get("training")
    if training:
        facts |= {
            "Optimiser": f"{training['optimiser']}, learning rate {training['learning_rate']:g}",
            "Epochs": f"{training['epochs']}, batches of {training['batch_size']}",
            "Training images": f"{training['images']:,}",
            "Training seed": training["seed"],
            "Date": training["date"],
            "Command": html.Code(training["command"]),
        }
    return html.Div(
        [
            dmc.Anchor("All networks", href="/networks", refresh=False, size="sm"),
            html.H1(title_of(card["id"])),
            html.P(card["id"], className="lead"),
            html.Div(
                dmc.Table(
                    dmc.TableTbody(
                        [dmc.TableTr([dmc.TableTh(name, w=200), dmc.TableTd(value)]) for name, value in facts.items()]
                    ),
                    fz="sm",
                ),
                className="card",
            ),
            html.H2("Layers"),
            html.Div(
                dmc.Table(dmc.TableTbody([_layer(index, layer) for index, layer in enumerate(card["layers"])]), fz="sm"),
                className="card",
            ),
            dmc.Anchor("Explore this network", href=f"/?v=1&n={card['id']}", refresh=False),
        ],
        className="page",
    )


def _layer(index: int, layer: Mapping[str, Any]) -> Any:
    rest = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in layer.items() if name != "kind")
    return dmc.TableTr([dmc.TableTh(f"{index}", w=40), dmc.TableTd(layer["kind"].replace("_", " ")), dmc.TableTd(rest)])


def register(app: Dash, _api: Api) -> None:
    @app.callback(
        Output("networks-table", "children"),
        Input("networks-dataset", "value"),
        Input("networks-cards", "data"),
        prevent_initial_call=True,
    )
    async def choose(dataset: str | None, cards: list[Card]) -> Any:
        return table([card for card in cards if not dataset or card["dataset"] == dataset])
