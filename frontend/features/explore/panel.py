"""The left side of Explore: everything that can be set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.dataset import DatasetInfo
from backend.schemas.device import DevicePreset
from backend.schemas.network import NetworkCard
from frontend.features.explore.age import age
from frontend.features.explore.physics_options import BITS, OPTIONS, groups, is_changed
from frontend.features.explore.picker import picker
from frontend.kit import controls
from frontend.kit.controls import Mark, knob
from frontend.kit.icons import icon
from frontend.kit.state import PARAMETERS, View

KINDS = (("none", "none"), ("gaussian", "gaussian"), ("speckle", "speckle"), ("salt_pepper", "salt & pepper"))


def panel(view: View, cards: Sequence[NetworkCard], datasets: Mapping[str, DatasetInfo], devices: Sequence[DevicePreset]) -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.H2("Settings"),
                    html.Button(
                        icon("close", 18),
                        type="button",
                        className="small",
                        title="Close the settings",
                        **{"aria-label": "Close the settings", "data-settings": "close"},
                    ),
                ],
                className="panel-head",
            ),
            html.P("Pick networks, move a slider: the curves are computed anew, chip by simulated chip.", className="todo"),
            _section("Networks", picker(cards, view.networks, datasets), hint="clean accuracy"),
            _section("Sweep", _sweep(view), hint="what runs along the axis"),
            _section(
                "Internal noise",
                [
                    *_device(view, devices),
                    html.Div(
                        [
                            knob(
                                controls.PROGRAMMING,
                                view.programming,
                                marks=_marks(devices, lambda device: device.programming),
                            ),
                            knob(controls.READ, view.read, marks=_marks(devices, lambda device: device.read)),
                            dmc.Group(
                                [
                                    dmc.Text("% of", size="sm"),
                                    dmc.SegmentedControl(
                                        id="reference",
                                        value=view.reference,
                                        data=[
                                            {"value": "range", "label": "weight range"},
                                            {"value": "max", "label": "max |w|"},
                                        ],
                                        size="xs",
                                    ),
                                ],
                                gap="xs",
                            ),
                            html.P(id="conversion", className="meaning"),
                        ],
                        id="sigmas",
                    ),
                ],
            ),
            _section(
                "Test-set noise",
                [
                    dmc.SegmentedControl(
                        id="test-kind",
                        value=view.test_kind,
                        data=[{"value": key, "label": name} for key, name in KINDS],
                        size="xs",
                        fullWidth=True,
                    ),
                    html.Div(knob(controls.TEST_LEVEL, view.test_level), id="test-level-box"),
                ],
            ),
            dmc.Accordion(
                dmc.AccordionItem(
                    [dmc.AccordionControl("Advanced"), dmc.AccordionPanel([_advanced(view), groups(view)])], value="advanced"
                ),
                variant="contained",
                chevronPosition="left",
                value="advanced" if _is_advanced(view) else None,
            ),
        ],
        id="panel",
        className="panel",
    )


def settings_button() -> Any:
    """Where there is no room beside the figure, the settings come up from below (settings.js)."""
    return html.Button(
        [icon("settings", 18), "Settings"],
        id="settings-open",
        type="button",
        className="settings-open",
        **{"data-settings": "open", "aria-controls": "panel", "aria-expanded": "false"},
    )


def _device(view: View, devices: Sequence[DevicePreset]) -> list[Any]:
    """A device with laws of its own, instead of the two sigmas; how old it is."""
    modelled = [device for device in devices if device.model]
    return [
        dmc.Select(
            id="device",
            value=view.device or "",
            data=[
                {"value": "", "label": "one sigma for all (below)"},
                *({"value": device.id, "label": device.title} for device in modelled),
            ],
            allowDeselect=False,
            attributes={"input": {"aria-label": "Device"}},
            mb=6,
        ),
        html.P(id="device-note", className="meaning"),
        html.P(
            [dcc.Link("Curves and sources of the devices", href="/devices", className="back"), ", or bring your own."],
            className="meaning",
        ),
        html.Div(age(view.age_s, view.compensation), id="aging"),
    ]


def _section(title: str, content: Any, *, hint: str = "") -> Any:
    heading = html.Div([html.H2(title), html.Span(hint, className="hint")], className="section-head")
    return html.Section([heading, *(content if isinstance(content, list) else [content])], className="section")


def _marks(devices: Sequence[DevicePreset], sigma_of: Callable[[DevicePreset], float | None]) -> list[Mark]:
    """A mark for every device that has such a figure, the quietest first."""
    sigmas = [(sigma_of(device), device) for device in devices]
    known = sorted(((sigma, device) for sigma, device in sigmas if sigma), key=lambda found: found[0])
    return [Mark(round(100 * sigma, 2), device.title, device.citation) for sigma, device in known]


SHAPES = (("curve", "Curve"), ("map", "Map"), ("time", "Time"))


def shape_of(view: View) -> str:
    """A curve, a map over two parameters, or a curve over the age of a device."""
    return "map" if view.y else "time" if view.sweep == "ag" else "curve"


def _sweep(view: View) -> list[Any]:
    return [
        dmc.SegmentedControl(
            id="shape",
            value=shape_of(view),
            data=[{"value": key, "label": label} for key, label in SHAPES],
            fullWidth=True,
            size="xs",
            mb=8,
        ),
        _parameter("sweep", view.sweep, "Swept parameter"),
        _range(view, view.sweep, ("start", "stop", "count"), 50),
        html.Div(
            [
                html.P("and, up the map,", className="meaning and"),
                _parameter("y", view.y or "", "Second swept parameter"),
                _range(view, view.y or "r", ("y_start", "y_stop", "y_count"), 20),
            ],
            id="y-box",
            style={} if view.y else {"display": "none"},
        ),
    ]


def _parameter(name: str, value: str, label: str) -> Any:
    return dmc.Select(
        id=name,
        value=value,
        data=[{"value": key, "label": item.title} for key, item in PARAMETERS.items()],
        size="sm",
        allowDeselect=False,
        attributes={"input": {"aria-label": label}},
    )


def _range(view: View, swept: str, fields: tuple[str, str, str], most: int) -> Any:
    start, stop, count = fields
    largest = PARAMETERS[swept].largest
    ids = [field.replace("_", "-") for field in fields]
    return dmc.Group(
        [
            _number(ids[0], "from", getattr(view, start), 0, largest),
            _number(ids[1], "to", getattr(view, stop), 0, largest),
            _number(ids[2], "values", getattr(view, count), 1, most, whole=True),
        ],
        grow=True,
        gap="xs",
        mt=8,
    )


def _advanced(view: View) -> Any:
    numbers = dmc.SimpleGrid(
        [
            _number("images", "Test images", view.images, 10, 10_000, whole=True),
            _number("seed", "Seed", view.seed, 0, 2**31, whole=True),
            _number("half-width", "Half-width (points)", view.half_width, 0.1, 20),
            _number("min-draws", "Fewest draws", view.min_draws, 2, 10_000, whole=True),
            _number("max-draws", "Most draws", view.max_draws, 2, 10_000, whole=True),
        ],
        cols=2,
        spacing="xs",
        verticalSpacing="xs",
    )
    subsets = dmc.Switch(
        id="subsets",
        label="A random subset of the images for each chip",
        description="As large as pays off: a narrow interval comes sooner where chips differ much.",
        checked=view.subsets,
        size="sm",
        mt=10,
    )
    return html.Div([numbers, subsets])


def _number(name: str, label: str, value: float, low: float, high: float, *, whole: bool = False) -> Any:
    return dmc.NumberInput(
        id=name,
        label=label,
        value=value,
        min=low,
        max=high,
        allowDecimal=not whole,
        debounce=500,
        size="xs",
        clampBehavior="blur",
    )


def _is_advanced(view: View) -> bool:
    fields = (
        "images",
        "half_width",
        "min_draws",
        "max_draws",
        "subsets",
        "seed",
        *(option.field for option in (*BITS, *OPTIONS)),
    )
    return any(is_changed(view, field) for field in fields)
