"""Networks to choose from: the chosen ones as cards, all others in a drawer that picker.js fills and filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import DatasetInfo
from backend.schemas.families import FAMILIES
from backend.schemas.network import NetworkCard, dataset_of
from backend.schemas.titles import remarks as remarks_on
from frontend.features.explore import ids
from frontend.kit.icons import icon, of_family, url
from frontend.kit.series_swatch import sample
from frontend.kit.titles import dataset_title

MOST_NETWORKS = 24
"""In one run."""


def picker(cards: Sequence[NetworkCard], chosen: Sequence[str], present: Mapping[str, DatasetInfo]) -> list[Any]:
    """`present` tells of each data set whether it is here, and if not, what to do."""
    return [
        dmc.ChipGroup([], id=ids.NETWORKS, multiple=True, value=list(chosen)),  # holds the value, shows nothing
        dcc.Store(id=ids.CATALOGUE, data=catalogue(cards, present)),
        html.Ul(chosen_cards(chosen, cards), id=ids.CHOSEN, className="chosen", **{"aria-label": "Chosen networks"}),
        dmc.Button(
            "Choose networks",
            id=ids.NETWORKS_OPEN,
            leftSection=icon("plus", 16),
            variant="default",
            fullWidth=True,
            size="sm",
        ),
        _drawer(cards, present),
    ]


def chosen_cards(chosen: Sequence[str], cards: Sequence[NetworkCard]) -> list[Any]:
    """One card a network, in the order and look of the curves; or what to do where there is none."""
    if not chosen:
        return [html.Li("No network is chosen. Choose at least one to see its curve.", className="none")]
    known = {card.id: card for card in cards}
    several = len({dataset_of(network) for network in chosen}) > 1
    return [_chosen(index, known[network], several) for index, network in enumerate(chosen) if network in known]


def _chosen(index: int, card: NetworkCard, several: bool) -> Any:
    accuracy = f"{100 * card.clean_accuracy:.1f} %"
    title = [html.Span(name_of(card))]
    if card.time_steps:
        title.append(html.Span(f"T {card.time_steps}", className="steps"))
    remarks = [f"trained at {variant_of(card)}" if card.training_noise or "," in variant_of(card) else "trained without noise"]
    if several:
        remarks.insert(0, dataset_title(card.dataset))
    return html.Li(
        [
            html.Div([sample(index), icon(of_family(card.family), 18)], className="chosen-look"),
            html.Div(
                [html.Div(title, className="chosen-name"), html.Div(", ".join(remarks), className="hint")],
                className="chosen-text",
            ),
            html.Span(accuracy, className="chosen-accuracy", title=f"{accuracy} clean accuracy on the full test set"),
            _small("pin", f"Pin the curve of {card.id}", id=ids.pin_curve(index)),
            _small("close", f"Remove {card.id}", **{"data-removes": card.id}),
        ],
        className="chosen-card",
    )


def _small(picture: str, label: str, **more: Any) -> Any:
    return html.Button(icon(picture, 15), type="button", className="small", title=label, **{"aria-label": label, **more})


def name_of(card: NetworkCard) -> str:
    return FAMILIES[card.family].title if card.origin == "zoo" else card.name


def variant_of(card: NetworkCard) -> str:
    """What sets a network apart among those of its architecture: "0.1", "0.1, seed 2", "0, weight noise 5 %"."""
    remarks = [f"{card.training_noise:g}" if card.training_noise is not None else "unknown noise"]
    return ", ".join([*remarks, *remarks_on(weight_noise=card.weight_noise, seed=card.seed)])


def catalogue(cards: Sequence[NetworkCard], present: Mapping[str, DatasetInfo]) -> dict[str, Any]:
    """What picker.js draws: data sets, architectures in them, and each one's networks."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for card in cards:
        own = (name_of(card), card.time_steps, card.parameters)
        group = groups.setdefault(
            (card.dataset, *own),
            {
                "dataset": card.dataset,
                "family": card.family,
                "name": own[0],
                "picture": of_family(card.family),
                "steps": own[1],
                "weights": own[2],
                "networks": [],
            },
        )
        group["networks"].append(
            {
                "id": card.id,
                "label": variant_of(card),
                "noise": card.training_noise,
                "accuracy": card.clean_accuracy,
            }
        )
    names = list(dict.fromkeys(card.dataset for card in cards))
    return {
        "datasets": [{"name": name, "title": dataset_title(name), "missing": _missing(present.get(name))} for name in names],
        "groups": list(groups.values()),
        "pictures": {group["picture"]: url(group["picture"]) for group in groups.values()},
        "most": MOST_NETWORKS,
    }


def _missing(info: DatasetInfo | None) -> str | None:
    """What to do about a data set that this machine does not have; None for one that is."""
    if info is None or info.present:
        return None
    return f"This data set is {info.detail}; then load this page anew."


def _short_title(dataset: str, present: Mapping[str, DatasetInfo]) -> str:
    return present[dataset].short_title if dataset in present else dataset


def _drawer(cards: Sequence[NetworkCard], present: Mapping[str, DatasetInfo]) -> Any:
    datasets = list(dict.fromkeys(card.dataset for card in cards))
    families = list(dict.fromkeys(card.family for card in cards))
    steps = sorted({card.time_steps for card in cards if card.time_steps})
    noises = sorted({card.training_noise for card in cards if card.training_noise is not None})
    return dmc.Drawer(
        [
            html.Div(
                [
                    dmc.TextInput(
                        id=ids.CATALOGUE_SEARCH,
                        placeholder="Search, such as rnn t8 0.1",
                        attributes={"input": {"aria-label": "Search networks", "data-autofocus": "true"}},
                        size="sm",
                        className="catalogue-search",
                    ),
                    _filter(ids.CATALOGUE_DATASET, "Data set", [(name, _short_title(name, present)) for name in datasets]),
                    _filter(ids.CATALOGUE_FAMILY, "Family", [(name, FAMILIES[name].title) for name in families]),
                    _filter(ids.CATALOGUE_STEPS, "Time steps T", [(str(number), f"T {number}") for number in steps]),
                    _filter(ids.CATALOGUE_NOISE, "Training noise", [(f"{level:g}", f"{level:g}") for level in noises]),
                ],
                className="filters",
            ),
            html.Div(id=ids.CATALOGUE_GRID),
        ],
        id=ids.NETWORKS_DRAWER,
        title="Choose networks",
        position="left",
        size=680,
        overlayProps={"backgroundOpacity": 0.15},
        closeButtonProps={"aria-label": "Close"},
    )


def _filter(name: str, label: str, choices: Sequence[tuple[str, str]]) -> Any:
    return dmc.MultiSelect(
        id=name,
        placeholder=label,
        data=[{"value": value, "label": text} for value, text in choices],
        clearable=True,
        size="xs",
        attributes={"input": {"aria-label": label}},
    )
