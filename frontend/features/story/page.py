"""The story: views in an order, for a talk. It lives in the browser (assets/story/); the page is its frame."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from frontend.features.story import ids
from frontend.kit.client import Api
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.theme import Scheme


async def layout(_api: Api, _rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    return html.Div(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H1("Story"), "story"),
                            html.P(
                                "Views in an order, for a talk: add them with the bookmark above, or A on any page. "
                                "The story stays in this browser; take it along as a file, a link, or a page that opens offline.",
                                className="lead",
                            ),
                        ]
                    ),
                    _do("Present", "screen", "present", class_name="go"),
                ],
                className="stage-head",
            ),
            html.Div(
                [
                    dmc.TextInput(
                        id=ids.TITLE, label="Title", placeholder="What the talk is about", debounce=300, w=320, maw="100%"
                    ),
                    html.Div(
                        [
                            _do("Copy as link", "link", "link"),
                            _do("Save as file", "download", "file"),
                            _do("Save as offline page", "download", "page"),
                            _do("Open a file", "open", "import"),
                            _do("Remove all", "trash", "clear"),
                        ],
                        className="actions",
                    ),
                ],
                className="toolbar",
            ),
            html.Div(id=ids.TROUBLE, **{"aria-live": "polite"}),
            html.Ol(id=ids.STEPS, className="story"),
            html.Div(
                [
                    html.P("No step yet. Open a view, then press the bookmark in the header, or A."),
                    dcc.Link("Go to Explore", href="/", className="back"),
                ],
                id=ids.EMPTY,
                className="empty card",
                hidden=True,
            ),
            html.P(
                "In the talk: arrow keys step, N shows the notes, G lets the curves sharpen again, F takes the whole screen, "
                "Esc ends it.",
                className="meaning",
            ),
            dcc.Store(id=ids.OUT),
            dcc.Download(id=ids.PAGE),
        ],
        className="page",
    )


def _do(text: str, picture: str, does: str, *, class_name: str = "action") -> Any:
    return html.Button([icon(picture, 16), text], type="button", className=class_name, **{"data-story": does})
