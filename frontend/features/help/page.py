"""Help: how to begin, words, formulas, keys, sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Dash, html

from frontend.features.help.text import BEGIN, FORMULAS, LIMITS, SOURCES, STATES, TALK, WORDS
from frontend.kit.client import Api
from frontend.kit.keys import key_table
from frontend.kit.theme import Scheme

SECTIONS = (
    ("begin", "Begin"),
    ("words", "Words"),
    ("formulas", "Formulas"),
    ("states", "States of a run"),
    ("limits", "What the numbers do not say"),
    ("talks", "Sharing and talks"),
    ("keyboard", "Keys"),
    ("sources", "Sources"),
)


async def layout(_api: Api, _rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    contents = html.Nav(
        html.Ul([html.Li(html.A(title, href=f"#{name}")) for name, title in SECTIONS]),
        className="contents",
        **{"aria-label": "On this page"},
    )
    bodies = {
        "begin": [
            html.Ol([html.Li(step) for step in BEGIN]),
            html.Button("Take the tour", type="button", className="go", **{"data-tour": "again"}),
        ],
        "words": _definitions(WORDS),
        "formulas": [_formula(*formula) for formula in FORMULAS],
        "states": _definitions(STATES),
        "limits": html.Ul([html.Li(limit) for limit in LIMITS]),
        "talks": html.Ul([html.Li(line) for line in TALK]),
        "keyboard": key_table(),
        "sources": [html.Ul([html.Li(source) for source in SOURCES]), _for_programs()],
    }
    parts = [html.Section([html.H2(title), *_listed(bodies[name])], id=name, className="card") for name, title in SECTIONS]
    return html.Div(
        [
            html.H1("Help"),
            html.P(
                "A neural network on analog memory crossbars computes with weights that are never quite what they should be. "
                "Mhoscope shows how much of that a network survives, and what each inference costs in energy.",
                className="lead",
            ),
            html.Div([contents, html.Div(parts, className="prose")], className="guide"),
        ],
        className="page",
    )


def _listed(body: Any) -> list[Any]:
    return body if isinstance(body, list) else [body]


def _definitions(pairs: Sequence[tuple[str, str]]) -> Any:
    return html.Dl([html.Div([html.Dt(word), html.Dd(meaning)]) for word, meaning in pairs], className="words")


def _formula(name: str, formula: str, note: str) -> Any:
    return html.Div([html.H3(name), html.Div(formula, className="formula", tabIndex="0"), html.P(note)])


def _for_programs() -> Any:
    return html.P(
        [
            "Everything on these pages goes through an HTTP interface that programs can use too: ",
            html.A("its documentation", href="/docs", target="_blank"),
            ".",
        ]
    )


def register(_app: Dash, _api: Api) -> None:
    """Nothing on this page moves."""
