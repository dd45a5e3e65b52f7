"""One network: what it is, its layers on crossbars, how it was trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.input_values import in_words
from backend.schemas.network import GUESSING, Histogram, NetworkCard, TrainingRecord
from backend.schemas.network_graph import graph_of
from frontend.features.networks import ids
from frontend.features.networks.graph import graph
from frontend.features.networks.preview import explore, layer_table
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.crossbars import kinds_of
from frontend.kit.figures.training import training_figure
from frontend.kit.figures.weights import height, weights_figure
from frontend.kit.icons import icon, of_family
from frontend.kit.notices import trouble
from frontend.kit.theme import GRAPH_CONFIG, Scheme
from frontend.kit.titles import class_names, dataset_title, title_of


def one(card: NetworkCard, histograms: Sequence[Histogram]) -> Any:
    layers = graph_of(card.layers, card.input_shape)
    parts = [
        dcc.Link("All networks", href="/networks", className="back"),
        html.Div(
            [
                html.Div(
                    [
                        html.H1([icon(of_family(card.family), 24), title_of(card.id)], className="family"),
                        html.P(card.id, className="lead"),
                    ]
                ),
                html.Div(
                    [
                        dcc.Link("See it under noise", href=explore(card.id), className="go"),
                        *(() if card.origin == "zoo" else _remove(card.id)),
                    ],
                    className="actions",
                ),
            ],
            className="stage-head",
        ),
        html.Div(id=ids.REMOVE_TROUBLE, role="status", **{"aria-live": "polite"}),
        *([trouble(note)] if (note := next((note for note in card.notes if GUESSING in note), None)) else ()),
        html.Div([_figure(*fact) for fact in headline(card)], className="figures"),
        _card("Graph", graph(layers, card.input_shape, len(class_names(card.dataset)) or None), note=_GRAPH_NOTE),
        _card("Layers on crossbars", [layer_table(layers), _kinds(kinds_of(card))], note=_LAYERS_NOTE),
        _card("Weights", _weights(card.id, histograms), note=_WEIGHTS_NOTE),
    ]
    if card.class_accuracy:
        parts.append(_card("Accuracy by class", _by_class(card.dataset, card.class_accuracy), note=_CLASSES_NOTE))
    if card.training:
        parts.append(_card("Training", _training(card.training)))
    parts.append(_card("Origin", _table(origin(card))))
    return html.Div(parts, className="page")


_GRAPH_NOTE = (
    "Values flow downwards. Arrays are counted for the usual size, 1,024 × 1,024; the settings of a run may say another."
)
_LAYERS_NOTE = (
    "Weights lie on crossbars, each as the difference of two devices; biases are added digitally. "
    "An MVM is one matrix-vector multiplication: one use of the crossbar. "
    "What is digital is counted for one image: a ReLU is a comparison; gates need look-up tables and products."
)
_WEIGHTS_NOTE = (
    "Each axis goes from -max |w| to max |w|, the range that sigma is a fraction of: "
    "few large weights widen it, and the same noise then hurts all others more. "
    "The file holds arrays and card; the API and mhoscope networks add take it again."
)
_CLASSES_NOTE = "Share of the test images of each class that are recognised, without noise."


def _weights(network: str, histograms: Sequence[Histogram]) -> list[Any]:
    return [
        dcc.Store(id=ids.HISTOGRAMS, data=[one.model_dump(mode="json") for one in histograms]),
        dcc.Graph(id=ids.WEIGHTS_FIGURE, config=GRAPH_CONFIG, style={"height": height(histograms)}),
        html.A(
            [icon("download", 15), "Weights (.npz)"],
            href=f"/api/v1/networks/{network}/weights.npz",
            className="action",
            download="",
        ),
    ]


def _by_class(dataset: str, accuracies: Sequence[float]) -> Any:
    rows: list[Any] = []
    names = class_names(dataset) or [str(label) for label in range(len(accuracies))]
    for name, share in zip(names, accuracies, strict=True):
        value = f"{100 * share:.1f} %"
        rows += [html.Span(name), dmc.Progress(value=100 * share, size=8, attributes={"root": {"aria-hidden": "true"}}), value]
    return html.Div(rows, className="bars")


def headline(card: NetworkCard) -> list[tuple[str, str, str]]:
    """The four numbers one asks for first: value, what it is, a remark."""
    return [
        (
            f"{100 * card.clean_accuracy:.2f} %",
            "clean accuracy",
            f"full test set of {dataset_title(card.dataset)}",
        ),
        (f"{card.parameters:,}", "parameters", "weights and biases"),
        (f"{card.cells:,}", "crossbar cells", "two devices a weight"),
        (f"{card.macs:,}", "MACs per image", "multiply-accumulates of one inference"),
    ]


def origin(card: NetworkCard) -> dict[str, Any]:
    noise = card.training_noise
    return {
        "Origin": {"zoo": "the zoo, shipped with Mhoscope", "trained": "trained here", "uploaded": "uploaded"}[card.origin],
        "Inputs": in_words(card.input_values),
        "Training noise": "unknown" if noise is None else f"{noise:g}, gaussian, at every pre-activation",
        "Weights": html.Code(f"SHA-256 {card.weights_sha256[:16]}…"),
        **({"Remarks": html.Ul([html.Li(note) for note in card.notes])} if card.notes else {}),
    }


def _training(training: TrainingRecord) -> list[Any]:
    facts = {
        "Optimiser": f"{training.optimiser}, learning rate {training.learning_rate:g}, batch {training.batch_size}",
        "Epochs": f"{training.epochs} over {training.images:,} images, seed {training.seed}, {training.date}",
        "Again": html.Code(training.command),
    }
    parts = [_table(facts)]
    if training.history:
        parts = [
            dcc.Store(id=ids.HISTORY, data=training.history),
            dcc.Graph(id=ids.TRAINING_FIGURE, config=GRAPH_CONFIG, style={"height": 240}),
            *parts,
        ]
    return parts


def _remove(network: str) -> tuple[Any, ...]:
    """The way to take away a network that does not ship with the program."""
    return (
        html.Button([icon("trash", 16), "Remove"], id=ids.remove(network), className="action", type="button"),
        dcc.ConfirmDialog(
            id=ids.REMOVE_SURE,
            message=f"Remove {network}? Its weights are gone then, unless you have downloaded them. "
            "Finished runs keep their numbers.",
        ),
    )


def _kinds(kinds: Mapping[str, str]) -> Any:
    return html.Dl([html.Div([html.Dt(title), html.Dd(sentence)]) for title, sentence in kinds.items()], className="words")


def _card(title: str, content: Any, *, note: str = "") -> Any:
    parts = content if isinstance(content, list) else [content]
    return html.Section([html.H2(title), *parts, html.P(note, className="meaning") if note else None], className="card")


def _figure(value: str, what: str, remark: str) -> Any:
    return html.Div([html.Strong(value), html.Span(what), html.Small(remark)], className="figure")


def _table(facts: Mapping[str, Any]) -> Any:
    rows = [dmc.TableTr([html.Th(name, scope="row"), dmc.TableTd(value)]) for name, value in facts.items()]
    return dmc.Table(dmc.TableTbody(rows), fz="sm", className="facts")


def register(app: Dash, api: Api) -> None:
    _register_remove(app, api)

    @app.callback(
        Output(ids.WEIGHTS_FIGURE, "figure"),
        Input(kit_ids.SCHEME, "data"),
        Input(ids.HISTOGRAMS, "data"),
        State(ids.HISTOGRAMS, "id"),
    )
    async def show_weights(scheme: Scheme | None, histograms: list[Any] | None, _id: str) -> Any:
        if scheme is None or not histograms:
            raise PreventUpdate
        return weights_figure([Histogram.model_validate(one) for one in histograms], scheme=scheme)

    @app.callback(
        Output(ids.TRAINING_FIGURE, "figure"),
        Input(kit_ids.SCHEME, "data"),
        Input(ids.HISTORY, "data"),
        State(ids.HISTORY, "id"),
    )
    async def show(scheme: Scheme | None, history: dict[str, list[float]] | None, _id: str) -> Any:
        if scheme is None or not history:
            raise PreventUpdate
        return training_figure(history, scheme=scheme)


def _register_remove(app: Dash, api: Api) -> None:
    @app.callback(Output(ids.REMOVE_SURE, "displayed"), Input(ids.remove(ALL), "n_clicks"), prevent_initial_call=True)
    async def ask(clicks: list[int | None]) -> bool:
        return any(clicks)

    @app.callback(
        Output(kit_ids.URL, "pathname", allow_duplicate=True),
        Output(ids.REMOVE_TROUBLE, "children"),
        Input(ids.REMOVE_SURE, "submit_n_clicks"),
        State(ids.remove(ALL), "id"),
        prevent_initial_call=True,
    )
    async def remove(clicks: int | None, buttons: list[dict[str, str]]) -> tuple[Any, Any]:
        if not clicks:
            raise PreventUpdate
        try:
            await api.forget_network(buttons[0]["network"])
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        return "/networks", None
