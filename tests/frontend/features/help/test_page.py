"""Help as a page: contents, one page, and what the search shows."""

from __future__ import annotations

import json
from typing import Any

from dash import dcc, html
from plotly.utils import PlotlyJSONEncoder

from frontend.features.help import FEATURE
from frontend.features.help import page as guide
from frontend.features.help.contents import HELP, NAMES
from frontend.features.help.library import pages
from frontend.features.help.markup import Markup
from frontend.features.help.search import search
from frontend.kit.client import Api
from tests.frontend.conftest import walk

NOBODY = Api.at("http://127.0.0.1:9")


async def parts(name: str) -> list[Any]:
    return list(walk(await guide.layout(NOBODY, name, "")))


def links(found: list[Any]) -> list[str]:
    return [part.href for part in found if isinstance(part, dcc.Link)]


def test_every_page_is_below_the_manual() -> None:
    assert FEATURE.rest_of(HELP) == "" and FEATURE.rest_of(f"{HELP}/noise") == "noise"


async def test_the_contents_lead_to_every_page() -> None:
    found = await parts("")
    assert {f"{HELP}/{name}" for name in NAMES} <= set(links(found))
    assert any(getattr(part, "data-tour", None) == "again" for part in found)


async def test_a_page_shows_its_text_its_sections_and_its_neighbours() -> None:
    found = await parts("noise")
    (text,) = [part for part in found if isinstance(part, Markup)]
    assert text.html == pages()["noise"].html
    assert json.loads(json.dumps(text, cls=PlotlyJSONEncoder))["namespace"] == "mhoscope_help"
    inside = [part.href for part in found if isinstance(part, html.A)]
    assert "#what-sigma-means" in inside and "#clipping" not in inside, "sections, not what is in them"
    at = NAMES.index("noise")
    assert links(found)[-2:] == [f"{HELP}/{NAMES[at - 1]}", f"{HELP}/{NAMES[at + 1]}"]


async def test_a_page_that_is_not_there_says_so() -> None:
    assert "no page 'nowhere'" in json.dumps(await guide.layout(NOBODY, "nowhere", ""), cls=PlotlyJSONEncoder)


def test_results_mark_the_words_and_say_when_there_is_nothing() -> None:
    shown = list(walk(guide.results(search(pages().values(), "telegraph"), "telegraph")))
    assert f"{HELP}/noise#random-telegraph-noise" in links(shown)
    assert {part.children.lower() for part in shown if isinstance(part, html.Mark)} == {"telegraph"}
    assert "Nothing in the manual has “xyzzy”" in str(guide.results([], " xyzzy "))
    assert guide.results([], "  ") is None
