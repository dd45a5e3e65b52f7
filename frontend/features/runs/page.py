"""Runs: what was computed, with its state; find, open, retry, cancel, delete."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.runs.callbacks import PAGE, page_of, pages
from frontend.kit.client import Api, ApiProblem
from frontend.kit.icons import icon
from frontend.kit.job_states import STATE_WORDS
from frontend.kit.notices import cannot_load
from frontend.kit.runs_table import span, table
from frontend.kit.theme import Scheme

ORDERS = {"newest": "newest first", "oldest": "oldest first", "finished": "last finished first", "state": "by state"}


async def layout(api: Api, _rest: str, search: str, _scheme: Scheme = "light") -> Any:
    asked = dict(parse_qsl(search.lstrip("?")))
    state = asked.get("state", "") if asked.get("state") in STATE_WORDS else ""
    order = asked.get("order", "newest") if asked.get("order") in ORDERS else "newest"
    words, wanted = asked.get("q", "")[:200], asked.get("page", "")[:6]
    try:
        found, number = await page_of(api, words, state, order, max(1, int(wanted)) if wanted.isdecimal() else 1)
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            html.H1("Runs"),
            html.P("Every experiment that was asked for here. The same question is never computed twice.", className="lead"),
            html.Div(
                [
                    dmc.TextInput(
                        id="runs-search",
                        label="Search",
                        placeholder="network, parameter, note or id",
                        value=words,
                        debounce=300,
                        w=260,
                    ),
                    _select("runs-state", "State", {"": "every state", **STATE_WORDS}, state),
                    _select("runs-order", "Order", ORDERS, order),
                ],
                className="toolbar",
            ),
            html.Div(id="runs-trouble", **{"aria-live": "polite"}),
            _many(),
            dmc.CheckboxGroup(
                html.Div(table(found.items, filtered=bool(words or state)), id="runs-table", className="card flush"),
                id="runs-chosen",
                value=[],
                persistence=True,
                persistence_type="session",
                **{"aria-label": "Chosen runs"},
            ),
            html.Div(
                [
                    html.Span(span(found.total, PAGE * (number - 1), len(found.items)), id="runs-span", className="hint"),
                    dmc.Pagination(id="runs-page", total=pages(found.total), value=number, size="sm", withControls=False),
                ],
                className="pager",
            ),
            dcc.Interval(id="runs-tick", interval=2000),
            dcc.Store(id="runs-asked"),
            dcc.Store(id="runs-doomed"),
            dcc.Store(id="runs-drawn"),
            dcc.Store(id="runs-address"),
            _confirm(),
        ],
        className="page",
    )


def _select(name: str, label: str, words: dict[str, str], value: str) -> Any:
    data = [{"value": key, "label": word} for key, word in words.items()]
    return dmc.Select(id=name, label=label, data=data, value=value, allowDeselect=False, w=180)


def _many() -> Any:
    """What can be done with all that are chosen."""
    return html.Div(
        [
            dmc.Button("Choose all shown", id="runs-all", variant="subtle", size="compact-sm"),
            html.Div(
                [
                    html.Span(id="runs-chosen-text", className="hint", **{"aria-live": "polite"}),
                    _button("Compare", "compare", "runs-compare"),
                    _button("Cancel", "stop", "runs-cancel"),
                    _button("Delete", "trash", "runs-delete"),
                    dmc.Button("Choose none", id="runs-none", variant="subtle", size="compact-sm"),
                ],
                id="runs-many",
                className="many",
                style={"visibility": "hidden"},
            ),
        ],
        className="many",
    )


def _button(text: str, picture: str, name: str) -> Any:
    return dmc.Button(text, id=name, leftSection=icon(picture, 14), variant="default", size="compact-sm")


def _confirm() -> Any:
    return dmc.Modal(
        [
            dmc.Text(
                "Runs, their notes and their figures go away and cannot be brought back. "
                "Shares stay. Draws stay known, so asking again is quick.",
                size="sm",
            ),
            dmc.Group(
                [dmc.Button("Keep", id="delete-no", variant="default"), dmc.Button("Delete", id="delete-yes", color="red")],
                justify="flex-end",
                mt="md",
            ),
        ],
        id="delete-modal",
        title="Delete this run?",
        centered=True,
    )
