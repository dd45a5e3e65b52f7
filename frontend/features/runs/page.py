"""Runs: what was computed, with its state; find, open, retry, cancel, delete."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.runs import ids
from frontend.features.runs.callbacks import PAGE, page_of, pages
from frontend.kit.client import Api, ApiProblem
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.job_states import STATE_WORDS
from frontend.kit.notices import cannot_load
from frontend.kit.runs_table import span, table
from frontend.kit.theme import Scheme

ORDERS = {"newest": "newest first", "oldest": "oldest first", "finished": "last finished first", "state": "by state"}


async def layout(api: Api, _rest: str, search: str, _scheme: Scheme = "light") -> Any:
    query = dict(parse_qsl(search.lstrip("?")))
    state = query.get("state", "") if query.get("state") in STATE_WORDS else ""
    order = query.get("order", "newest") if query.get("order") in ORDERS else "newest"
    words, wanted = query.get("q", "")[:200], query.get("page", "")[:6]
    try:
        found, number = await page_of(api, words, state, order, max(1, int(wanted)) if wanted.isdecimal() else 1)
    except ApiProblem as problem:
        return cannot_load(str(problem))
    return html.Div(
        [
            explained(html.H1("Runs"), "states"),
            html.P("Every experiment that was run here. The same spec is never computed twice.", className="lead"),
            html.Div(
                [
                    dmc.TextInput(
                        id=ids.SEARCH,
                        label="Search",
                        placeholder="network, parameter, note or id",
                        value=words,
                        debounce=300,
                        w=260,
                    ),
                    _select(ids.STATE, "State", {"": "every state", **STATE_WORDS}, state),
                    _select(ids.ORDER, "Order", ORDERS, order),
                ],
                className="toolbar",
            ),
            html.Div(id=ids.TROUBLE, **{"aria-live": "polite"}),
            _many(),
            dmc.CheckboxGroup(
                html.Div(table(found.items, filtered=bool(words or state)), id=ids.TABLE, className="card flush"),
                id=ids.CHOSEN,
                value=[],
                persistence=True,
                persistence_type="session",
                **{"aria-label": "Selected runs"},
            ),
            html.Div(
                [
                    html.Span(span(found.total, PAGE * (number - 1), len(found.items)), id=ids.SPAN, className="hint"),
                    dmc.Pagination(id=ids.PAGE, total=pages(found.total), value=number, size="sm", withControls=False),
                ],
                className="pager",
            ),
            dcc.Interval(id=ids.TICK, interval=2000),
            dcc.Store(id=ids.ASKED),
            dcc.Store(id=ids.DOOMED),
            dcc.Store(id=ids.DRAWN),
            dcc.Store(id=ids.ADDRESS),
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
            dmc.Button("Select all shown", id=ids.ALL, variant="subtle", size="compact-sm"),
            html.Div(
                [
                    html.Span(id=ids.CHOSEN_TEXT, className="hint", **{"aria-live": "polite"}),
                    _button("Compare", "compare", ids.COMPARE),
                    _button("Cancel", "stop", ids.CANCEL),
                    _button("Delete", "trash", ids.DELETE),
                    dmc.Button("Clear selection", id=ids.NONE, variant="subtle", size="compact-sm"),
                ],
                id=ids.MANY,
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
                "This deletes the runs with their notes and figures and cannot be undone. "
                "Shares stay. The draws are kept, so running the same spec again is quick.",
                size="sm",
            ),
            dmc.Group(
                [dmc.Button("Cancel", id=ids.DELETE_NO, variant="default"), dmc.Button("Delete", id=ids.DELETE_YES, color="red")],
                justify="flex-end",
                mt="md",
            ),
        ],
        id=ids.DELETE_MODAL,
        title="Delete this run?",
        centered=True,
    )
