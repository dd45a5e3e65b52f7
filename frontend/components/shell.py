"""The frame around every page: name, ways to go, theme, keys."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.components.icons import icon

WAYS = (("Explore", "/"), ("Runs", "/runs"), ("Reproduce", "/reproduce"), ("Networks", "/networks"), ("Help", "/help"))
KEYS = (
    ("R", "run again, or retry"),
    ("Esc", "cancel the run"),
    ("S", "copy the link"),
    ("D", "light or dark"),
    ("?", "these keys"),
    ("← →", "move a slider one step"),
)


def shell(page: Any) -> Any:
    return html.Div(
        [
            html.A("Skip to the page", href="#main", className="skip"),
            html.Header(
                dmc.Group(
                    [
                        dcc.Link(
                            dmc.Group([icon("logo", 28), html.Span("Mhoscope", className="brand-name")], gap=8, wrap="nowrap"),
                            href="/",
                            className="brand",
                            title="Mhoscope",
                        ),
                        html.Nav(
                            [dcc.Link(name, href=path, className="way") for name, path in WAYS],
                            id="nav",
                            **{"aria-label": "Pages", "data-path": "/"},
                        ),
                        dmc.Group(
                            [
                                dmc.ActionIcon(
                                    icon("keys"),
                                    id="keys-open",
                                    variant="subtle",
                                    color="gray",
                                    size="lg",
                                    attributes={"root": {"aria-label": "Keys"}},
                                ),
                                dmc.ColorSchemeToggle(
                                    id="theme-toggle",
                                    lightIcon=icon("sun"),
                                    darkIcon=icon("moon"),
                                    variant="subtle",
                                    color="gray",
                                    size="lg",
                                    **{"aria-label": "Light or dark"},
                                ),
                            ],
                            gap=4,
                            wrap="nowrap",
                        ),
                    ],
                    justify="space-between",
                    wrap="nowrap",
                    className="bar",
                )
            ),
            html.Main(page, id="main"),
            dmc.Modal(
                dmc.Table(
                    [dmc.TableTbody([dmc.TableTr([dmc.TableTd(dmc.Kbd(key)), dmc.TableTd(meaning)]) for key, meaning in KEYS])],
                ),
                id="keys",
                title="Keys",
                centered=True,
            ),
            html.Div(id="notify", className="sr-only", **{"aria-live": "polite"}),
        ],
        className="shell",
    )
