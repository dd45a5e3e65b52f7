"""Devices: every one by its laws and source, and a way to bring one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args
from urllib.parse import quote

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.device import LARGEST_TABLE, DevicePreset, Unit
from frontend.features.devices import ids
from frontend.features.devices.figure import Shown, laws_of
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.units import in_time, micro
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.notices import cannot_load
from frontend.kit.theme import GRAPH_CONFIG, Scheme

UNITS = ("", *get_args(Unit))
EXAMPLE = "level (uS),mean (uS),std (uS)\n0,0.4,0.3\n25,25.1,0.9\n50,49.6,1.2\n100,98.9,1.6"


async def layout(api: Api, rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    try:
        items = (await api.device_curves()).items
    except ApiProblem as problem:
        return cannot_load(str(problem))
    found = next((item for item in items if item.device.id == rest), None)
    if rest and found is None:
        return cannot_load(f"There is no device {rest!r} with laws of its own.")
    store = dcc.Store(id=ids.CURVES, data=Shown(items=[found] if found else items, one=bool(found)).model_dump(mode="json"))
    return html.Div([store, *(_one(found.device) if found else _all([item.device for item in items]))], className="page")


def _all(devices: Sequence[DevicePreset]) -> list[Any]:
    return [
        html.H1("Devices"),
        html.P(
            "How far a programmed conductance is from its target, how it ages and how it is read: by published laws, each with "
            "its source and the range it holds for, or by what you measured yourself.",
            className="lead",
        ),
        html.Section(
            [
                explained(html.H2("Error of a fresh device over its conductance"), "devices"),
                dcc.Graph(id=ids.OVERVIEW, config=GRAPH_CONFIG, className="graph", style={"height": 420}),
            ],
            className="card",
        ),
        html.Div(_table(devices), className="card flush", id=ids.TABLE),
        _bring(),
    ]


def _table(devices: Sequence[DevicePreset]) -> Any:
    head = ("Device", "Window", "Known to age", "Source")
    rows = [
        dmc.TableTr(
            [
                dmc.TableTd(dcc.Link(device.title, href=f"/devices/{device.id}")),
                dmc.TableTd(window(device), className="nowrap"),
                dmc.TableTd(oldest(device), className="nowrap"),
                dmc.TableTd(micro(device.citation)),
            ]
        )
        for device in devices
    ]
    return dmc.Table(
        [dmc.TableThead(dmc.TableTr([html.Th(name, scope="col") for name in head])), dmc.TableTbody(rows)],
        highlightOnHover=True,
        fz="sm",
    )


def window(device: DevicePreset) -> str:
    model = laws_of(device)
    unit = micro(model.unit)
    return "0 to 1" if unit.startswith("share") else f"{model.low:g} to {model.high:g} {unit}"


def oldest(device: DevicePreset) -> str:
    seconds = laws_of(device).oldest_s
    return f"to {in_time(seconds)}" if seconds else "fresh only"


def _bring() -> Any:
    return html.Section(
        [
            explained(html.H2("Add your own device"), "own-device"),
            html.P(
                "A table with the columns level (the target), mean and std of what was reached, and if known read, the "
                "standard deviation of one read; or of single measurements, with the columns level, value and if known time and "
                "device, to which all of this and drift are fitted. The window goes from the lowest level to the highest. The "
                "device is kept on this server under a name made from its content, so that a run on it can be repeated; whoever "
                "uses this server sees it.",
                className="meaning",
            ),
            html.Div(
                [
                    dmc.TextInput(id=ids.TITLE, label="Name", placeholder="My device", w=220),
                    dmc.Select(
                        id=ids.UNIT,
                        label="Unit",
                        value="",
                        data=[{"value": unit, "label": unit or "as in the first line"} for unit in UNITS],
                        allowDeselect=False,
                        w=190,
                    ),
                    dcc.Upload(
                        dmc.Button("Choose a CSV file", variant="default"),
                        id=ids.FILE,
                        accept=".csv,.tsv,.txt",
                        max_size=LARGEST_TABLE,
                    ),
                ],
                className="toolbar",
            ),
            dmc.Textarea(
                id=ids.CSV,
                label="Table",
                description="Paste it here, or choose a file.",
                placeholder=EXAMPLE,
                autosize=True,
                minRows=5,
                maxRows=16,
                styles={"input": {"fontFamily": "ui-monospace, monospace", "fontSize": 13}},
            ),
            dmc.Button("Read the table", id=ids.READ, variant="default", mt="sm"),
            html.Div(id=ids.TROUBLE, role="status", **{"aria-live": "polite"}),
            dcc.Store(id=ids.FOUND),
            dcc.Store(id=ids.TOO_LARGE),
            dcc.Store(id=ids.FILE_NAME),
            _preview(),
        ],
        className="card",
    )


def _preview() -> Any:
    """What the table means, beside what was measured; hidden until one was read."""
    return html.Div(
        [
            html.H3("What the table means", style={"marginTop": 18}),
            dcc.Graph(id=ids.FIT, config=GRAPH_CONFIG, className="graph", style={"height": 360}),
            html.Div(id=ids.UNDERSTOOD, style={"marginTop": 10}),
            dmc.Button("Add the device", id=ids.ADD, mt="sm"),
        ],
        id=ids.PREVIEW,
        hidden=True,
    )


def _one(device: DevicePreset) -> list[Any]:
    own = device.origin == "own"
    figures = [(ids.REACHED, "Mean conductance reached"), (ids.SIGMA, "Programming error"), (ids.DRIFT, "Drift")]
    return [
        dcc.Link("All devices", href="/devices", className="back"),
        html.Div(
            [
                html.Div([html.H1(device.title), html.P(_meaning(device), className="lead")]),
                html.Div(
                    [
                        dcc.Link("Use it on Explore", href=_explore(device), className="go"),
                        *(_of_own(device) if own else ()),
                    ],
                    className="actions",
                ),
            ],
            className="stage-head",
        ),
        html.Div(id=ids.TROUBLE, role="status", **{"aria-live": "polite"}),
        *(
            html.Section(
                [html.H2(title), dcc.Graph(id=name, config=GRAPH_CONFIG, className="graph", style={"height": 340})],
                className="card",
                id=ids.card(name),
            )
            for name, title in figures
            if name != ids.DRIFT or laws_of(device).drift
        ),
        html.P(["Source: ", micro(device.citation)], className="meaning wrap"),
        html.P(device.note, className="meaning wrap"),
        html.P(_ends(device), className="meaning wrap"),
        *(html.P(micro(remark), className="meaning wrap") for remark in device.remarks),
    ]


def _ends(device: DevicePreset) -> str:
    """What its programmed conductances are clipped to, and who says so."""
    clipped = {"window": "clipped to the window", "zero": "clipped at 0 only", "nothing": "not clipped"}[laws_of(device).clips]
    levels = " Weights lie anywhere in its window, or on its levels only if a spec says so." if laws_of(device).levels else ""
    return f"Programmed conductances are {clipped}. {micro(laws_of(device).clips_source)}{levels}"


def _of_own(device: DevicePreset) -> list[Any]:
    """Its table to take along, and the way to take it away."""
    table = quote(device.table() or "")
    return [
        html.A(
            [icon("download", 16), "CSV"],
            href=f"data:text/csv;charset=utf-8,{table}",
            download=f"{device.title}.csv",
            className="action",
        ),
        html.Button(
            [icon("trash", 16), "Delete"],
            id=ids.delete(device.id),
            className="action",
            type="button",
        ),
    ]


def _explore(device: DevicePreset) -> str:
    """A sweep that the device allows: its age, or ADC bits."""
    if laws_of(device).oldest_s:
        return f"/?v=1&x=ag&a=1&b={min(laws_of(device).oldest_s, 3.15e7):g}&dv={device.id}"
    return f"/?v=1&x=ab&a=2&b=8&c=7&dv={device.id}"


def _meaning(device: DevicePreset) -> str:
    known = "known fresh only" if not laws_of(device).oldest_s else f"known {oldest(device)} after programming"
    where = "your own" if device.origin == "own" else device.technology.upper()
    return f"{where[0].upper()}{where[1:]}, window {window(device)}, {known}."
