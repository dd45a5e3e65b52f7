"""What can be asked: networks, noise, images and chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.dataset import DatasetInfo
from backend.schemas.device import DevicePreset
from backend.schemas.dynamics import DynamicsRequest
from backend.schemas.network import NetworkCard
from frontend.features.dynamics import ids
from frontend.features.dynamics.scene import Scene
from frontend.kit.controls import Knob, knob
from frontend.kit.help_links import explained, help_link
from frontend.kit.icons import icon
from frontend.kit.state import View
from frontend.kit.state.parameters import FIELDS
from frontend.kit.state.setting import SHOWN_HERE
from frontend.kit.titles import title_of

PROGRAMMING, READ, KIND, LEVEL = (FIELDS[field] for field in SHOWN_HERE)
NOISES = (Knob(ids.PROGRAMMING, PROGRAMMING), Knob(ids.READ, READ))
AMOUNT = Knob(ids.LEVEL, LEVEL)
KNOBS = (*NOISES, AMOUNT)
DEVICE_FIELD = "internal_noise.device"
MOST_NETWORKS: int = next(
    limit.max_length for limit in DynamicsRequest.model_fields["networks"].metadata if hasattr(limit, "max_length")
)


def network_choice(cards: Sequence[NetworkCard], sets: Mapping[str, DatasetInfo], chosen: Sequence[str]) -> Any:
    """Recurrent networks whose data are here, by data set, and two ways to put related ones beside each other."""
    datasets = list(dict.fromkeys(card.dataset for card in cards))
    groups = [
        {
            "group": sets[dataset].title,
            "items": [
                {"value": card.id, "label": f"{sets[dataset].short_title}: {title_of(card.id)}"}
                for card in cards
                if card.dataset == dataset
            ],
        }
        for dataset in datasets
    ]
    return html.Div(
        [
            explained(html.Label("Networks", htmlFor=ids.NETWORKS, className="knob-title"), "dynamics"),
            dmc.MultiSelect(
                id=ids.NETWORKS,
                value=list(chosen),
                data=groups,
                searchable=True,
                clearable=True,
                maxValues=MOST_NETWORKS,
                maxDropdownHeight=420,
                placeholder="" if chosen else "Choose recurrent networks",
                nothingFoundMessage="No such recurrent network",
                comboboxProps={"withinPortal": True},
                attributes={"input": {"aria-label": "Networks"}},
            ),
            html.Div(
                [
                    html.Button("Compare training noises", id=ids.NOISES, type="button", className="device"),
                    html.Button("Compare families", id=ids.FAMILIES, type="button", className="device"),
                ],
                className="devices",
            ),
        ],
        className="dynamics-networks",
    )


def noise_controls(view: View, scene: Scene, devices: Sequence[DevicePreset], words: Sequence[str]) -> Any:
    sigmas = html.Div(
        [knob(one, getattr(view, one.field.name)) for one in NOISES],
        className="dynamics-pair",
        id=ids.SIGMAS,
        style={"display": "none"} if view.device else {},
    )
    test_noise = html.Div(
        [
            html.Div("Test-set noise", className="knob-title", id=ids.KIND_TITLE),
            dmc.SegmentedControl(
                id=ids.KIND,
                value=view.test_kind,
                data=[{"value": key, "label": said} for key, said in KIND.words.items()],
                size="xs",
                fullWidth=True,
                attributes={"root": {"aria-labelledby": ids.KIND_TITLE}},
            ),
            html.Div(
                knob(AMOUNT, view.test_level),
                id=ids.LEVEL_BOX,
                className="dynamics-level",
                style={"display": "none"} if view.test_kind == "none" else {},
            ),
        ],
        className="dynamics-kind",
    )
    return html.Div(
        [
            html.Div([_device(view, devices), sigmas]),
            test_noise,
            html.Div(
                [
                    _number(ids.IMAGES, "Test images", view.images, 10, 2000),
                    _number(ids.DRAWS, "Simulated chips", scene.draws, 2, 200),
                    _number(ids.EXTENDED, "Steps after the image", scene.extended, 1, 2000),
                ],
                className="dynamics-numbers",
            ),
            html.P(also(words), className="meaning dynamics-words", id=ids.WORDS),
        ],
        className="dynamics-noise",
    )


def also(words: Sequence[str]) -> str:
    """What else holds, from a link."""
    return f"Also: {', '.join(words)}." if words else ""


def run_line() -> Any:
    """Compute, stop, and how far it is."""
    return html.Div(
        [
            html.Button([icon("play", 16), "Compute"], id=ids.GO, type="button", className="go"),
            html.Button([icon("stop", 16), "Stop"], id=ids.STOP, type="button", className="action", style={"display": "none"}),
            html.Span(id=ids.STATE, className="dynamics-state", **{"aria-live": "polite"}),
            dmc.Progress(
                id=ids.PROGRESS, value=0, size="sm", className="dynamics-bar", attributes={"root": {"aria-hidden": "true"}}
            ),
            html.Span(id=ids.PROGRESS_TEXT, className="dynamics-progress-text"),
        ],
        className="dynamics-run",
    )


def _device(view: View, devices: Sequence[DevicePreset]) -> Any:
    return html.Div(
        [
            dmc.Select(
                id=ids.DEVICE,
                value=view.device or "",
                data=[
                    {"value": "", "label": "no device: the two sigmas below"},
                    *({"value": device.id, "label": device.title} for device in devices if device.model),
                ],
                allowDeselect=False,
                size="xs",
                attributes={"input": {"aria-label": "Device"}},
                comboboxProps={"withinPortal": True},
            ),
            help_link("devices"),
        ],
        className="dynamics-device",
    )


def _number(name: str, label: str, value: float, low: float, high: float) -> Any:
    return dmc.NumberInput(
        id=name,
        label=label,
        value=value,
        min=low,
        max=high,
        allowDecimal=False,
        debounce=400,
        size="xs",
        clampBehavior="strict",
    )
