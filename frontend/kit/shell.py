"""The frame around every page: name, ways to go, theme, keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.kit import ids
from frontend.kit.feature import Feature
from frontend.kit.icons import icon
from frontend.kit.keys import bindings, key_table


def shell(features: Sequence[Feature], page: Any) -> Any:
    """`features` are all pages; those that are in the navigation stand there in their order."""
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
                            [_link(feature) for feature in features if feature.in_navigation],
                            id=ids.NAV,
                            **{"aria-label": "Pages", "data-path": "/"},
                        ),
                        dmc.Group(
                            [
                                _tool("Add this view to the story", "bookmark", ids.STORY_ADD, {"data-action": "addToStory"}),
                                _tool("Talk mode", "screen", ids.TALK_OPEN, {"data-action": "talk"}),
                                _tool("Keys", "keys", ids.KEYS_OPEN, {"data-keys": json.dumps(bindings())}),
                                dmc.ColorSchemeToggle(
                                    id=ids.THEME_TOGGLE,
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
            html.Main(page, id=ids.MAIN),
            dmc.Modal(
                key_table(),
                id=ids.KEYS,
                title="Keys",
                centered=True,
            ),
            _talk(),
            html.Div(id=ids.NOTIFY, className="notify", role="status", **{"aria-live": "polite"}),
        ],
        className="shell",
    )


def _link(feature: Feature) -> Any:
    count = [html.Span(id=feature.count_id, className="count")] if feature.count_id else []
    return dcc.Link([feature.title, *count], href=feature.path, className="way")


def _tool(name: str, picture: str, name_id: str, does: dict[str, str]) -> Any:
    return dmc.ActionIcon(
        icon(picture),
        id=name_id,
        variant="subtle",
        color="gray",
        size="lg",
        attributes={"root": {"aria-label": name, "title": name, **does}},
    )


def _talk() -> Any:
    """In a talk: title and number of the step, and the notes of who speaks."""
    return html.Aside(
        [
            html.P(id=ids.TALK_TITLE),
            html.P(id=ids.TALK_NOTES, hidden=True),
            html.P(id=ids.TALK_COUNT, **{"aria-live": "polite"}),
        ],
        id=ids.TALK,
        hidden=True,
        **{"aria-label": "Step of the story"},
    )
