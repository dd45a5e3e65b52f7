"""A story as a page: whole, offline, and safe to open."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pydantic import ValidationError

from backend.exports.page import as_page, page
from backend.schemas.story import Story

FIGURE: dict[str, Any] = {"data": [{"x": [0], "y": [1]}], "layout": {"meta": {"caption": "n = 5 draws"}}}
STORY = {
    "title": "A & B",
    "steps": [{"title": "One", "link": "/?v=1&x=r", "figure": FIGURE}, {"title": "Two", "notes": "Say <this>."}],
}


def steps_of(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(re.search(r"const STEPS = (\[.*\]);", text)[1])  # type: ignore[index]
    return found


def test_a_story_holds_its_figures_captions_and_notes() -> None:
    text = as_page(Story.model_validate(STORY))
    one, two = steps_of(text)
    assert (one["caption"], one["figure"]) == ("n = 5 draws", FIGURE)
    assert (two["notes"], two["figure"]) == ("Say <this>.", None)
    assert "<title>A &amp; B</title>" in text
    assert "Plotly" in text and not re.search(r"<(script|link|img)[^>]*(src|href)=", text.split("<script>")[0])


def test_a_title_cannot_end_the_script_it_stands_in() -> None:
    text = page("</title><script>alert(1)</script>", [{"title": "</script><script>alert(2)</script>"}])
    assert "<script>alert" not in text


@pytest.mark.parametrize("link", ["//elsewhere.org/x", "/\\elsewhere.org", "https://elsewhere.org", "javascript:alert(1)", ""])
def test_a_link_leads_nowhere_else(link: str) -> None:
    with pytest.raises(ValidationError):
        Story.model_validate({"steps": [{"title": "One", "link": link}]})


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(ValidationError, match="figure must have"):
        Story.model_validate({"steps": [{"title": "One", "figure": {"data": 3}}]})
    with pytest.raises(ValidationError):
        Story.model_validate({"steps": []})
