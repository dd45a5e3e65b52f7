"""What stands beside the manual: how to cite, what changed, why things are as they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
RECORDS = sorted((ROOT / ".github" / "decisions").glob("0*.md"))
PARTS = ["Context", "Decision", "Refused", "Consequences"]


def test_the_readme_is_an_overview() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_what_is_cited_is_the_version_that_was_released() -> None:
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    (date,) = re.findall(r'^date-released: "(.*)"$', cited, re.MULTILINE)
    assert f"\nversion: {VERSION}\n" in cited
    assert re.findall(r"^## (.*)$", changes, re.MULTILINE)[:2] == ["[Unreleased]", f"[{VERSION}] - {date}"]


def test_every_record_is_in_the_index() -> None:
    index = (ROOT / ".github" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| \[\d+\]\((.*?)\) \|", index, re.MULTILINE) == [record.name for record in RECORDS]
    for record in RECORDS:
        title = record.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {record.name[:4]} ")
        assert f"({record.name}) | {title} |" in index


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_record_is_short_and_has_its_four_parts(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS
    assert len(text.splitlines()) <= 40
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        assert (record.parent / link).exists(), link
