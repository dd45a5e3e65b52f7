"""One server and one Chromium for the browser tests; without a Chromium they are skipped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import Visitor, chromium, started
from tests.e2e.server import Server

Visit = Callable[..., Visitor]
PICTURES = Path(".artifacts/browser")
"""Ignored by git."""


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("site") / "home") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("there is no Chromium here: install it, or name one in MHOSCOPE_TEST_CHROMIUM")
    with started() as running:
        yield running


def keep_picture(visitor: Visitor, name: str) -> None:
    """What a visitor saw last stays as an artefact of the run of the tests."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    visitor.page.screenshot(path=PICTURES / f"{re.sub(r'[^A-Za-z0-9.-]+', '-', name).strip('-')}.png")


@pytest.fixture
def visit(browser: Browser, site: Server, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Makes visitors. Whatever a test is about, no page may fail or ask another host for anything."""
    visitors: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, site.url, **options))
        return visitors[-1]

    yield make
    for number, visitor in enumerate(visitors):
        keep_picture(visitor, f"{request.node.name}-{number}" if number else request.node.name)
        visitor.close()
    assert [url for visitor in visitors for url in visitor.foreign] == []
    assert [error for visitor in visitors for error in visitor.errors] == []


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    return visit()
