"""Every control that offers an explanation leads to one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dash import dcc, html

from frontend.features.help.library import pages
from frontend.kit.help_links import TOPICS, explained, help_line, help_link

FRONTEND = Path(__file__).parents[3] / "frontend"


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_explained_where_its_link_leads(topic: str) -> None:
    page, anchor, _about = TOPICS[topic]
    assert anchor in {section.anchor for section in pages()[page].sections}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_its_control(topic: str) -> None:
    asked = re.compile(rf'(help_link\(|help_line\(|\), |topic=|: )"{topic}"')
    sources = (path for path in FRONTEND.rglob("*.py") if path.name != "help_links.py")
    assert any(asked.search(path.read_text(encoding="utf-8")) for path in sources), "no control offers it"


def test_a_link_says_what_it_is_about() -> None:
    link = help_link("test-noise")
    assert link.href == "/help/noise#noise-on-the-test-images"
    assert link.title == "Learn more about noise on the test images" == link.children[1].children
    heading = html.H2("Test-set noise")
    assert explained(heading, "test-noise").children[0] is heading
    line = help_line("test-noise").children
    assert isinstance(line, dcc.Link) and line.href == link.href
    with pytest.raises(KeyError):
        help_link("nothing")
