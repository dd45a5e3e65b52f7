"""The form of Train: what is asked for, and the request that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.dataset import DatasetInfo, DatasetRecord
from backend.schemas.families import RECURRENT, TRAINABLE
from frontend.features.train import ids
from frontend.kit.help_links import explained

MOST_STEPS = 112
"""Of what is offered for an image."""
USUAL_STEPS = "4"
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


def form(datasets: Sequence[DatasetInfo]) -> list[Any]:
    first, usual = datasets[0], datasets[0].training
    names = [
        {"value": item.name, "label": f"{item.title}{_why_not(item)}", "disabled": bool(_why_not(item))} for item in datasets
    ]
    families = [{"value": family.id, "label": family.title} for family in TRAINABLE.values()]
    optimisers = [{"value": "adam", "label": "Adam"}, {"value": "rmsprop", "label": "RMSprop"}, {"value": "sgd", "label": "SGD"}]
    return [
        explained(html.H2("What to train"), "training"),
        _select("dataset", "Data set", names, first.name),
        _select("family", "Architecture", families, "rnn"),
        html.Div(_select("time_steps", "Time steps T", *steps_for(first, USUAL_STEPS)), id=ids.STEPS),
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
                _number("epochs", "Epochs", usual.epochs, 1, 1000),
                _number("batch_size", "Batch", usual.batch_size, 1, 4096),
                _number("learning_rate", "Learning rate", usual.learning_rate, 0.00001, 10, step=0.001),
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


def _why_not(data: DatasetInfo) -> str:
    """Why nothing can be trained on a data set now, as a remark behind its title; empty if it can."""
    if not data.present:
        return " (not installed)"
    return "" if data.for_training else " (no training images)"


def steps_for(data: DatasetRecord, now: str) -> tuple[list[dict[str, str]], str]:
    """The numbers of time steps that there are for a data set, and the one that is chosen: the one now, if it is possible."""
    possible = [str(steps) for steps in data.possible_time_steps() if data.time_steps or steps <= MOST_STEPS]
    chosen = next((steps for steps in (now, USUAL_STEPS, *possible) if steps in possible), "")
    return [{"value": steps, "label": steps} for steps in possible], chosen


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
