"""A link to a view shows the view, asks for the same numbers, and stays as it is written."""

from __future__ import annotations

import re

import pytest

from tests.stability import asking, records

RECORD = records.load("addresses")
CASES = [(page, search) for page, searches in RECORD.items() for search in searches]
QUOTED_OR_NUMBER = re.compile(r"'[^']*'|(?<![\w-])\d[\d.e+]*")


@pytest.mark.parametrize(("page", "search"), CASES)
def test_a_link_shows_and_asks_for_what_it_did(page: str, search: str) -> None:
    known, found = RECORD[page][search], asking.address(page, search)
    assert found["fields"] == known["fields"]
    assert found["address"] == known["address"]
    assert [facts(notice) for notice in found["notices"]] == [facts(notice) for notice in known["notices"]]
    if known["asks"] is not None:  # what could not be asked then may be possible by now
        assert found["asks"] == known["asks"]
        assert found.get("spec_hash") == known.get("spec_hash")


@pytest.mark.parametrize(("page", "search"), CASES)
def test_what_is_written_is_read_as_what_was_shown(page: str, search: str) -> None:
    again = asking.address(page, RECORD[page][search]["address"])
    assert (again["fields"], again["address"], again["notices"]) == (
        RECORD[page][search]["fields"],
        RECORD[page][search]["address"],
        [],
    )


def facts(notice: str) -> list[str]:
    """What a notice is about, however it is worded: quotations and numbers."""
    return [found.rstrip(".") for found in QUOTED_OR_NUMBER.findall(notice)]
