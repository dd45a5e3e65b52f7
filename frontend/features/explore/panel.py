"""The left side of Explore: everything that can be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.options.option import INTERNAL, RUN, TEST_SET
from backend.schemas.dataset import DatasetInfo
from backend.schemas.device import DevicePreset
from backend.schemas.network import NetworkCard
from frontend.features.explore import ids
from frontend.features.explore.advanced import groups, is_changed, number
from frontend.features.explore.age import age
from frontend.features.explore.per_layer import per_layer
from frontend.features.explore.picker import picker
from frontend.kit.controls import KNOBS, Mark, control_id, knob
from frontend.kit.help_links import explained, help_line, help_link
from frontend.kit.icons import icon
from frontend.kit.state import PARAMETERS, View
from frontend.kit.state.parameters import ADVANCED, BY_KEY, FIELDS, GROUPS
from frontend.kit.state.view import MOST_VALUES

REFERENCE, KIND, SUBSETS = (
    FIELDS[field] for field in ("internal_noise.reference", "test_noise.kind", "sampling.images_per_draw")
)
MEASURED = tuple(field for field in BY_KEY.values() if field.group == RUN and field is not SUBSETS)
"""How a setting is measured, as numbers."""


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
            html.P("Choose networks and move a slider: the curves are simulated again, chip by chip.", className="todo"),
            _section("Networks", picker(cards, view.networks, datasets), hint="clean accuracy"),
            _section("Sweep", _sweep(view), hint="what runs along the axis", topic="sweep"),
            _section(
                "Internal noise",
                [
                    *_device(view, devices),
                    html.Div(
                        [
                            *_knobs(view, INTERNAL, devices),
                            dmc.Group(
                                [
                                    dmc.Text("% of", size="sm"),
                                    dmc.SegmentedControl(
                                        id=ids.REFERENCE,
                                        value=view.reference,
                                        data=[{"value": key, "label": words} for key, words in REFERENCE.words.items()],
                                        size="xs",
                                    ),
                                ],
                                gap="xs",
                            ),
                            html.P(id=ids.CONVERSION, className="meaning"),
                        ],
                        id=ids.SIGMAS,
                    ),
                ],
                topic="sigma",
            ),
            _section(
                "Test-set noise",
                [
                    dmc.SegmentedControl(
                        id=ids.TEST_KIND,
                        value=view.test_kind,
                        data=[{"value": key, "label": words} for key, words in KIND.words.items()],
                        size="xs",
                        fullWidth=True,
                    ),
                    html.Div(_knobs(view, TEST_SET), id=ids.TEST_LEVEL_BOX),
                ],
                topic="test-noise",
            ),
            dmc.Accordion(
                dmc.AccordionItem(
                    [
                        dmc.AccordionControl("Advanced"),
                        dmc.AccordionPanel([_advanced(view), groups(view, per_layer(view, cards))]),
                    ],
                    value="advanced",
                ),
                variant="contained",
                chevronPosition="left",
                value="advanced" if _is_advanced(view) else None,
            ),
        ],
        id=ids.PANEL,
        className="panel",
    )


def settings_button() -> Any:
    """Where there is no room beside the figure, the settings come up from below (settings.js)."""
    return html.Button(
        [icon("settings", 18), "Settings"],
        id=ids.SETTINGS_OPEN,
        type="button",
        className="settings-open",
        **{"data-settings": "open", "aria-controls": ids.PANEL, "aria-expanded": "false"},
    )


def _device(view: View, devices: Sequence[DevicePreset]) -> list[Any]:
    """A device with laws of its own, instead of the two sigmas; how old it is."""
    modelled = [device for device in devices if device.model]
    return [
        dmc.Select(
            id=ids.DEVICE,
            value=view.device or "",
            data=[
                {"value": "", "label": "no device: the two sigmas below"},
                *({"value": device.id, "label": device.title} for device in modelled),
            ],
            allowDeselect=False,
            attributes={"input": {"aria-label": "Device"}},
            mb=6,
        ),
        html.P(id=ids.DEVICE_NOTE, className="meaning"),
        html.P(
            [
                dcc.Link("Curves and sources of the devices", href="/devices", className="back"),
                ", or bring your own.",
                help_link("devices"),
            ],
            className="meaning",
        ),
        html.Div(age(view.age_s, view.compensation), id=ids.AGING),
    ]


def _section(title: str, content: Any, *, hint: str = "", topic: str = "") -> Any:
    """`topic` is that of the manual which explains it."""
    name = explained(html.H2(title), topic) if topic else html.H2(title)
    heading = html.Div([name, html.Span(hint, className="hint")], className="section-head")
    return html.Section([heading, *(content if isinstance(content, list) else [content])], className="section")


def _knobs(view: View, group: str, devices: Sequence[DevicePreset] = ()) -> list[Any]:
    """The sliders of a group, each with marks of the devices that have a figure of its name."""
    return [
        knob(one, getattr(view, one.field.name), marks=_marks(devices, one.field.name))
        for one in KNOBS
        if one.field.group == group
    ]


def _marks(devices: Sequence[DevicePreset], name: str) -> list[Mark]:
    """A mark for every device that has such a figure, the quietest first."""
    sigmas = [(getattr(device, name), device) for device in devices]
    known = sorted(((sigma, device) for sigma, device in sigmas if sigma), key=lambda found: float(found[0]))
    return [Mark(round(100 * sigma, 2), device.title, device.citation) for sigma, device in known]


SHAPES = (("curve", "Curve"), ("map", "Map"), ("time", "Time"))


def shape_of(view: View) -> str:
    """A curve, a map over two parameters, or a curve over the age of a device."""
    return "map" if view.y else "time" if view.sweep == "ag" else "curve"


def _sweep(view: View) -> list[Any]:
    return [
        dmc.SegmentedControl(
            id=ids.SHAPE,
            value=shape_of(view),
            data=[{"value": key, "label": label} for key, label in SHAPES],
            fullWidth=True,
            size="xs",
            mb=8,
        ),
        _parameter(ids.SWEEP, view.sweep, "Swept parameter"),
        _range(view, view.sweep, ("start", "stop", "count"), ids.LIST_X),
        html.Div(
            [
                html.P("and, up the map,", className="meaning and"),
                _parameter(ids.Y, view.y or "", "Second swept parameter"),
                _range(view, view.y or "r", ("y_start", "y_stop", "y_count"), ids.LIST_Y),
            ],
            id=ids.Y_BOX,
            style={} if view.y else {"display": "none"},
        ),
    ]


def _parameter(name: str, value: str, label: str) -> Any:
    return dmc.Select(
        id=name,
        value=value,
        data=[
            {"group": group, "items": [{"value": key, "label": item.title} for key, item in items]}
            for group in GROUPS
            if (items := [(key, item) for key, item in PARAMETERS.items() if item.group == group])
        ],
        size="sm",
        allowDeselect=False,
        maxDropdownHeight=420,
        attributes={"input": {"aria-label": label}},
    )


def _range(view: View, swept: str, fields: tuple[str, str, str], values: str) -> Any:
    """From where to where, and how many values; or which, where the store `values` holds a list of their own."""
    start, stop, count = fields
    largest = PARAMETERS[swept].largest
    numbers = dmc.Group(
        [
            _end(start, "from", getattr(view, start), largest),
            _end(stop, "to", getattr(view, stop), largest),
            dmc.NumberInput(**_numbered(count, "values", getattr(view, count)), min=1, max=MOST_VALUES, allowDecimal=False),
        ],
        grow=True,
        gap="xs",
        mt=8,
    )
    return html.Div([numbers, html.P(id=ids.list_said(values), className="meaning")])


def _end(name: str, label: str, value: float, largest: float) -> Any:
    return dmc.NumberInput(**_numbered(name, label, value), min=0, max=largest)


def _numbered(name: str, label: str, value: float) -> dict[str, Any]:
    return {
        "id": name.replace("_", "-"),
        "label": label,
        "value": value,
        "debounce": 500,
        "size": "xs",
        "clampBehavior": "blur",
    }


def _advanced(view: View) -> Any:
    """How the setting is measured: images, chips, and the interval that is asked for."""
    numbers = dmc.SimpleGrid(
        [number(field, getattr(view, field.name), id=control_id(field), label=field.title) for field in MEASURED],
        cols=2,
        spacing="xs",
        verticalSpacing="xs",
    )
    subsets = dmc.Switch(
        id=control_id(SUBSETS), label=SUBSETS.title, description=SUBSETS.meaning, checked=view.subsets, size="sm", mt=10
    )
    return html.Div([numbers, subsets, help_line("draws")])


def _is_advanced(view: View) -> bool:
    return bool(view.overrides) or any(is_changed(view, field) for field in BY_KEY.values() if field.group in (*ADVANCED, RUN))
