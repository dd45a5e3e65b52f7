"""One server and one Chromium for the browser tests; without a Chromium they are skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import Visitor, chromium, started
from tests.e2e.server import Server

Visit = Callable[..., Visitor]


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


@pytest.fixture
def visit(browser: Browser, site: Server) -> Iterator[Visit]:
    """Makes visitors. Whatever a test is about, no page may fail or ask another host for anything."""
    visitors: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, site.url, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.close()
    assert [url for visitor in visitors for url in visitor.foreign] == []
    assert [error for visitor in visitors for error in visitor.errors] == []


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    return visit()
