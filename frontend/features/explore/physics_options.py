"""Every physical option behind "Advanced", in groups: what it is called, what it means, and in which unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import dash_mantine_components as dmc
from dash import html

from frontend.kit.state import DEFAULT, View
from frontend.kit.state.physics import SWITCHES, why_not


@dataclass(frozen=True)
class Option:
    """One option; `field` is the view's. Numbers have a range, choices have values with their names."""

    field: str
    title: str
    meaning: str
    unit: str = ""
    low: float = 0
    high: float = 0
    whole: bool = False
    empty: str = ""
    """What an empty number means."""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return self.field.replace("_", "-")

    @property
    def prop(self) -> Literal["checked", "value"]:
        return "checked" if self.field in SWITCHES else "value"


GROUPS: dict[str, tuple[Option, ...]] = {
    "Mapping": (
        Option(
            "mapping",
            "Devices per weight",
            "Two, whose currents are subtracted, or one against a reference column that all share.",
            choices=(("differential", "pair"), ("offset", "offset column")),
        ),
        Option(
            "pair",
            "The pair's idle device",
            "At G_min, or both about the middle of the window: then both err.",
            choices=(("one_sided", "at G_min"), ("two_sided", "mirrored")),
        ),
        Option("on_off_ratio", "On/off ratio", "G_max over G_min.", low=1.01, high=1e9, empty="G_min = 0"),
        Option(
            "weight_percentile",
            "Largest weight",
            "Percentile of a layer's |w| that G_max stands for; larger weights are cut to it.",
            "%",
            50,
            100,
        ),
        Option(
            "bias",
            "Biases",
            "Added after conversion, without noise, or on one more row of the array.",
            choices=(("digital", "digital"), ("analog", "on the array")),
        ),
        Option("rows", "Rows of an array", "Larger layers are split; their sums are added digitally.", "", 2, 65536, whole=True),
        Option("columns", "Columns of an array", "As rows; splits outputs, which changes no sum.", "", 2, 65536, whole=True),
    ),
    "Programming error": (
        Option(
            "distribution",
            "Shape",
            "Of the error about its target; sigma is the standard deviation of both.",
            choices=(("gaussian", "gaussian"), ("uniform", "uniform")),
        ),
        Option(
            "law",
            "Grows with conductance",
            "Not at all, as G, or as 1/G; all agree at G_max.",
            choices=(("independent", "not"), ("proportional", "∝ G"), ("inverse", "∝ 1/G")),
        ),
        Option(
            "clip",
            "Clip to the window",
            "Conductances stay between G_min and G_max, which pulls idle devices off zero on one side only.",
        ),
    ),
    "Read noise and floor": (
        Option("rtn_share", "Devices with telegraph noise", "One trap each, caught or empty at every read.", "%", 0, 100),
        Option("rtn_amplitude", "Telegraph step", "Between the two states, of the conductance.", "%", 0, 200),
        Option("floor", "Thermal and shot noise", "4kTG and 2qI over the bandwidth: the least that physics allows."),
        Option("bandwidth_hz", "Bandwidth", "Of one read: 1 / (2 t) for a current summed over t.", "Hz", 1e-3, 1e12),
        Option("temperature_k", "Temperature", "Of the devices.", "K", 0, 1000),
        Option("read_voltage_v", "Read voltage", "On a row whose input is the layer's largest.", "V", 1e-3, 10),
        Option("g_max_us", "G_max", "Of one device, for floor and wires.", "µS", 1e-6, 1e6, empty="device's, or 100"),
    ),
    "Resolution": (
        Option(
            "cell_bits",
            "Bits per device",
            "Weight bits are spread over several devices, summed digitally.",
            "bit",
            1,
            8,
            whole=True,
            empty="all",
        ),
        Option(
            "input_encoding",
            "Inputs are sent",
            "As one voltage, or one pulse a bit: reads then average to 0.58 of their noise.",
            choices=(("parallel", "at once"), ("bit_serial", "bit by bit")),
        ),
        Option(
            "adc_range",
            "ADC range",
            "What training images need, or the most that an array can give.",
            choices=(("calibrated", "calibrated"), ("fixed", "fixed")),
        ),
        Option("adc_percentile", "Calibrated to", "Share of outputs on training images inside the range.", "%", 50, 100),
    ),
    "Faults": (
        Option("stuck_low", "Stuck at G_min", "Share of devices.", "%", 0, 100),
        Option("stuck_high", "Stuck at G_max", "Share of devices.", "%", 0, 100),
        Option("stuck_random", "Stuck anywhere", "Share of devices, anywhere in the window.", "%", 0, 100),
    ),
    "Wires": (
        Option("wire_resistance_ohm", "Segment resistance", "From one device to the next, against G_max.", "Ω", 0, 1000),
        Option(
            "wire_topology",
            "Which wires resist",
            "Rows are driven at one end, columns sensed at the far one; interleaved pairs share a column.",
            choices=(("both", "both"), ("rows", "rows"), ("columns", "columns"), ("interleaved", "pairs")),
        ),
    ),
    "Test images": (Option("test_clip", "Clip noisy pixels to [0, 1]", "Without it, gaussian and speckle leave the range."),),
}
OPTIONS = tuple(option for options in GROUPS.values() for option in options)
BITS = tuple(
    Option(field, title, meaning, "bit", 1, 12, whole=True, empty="ideal")
    for field, title, meaning in (
        ("weight_bits", "Weight levels", "2^bits − 1 over the weight range, one of them at zero."),
        ("adc_bits", "ADC", "Converters behind the columns, one for each tile of rows."),
        ("dac_bits", "DAC", "Converters before the rows."),
    )
)
"""Fields of the view itself, which lead the group Resolution."""


def groups(view: View) -> Any:
    """Every group, closed unless something in it is set."""
    silent = why_not(view, tuple(filter(None, (view.sweep, view.y))))
    shown = {**GROUPS, "Resolution": (*BITS, *GROUPS["Resolution"])}
    return dmc.Accordion(
        [
            dmc.AccordionItem(
                [
                    dmc.AccordionControl(title),
                    dmc.AccordionPanel([_control(option, view, silent.get(option.field, "")) for option in options]),
                ],
                value=title,
            )
            for title, options in shown.items()
        ],
        multiple=True,
        value=[title for title, options in shown.items() if any(is_changed(view, option.field) for option in options)],
        chevronPosition="left",
        className="plain options",
    )


def is_changed(view: View, field: str) -> bool:
    return bool(getattr(view, field) != getattr(DEFAULT, field))


def _control(option: Option, view: View, reason: str) -> Any:
    """One component an option: every change anywhere on the page is told to every component there is."""
    common: dict[str, Any] = {
        "id": option.id,
        "label": option.title,
        "description": meaning(option, reason),
        "className": look(reason),
        "disabled": bool(reason),
    }
    value = getattr(view, option.field)
    if option.field in SWITCHES:
        return dmc.Switch(checked=value, size="sm", labelPosition="left", **common)
    if option.choices:
        data = [{"value": key, "label": name} for key, name in option.choices]
        return dmc.Select(value=value, data=data, size="xs", allowDeselect=False, checkIconPosition="right", **common)
    return dmc.NumberInput(
        value="" if value is None else value,
        min=option.low,
        max=option.high,
        allowDecimal=not option.whole,
        allowNegative=False,
        suffix=f" {option.unit}" if option.unit else "",
        placeholder=option.empty,
        debounce=500,
        size="xs",
        hideControls=True,
        clampBehavior="blur",
        **common,
    )


def meaning(option: Option, reason: str) -> Any:
    """What is said below an option; with a reason, why it has no say."""
    return [option.meaning, html.Span(f" {reason}", className="why")] if reason else option.meaning


def look(reason: str) -> str:
    return "option off" if reason else "option"
