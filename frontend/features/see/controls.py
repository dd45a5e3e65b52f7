"""What can be set on See it: the network, the noise, the chips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.network import NetworkCard
from frontend.features.see import ids
from frontend.features.see.view import Scene
from frontend.kit.controls import Knob, knob
from frontend.kit.state import View
from frontend.kit.state.parameters import FIELDS
from frontend.kit.state.setting import SHOWN_HERE
from frontend.kit.titles import dataset_title, title_of

PROGRAMMING, READ, KIND, LEVEL = (FIELDS[field] for field in SHOWN_HERE)
NOISES = (Knob(ids.PROGRAMMING, PROGRAMMING), Knob(ids.READ, READ))
AMOUNT = Knob(ids.LEVEL, LEVEL)
KNOBS = (*NOISES, AMOUNT)
TABS = (("draw", "Draw"), ("images", "Images"), ("mistakes", "Mistakes"), ("crossbar", "Crossbar"))


def network_choice(cards: Sequence[NetworkCard], chosen: str) -> Any:
    """Every network, by data set."""
    datasets = list(dict.fromkeys(card.dataset for card in cards))
    return dmc.Select(
        id=ids.NETWORK,
        label="Network",
        value=chosen,
        data=[
            {
                "group": dataset_title(dataset),
                "items": [
                    {"value": card.id, "label": f"{title_of(card.id)} ({100 * card.clean_accuracy:.1f} %)"}
                    for card in cards
                    if card.dataset == dataset
                ],
            }
            for dataset in datasets
        ],
        searchable=True,
        allowDeselect=False,
        maxDropdownHeight=420,
        comboboxProps={"withinPortal": True},
        nothingFoundMessage="No such network",
    )


def tabs(scene: Scene) -> Any:
    return dmc.SegmentedControl(
        id=ids.TAB,
        value=scene.tab,
        data=[{"value": key, "label": name} for key, name in TABS],
        attributes={"root": {"aria-label": "View"}},
        className="see-tabs",
    )


def noise_controls(view: View, scene: Scene, words: Sequence[str]) -> Any:
    sigmas = html.Div(
        [knob(one, getattr(view, one.field.name)) for one in NOISES],
        className="see-pair",
        id=ids.SIGMAS,
        style={"display": "none"} if view.device else {},
    )
    return html.Div(
        [
            sigmas,
            html.Div(
                [
                    html.Div(
                        [
                            html.Div("Test-set noise", className="knob-title", id=ids.KIND_TITLE),
                            dmc.SegmentedControl(
                                id=ids.KIND,
                                value=view.test_kind,
                                data=[{"value": key, "label": words} for key, words in KIND.words.items()],
                                size="xs",
                                fullWidth=True,
                                attributes={"root": {"aria-labelledby": ids.KIND_TITLE}},
                            ),
                        ],
                        className="see-kind",
                    ),
                    html.Div(knob(AMOUNT, view.test_level), id=ids.LEVEL_BOX),
                ],
            ),
            html.Div(
                [
                    number(ids.CHIPS, "Simulated chips", scene.chips, 2, 100),
                    number(ids.CHIP, "Look at chip", scene.chip, 0, 99),
                ],
                className="see-numbers",
            ),
            html.P([*_said(words)], className="meaning see-words", id=ids.WORDS),
        ],
        className="see-noise",
    )


def _said(words: Sequence[str]) -> list[Any]:
    return [f"Also: {', '.join(words)}."] if words else []


def number(name: str, label: str, value: float | None, low: float, high: float, *, placeholder: str = "") -> Any:
    return dmc.NumberInput(
        id=name,
        label=label,
        value="" if value is None else value,
        min=low,
        max=high,
        allowDecimal=False,
        debounce=300,
        size="xs",
        placeholder=placeholder,
        clampBehavior="strict",
    )


def class_choice(name: str, label: str, names: Sequence[str], chosen: int | None) -> Any:
    """One class, or all."""
    return dmc.Select(
        id=name,
        label=label,
        value="" if chosen is None else str(chosen),
        data=[{"value": "", "label": "all"}, *({"value": str(label), "label": title} for label, title in enumerate(names))],
        allowDeselect=False,
        searchable=True,
        size="xs",
        w=140,
    )
