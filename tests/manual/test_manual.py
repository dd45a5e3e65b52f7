"""The manual and the README say what the code says, and no link of theirs leads nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from backend.schemas.spec import Spec
from frontend.features.help.contents import NAMES
from frontend.features.help.library import pages
from frontend.features.help.markdown import slug
from tests.manual.marks import names, updated
from tests.manual.tables import PAGES, TABLES

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
PATHS = ("/", "/see", "/runs", "/reproduce", "/networks", "/devices", "/story", "/help", "/docs")
"""Of the program itself, as pages link to them."""


def source(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def test_every_page_is_in_the_contents_once() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in PAGES.glob("*.md"))
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_tables_are_those_of_the_code(name: str) -> None:
    text = source(name)
    assert updated(text, TABLES) == text, "run `make tables`"


def test_every_table_is_shown_once() -> None:
    assert sorted(shown for name in NAMES for shown in names(source(name))) == sorted(TABLES)


def test_marks_without_a_table_are_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        updated("<!-- nobody -->\n<!-- /nobody -->", TABLES)


@pytest.mark.parametrize("name", NAMES)
def test_no_link_of_a_page_leads_nowhere(name: str) -> None:
    for link in LINK.findall(FENCE.sub("", source(name))):
        if link.startswith("/"):
            assert link in PATHS, link
            continue
        if link.startswith("../"):
            assert (PAGES / link).resolve().is_file(), link
            continue
        page, _, anchor = link.partition("#")
        there = pages()[page.removesuffix(".md") or name]
        assert not anchor or anchor in {section.anchor for section in there.sections}, link


def test_no_link_of_the_readme_leads_nowhere() -> None:
    text = FENCE.sub("", (ROOT / "README.md").read_text(encoding="utf-8"))
    headings = {slug(line.lstrip("# ")) for line in text.splitlines() if line.startswith("#")}
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        if not path:
            assert anchor in headings, link
        elif "://" not in link:
            assert (ROOT / path).exists(), link
            if anchor:
                assert anchor in {section.anchor for section in pages()[Path(path).stem].sections}, link


def test_the_example_is_every_default() -> None:
    example, *others = re.findall(r"```json\n(\{.*?)```", source("spec"), re.DOTALL)
    document = json.loads(example)
    assert Spec.model_validate(document).spec_hash == Spec(networks=document["networks"]).spec_hash
    assert set(document) == set(Spec.model_fields)
    assert others and all(Spec.model_validate_json(other) for other in others)
