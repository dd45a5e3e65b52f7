"""Train: have a network trained in Keras, and watch it learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from backend.schemas.dataset import DatasetInfo
from frontend.features.train import ids
from frontend.features.train.table import listed
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.training import training_figure
from frontend.kit.help_links import explained
from frontend.kit.notices import cannot_load, trouble
from frontend.kit.theme import GRAPH_CONFIG, Scheme
from frontend.kit.titles import DATASETS, family_name, title_of

FAMILIES = ("mlp", "cnn", "lenet5", "rnn", "rnn-stacked", "rnn-skip", "skip-rnn", "lstm", "gru")
RECURRENT = FAMILIES[3:]
# Pixels of an image, and what trains well: epochs, batch, learning rate.
USUAL: dict[str, tuple[int, int, int, float]] = {
    "digits": (64, 60, 32, 0.005),
    "mnist": (784, 12, 128, 0.002),
    "fashion-mnist": (784, 12, 128, 0.002),
}
MOST_STEPS = 112
MOST_LISTED = 20
FIELDS = (
    "dataset",
    "family",
    "time_steps",
    "hidden",
    "noise",
    "weight_noise",
    "weight_clip",
    "optimiser",
    "learning_rate",
    "batch_size",
    "epochs",
    "seed",
    "name",
)
TRAINING_MEANING = "Gaussian noise of this standard deviation at every pre-activation, while training only."
WEIGHT_MEANING = "Gaussian noise on the weights of every batch, as a share of the layer's largest weight."


async def layout(api: Api, _rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        datasets = (await api.datasets()).items
        trainings = (await api.trainings.list(limit=MOST_LISTED)).items
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            dcc.Link("All networks", href="/networks", className="back"),
            html.H1("Train a network"),
            html.P(
                "In Keras, on this machine, in the background: leave the page if you like. "
                "The network is among the others as soon as it is done.",
                className="lead",
            ),
            html.Div(
                [
                    html.Section(_form(datasets), className="card", **{"aria-label": "What to train"}),
                    html.Div(
                        [
                            html.Section(
                                [
                                    html.H2(id=ids.TRAINING_TITLE),
                                    dcc.Graph(id=ids.TRAINING_LIVE, config=GRAPH_CONFIG, style={"height": 260}),
                                ],
                                id=ids.TRAINING_CARD,
                                className="card",
                                hidden=True,
                            ),
                            html.Section(
                                [html.H2("Trainings"), html.Div(listed(trainings), id=ids.TRAININGS, **{"aria-live": "polite"})],
                                className="card",
                            ),
                        ]
                    ),
                ],
                className="train",
            ),
            dcc.Interval(id=ids.TRAININGS_TICK, interval=1000),
            dcc.Store(id=ids.TRAININGS_ASKED),
        ],
        className="page",
    )


def _form(datasets: Sequence[DatasetInfo]) -> list[Any]:
    here = {item.name: item.present for item in datasets}
    names = [
        {"value": name, "label": title if here.get(name) else f"{title} - not here", "disabled": not here.get(name)}
        for name, title in DATASETS.items()
    ]
    pixels, epochs, batch, rate = USUAL["digits"]
    optimisers = [{"value": "adam", "label": "Adam"}, {"value": "rmsprop", "label": "RMSprop"}, {"value": "sgd", "label": "SGD"}]
    return [
        explained(html.H2("What to train"), "training"),
        _select("dataset", "Data set", names, "digits"),
        _select("family", "Architecture", [{"value": one, "label": family_name(one)} for one in FAMILIES], "rnn"),
        html.Div(_select("time_steps", "Time steps T", divisors(pixels), "4"), id=ids.STEPS),
        dmc.TextInput(
            id=ids.field("hidden"),
            label="Hidden units or filters",
            placeholder="the usual ones; such as 300,100",
            debounce=True,
            mt="sm",
        ),
        _number("noise", "Training noise", 0.1, 0, 10, step=0.05, description=TRAINING_MEANING),
        html.Div(
            [
                _number("epochs", "Epochs", epochs, 1, 1000),
                _number("batch_size", "Batch", batch, 1, 4096),
                _number("learning_rate", "Learning rate", rate, 0.00001, 10, step=0.001),
                _select("optimiser", "Optimiser", optimisers, "adam"),
                _number("seed", "Seed", 0, 0, 2**31 - 1),
            ],
            className="pair",
        ),
        dmc.Accordion(
            dmc.AccordionItem(
                [
                    dmc.AccordionControl("Noise on the weights, name"),
                    dmc.AccordionPanel(
                        [
                            _number("weight_noise", "Weight noise", 0, 0, 1, step=0.01, description=WEIGHT_MEANING),
                            _number(
                                "weight_clip",
                                "Clip weights at",
                                None,
                                0.1,
                                20,
                                step=0.5,
                                description="Standard deviations of their layer, after every update. Empty: not at all.",
                            ),
                            dmc.TextInput(
                                id=ids.field("name"), label="Name", placeholder="from family, T, noise and seed", mt="sm"
                            ),
                        ]
                    ),
                ],
                value="more",
            ),
            className="plain",
            mt="sm",
            chevronPosition="left",
        ),
        dmc.Button("Train", id=ids.GO, fullWidth=True, mt="md"),
        html.Div(id=ids.TROUBLE, **{"aria-live": "polite"}),
    ]


def divisors(pixels: int) -> list[dict[str, str]]:
    """The numbers of time steps that cut an image evenly."""
    return [{"value": str(steps), "label": str(steps)} for steps in range(2, MOST_STEPS + 1) if pixels % steps == 0]


def _select(name: str, label: str, data: Sequence[Mapping[str, Any]], value: str) -> Any:
    return dmc.Select(id=ids.field(name), label=label, data=list(data), value=value, allowDeselect=False, mt="sm")


def _number(
    name: str, label: str, value: float | None, low: float, high: float, *, step: float = 1, description: str | None = None
) -> Any:
    return dmc.NumberInput(
        id=ids.field(name),
        label=label,
        description=description,
        value="" if value is None else value,
        min=low,
        max=high,
        step=step,
        mt="sm",
    )


def wanted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The body of `POST /trainings` for what the form shows. Raises ValueError with a sentence."""
    body = {name: value for name, value in values.items() if value not in (None, "")}
    if body["family"] in RECURRENT:
        body["time_steps"] = int(body.get("time_steps") or 0)
    else:
        body.pop("time_steps", None)
    if "hidden" in body:
        try:
            body["hidden"] = [int(part) for part in str(body["hidden"]).split(",")]
        except ValueError:
            raise ValueError(
                f"Hidden units must be whole numbers with commas between, such as 300,100; received {body['hidden']!r}"
            ) from None
    return body


def register(app: Dash, api: Api) -> None:
    _register_form(app, api)
    _register_list(app, api)


def _register_form(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.field("time_steps"), "data"),
        Output(ids.field("time_steps"), "value"),
        Output(ids.field("epochs"), "value"),
        Output(ids.field("batch_size"), "value"),
        Output(ids.field("learning_rate"), "value"),
        Input(ids.field("dataset"), "value"),
        State(ids.field("time_steps"), "value"),
        prevent_initial_call=True,
    )
    async def choose(dataset: str, steps: str) -> tuple[Any, ...]:
        pixels, epochs, batch, rate = USUAL[dataset]
        return divisors(pixels), steps if pixels % int(steps) == 0 else "4", epochs, batch, rate

    app.clientside_callback(
        f"family => !{list(RECURRENT)}.includes(family)", Output(ids.STEPS, "hidden"), Input(ids.field("family"), "value")
    )

    @app.callback(
        Output(ids.TROUBLE, "children"),
        Output(ids.TRAININGS_ASKED, "data"),
        Input(ids.GO, "n_clicks"),
        State(ids.TRAININGS_ASKED, "data"),
        {name: State(ids.field(name), "value") for name in FIELDS},
        prevent_initial_call=True,
    )
    async def go(_clicks: int | None, count: int | None, values: dict[str, Any]) -> tuple[Any, Any]:
        try:
            await api.trainings.submit(wanted(values))
        except (ApiProblem, ValueError) as problem:
            return trouble(str(problem)), no_update
        return None, (count or 0) + 1


def _register_list(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.TRAININGS, "children"),
        Output(ids.TRAINING_LIVE, "figure"),
        Output(ids.TRAINING_TITLE, "children"),
        Output(ids.TRAINING_CARD, "hidden"),
        Input(ids.TRAININGS_TICK, "n_intervals"),
        Input(ids.TRAININGS_ASKED, "data"),
        Input(kit_ids.SCHEME, "data"),
    )
    async def refresh(_ticks: int | None, _asked: int | None, scheme: Scheme | None) -> tuple[Any, Any, Any, Any]:
        try:
            items = (await api.trainings.list(limit=MOST_LISTED)).items
        except ApiProblem as problem:
            return trouble(str(problem)), no_update, no_update, no_update
        learning = next((one for one in items if one.history), None)
        if learning is None:
            return listed(items), no_update, no_update, True
        verb = "learns" if learning.state == "running" else "learned"
        title = f"How {title_of(learning.network)} {verb}"
        return listed(items), training_figure(learning.history, scheme=scheme or "light"), title, False

    @app.callback(
        Output(ids.TRAININGS_ASKED, "data", allow_duplicate=True),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.action(ALL, ALL), "n_clicks"),
        State(ids.TRAININGS_ASKED, "data"),
        prevent_initial_call=True,
    )
    async def act(_clicks: list[int | None], count: int | None) -> tuple[Any, Any]:
        trigger = ctx.triggered_id
        if trigger is None or not ctx.triggered[0]["value"]:  # the list was drawn anew: nobody pressed anything
            return no_update, no_update
        act_on = {"cancel": api.trainings.cancel, "retry": api.trainings.retry, "delete": api.trainings.delete}
        try:
            await act_on[trigger["do"]](trigger["training"])
        except ApiProblem as problem:
            return no_update, trouble(str(problem))
        return (count or 0) + 1, None
