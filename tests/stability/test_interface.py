"""Nothing has gone that scripts rely on: routes and their fields, commands and their options, variables, pages, networks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stability import asking, program, records

RECORD = records.load("interface")


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return asking.interface()


@pytest.mark.parametrize("part", ["commands", "environment", "networks", "routes", "technologies"])
def test_nothing_has_gone(part: str, now: dict[str, Any]) -> None:
    assert records.lacking(RECORD[part], now[part], part, names=True) == []


def test_a_command_asks_for_nothing_more_than_it_did(now: dict[str, Any]) -> None:
    for name, known in RECORD["commands"].items():
        needed = {parameter for parameter, facts in now["commands"][name].items() if facts["required"]}
        assert needed <= {parameter for parameter, facts in known.items() if facts["required"]}, name


@pytest.mark.parametrize("path", RECORD["pages"])
def test_a_page_is_where_it_was(path: str) -> None:
    assert program.page_exists(path)
