"""Help: the manual, page by page, with a search over all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, dcc, html

from frontend.features.help import ids
from frontend.features.help.contents import GROUPS, HELP, NAMES
from frontend.features.help.library import pages
from frontend.features.help.markdown import Page
from frontend.features.help.markup import Markup
from frontend.features.help.search import Hit, search
from frontend.kit.client import Api
from frontend.kit.keys import key_table
from frontend.kit.notices import cannot_load
from frontend.kit.theme import Scheme


async def layout(_api: Api, rest: str, _search: str, _scheme: Scheme = "light") -> Any:
    page = (await asyncio.to_thread(pages)).get(rest)  # read once, which takes some tenths of a second
    if rest and page is None:
        return cannot_load(f"The manual has no page {rest!r}.")
    return html.Div(
        [
            html.Aside([*_search_box(), _navigation(page)], className="manual-side"),
            html.Article(_of_page(page) if page else _contents(), className="manual-text prose"),
        ],
        className="page manual",
    )


def _search_box() -> list[Any]:
    return [
        html.Div(
            [
                dmc.TextInput(
                    id=ids.SEARCH,
                    value="",
                    debounce=150,
                    placeholder="Search the manual",
                    attributes={"input": {"aria-label": "Search the manual", "type": "search", "autoComplete": "off"}},
                ),
                html.Div(id=ids.RESULTS, **{"aria-live": "polite"}),
            ],
            className="manual-search",
        ),
        html.Button(
            "All pages",
            type="button",
            className="manual-open",
            **{"data-manual": "pages", "aria-expanded": "false", "aria-controls": ids.PAGES},
        ),
    ]


def _navigation(here: Page | None) -> Any:
    groups: list[Any] = []
    for title, names in GROUPS:
        groups += [html.H2(title), html.Ul([_way(pages()[name], here) for name in names])]
    return html.Nav(groups, id=ids.PAGES, className="manual-pages", **{"aria-label": "Pages of the manual"})


def _way(page: Page, here: Page | None) -> Any:
    """A link to a page; to its sections, too, where it is the page that is shown."""
    link = dcc.Link(page.title, href=f"{HELP}/{page.name}")
    if page is not here:
        return html.Li(link)
    sections = [section for section in page.sections if section.level == 2]
    inside = html.Ul([html.Li(html.A(section.title, href=f"#{section.anchor}")) for section in sections])
    return html.Li([link, inside], **{"aria-current": "page"})


def _of_page(page: Page) -> list[Any]:
    return [Markup(page.html, id=ids.TEXT), _onwards(page)]


def _onwards(page: Page) -> Any:
    at = NAMES.index(page.name)
    before = pages()[NAMES[at - 1]] if at else None
    after = pages()[NAMES[at + 1]] if at + 1 < len(NAMES) else None
    return html.Nav(
        [
            dcc.Link(f"← {before.title}", href=f"{HELP}/{before.name}") if before else html.Span(),
            dcc.Link(f"{after.title} →", href=f"{HELP}/{after.name}") if after else html.Span(),
        ],
        className="manual-onwards",
        **{"aria-label": "Page before, page after"},
    )


def _contents() -> list[Any]:
    cards = [html.Li([dcc.Link(page.title, href=f"{HELP}/{page.name}"), html.P(page.lead)]) for page in pages().values()]
    return [
        html.H1("Help"),
        html.P(
            "A neural network on analog memory crossbars computes with weights that are never exactly what they should be. "
            "Mhoscope shows how much of that a network survives, and what each inference costs in energy.",
            className="lead",
        ),
        html.P(
            [
                html.Button("Take the tour", type="button", className="go", **{"data-tour": "again"}),
                " Programs use the same ",
                html.A("HTTP interface", href="/docs", target="_blank"),
                ".",
            ]
        ),
        html.Ul(cards, className="manual-cards"),
        html.H2("Keyboard", id=ids.KEYBOARD),
        key_table(),
    ]


def register(app: Dash, _api: Api) -> None:
    """Results follow what is typed."""

    @app.callback(Output(ids.RESULTS, "children"), Input(ids.SEARCH, "value"), prevent_initial_call=True)
    async def find(query: str | None) -> Any:
        return results(search(pages().values(), query or ""), query or "")


def results(hits: Sequence[Hit], query: str) -> Any:
    """Links to what was found, each with its words in their context."""
    if not query.strip():
        return None
    if not hits:
        return html.P(f"Nothing in the manual has “{query.strip()}”.", className="manual-none")
    return html.Ul(
        [
            html.Li(
                dcc.Link(
                    [
                        html.Strong(hit.title),
                        html.Span(hit.page, className="hint") if hit.page != hit.title else None,
                        html.Span([html.Mark(text) if wanted else text for text, wanted in hit.excerpt], className="excerpt"),
                    ],
                    href=hit.href,
                )
            )
            for hit in hits
        ],
        className="manual-results",
    )
