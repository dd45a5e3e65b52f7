"""The address of Explore is the whole view: back, forward, links."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor
from tests.e2e.explore_views import QUICK, fresh

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def test_back_is_undo_and_forward_redo(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    before, address = visitor.curves(), page.url
    with visitor.anew():
        visitor.type("read-number", "8")
    after = visitor.curves()
    assert after != before
    with visitor.anew():
        page.go_back()
    expect(page.locator("#read-number")).to_have_value("0 %")
    assert page.url == address
    assert visitor.curves() == before
    with visitor.anew():
        page.go_forward()
    expect(page.locator("#read-number")).to_have_value("8 %")
    page.wait_for_url("**r=8*")
    assert visitor.curves() == after


def test_back_reaches_the_view_of_the_first_visit(visitor: Visitor) -> None:
    page = visitor.explore()
    with visitor.anew("done", "running"):
        visitor.type("read-number", "1")
    with visitor.anew():
        page.go_back()
    expect(page.locator("#read-number")).to_have_value("0 %")
    assert page.url.endswith("/")


def test_the_sweep_of_a_link_survives_back(visitor: Visitor) -> None:
    page = visitor.explore(fresh(f"{QUICK}&x=r&a=1&b=3"))
    with visitor.anew():
        visitor.type("stop", "4")
    page.wait_for_url("**b=4*")
    with visitor.anew():
        page.go_back()
    expect(page.locator("#stop")).to_have_value("3")
    expect(page.locator("#start")).to_have_value("1")


def test_a_link_shows_another_visitor_the_same(visit: Visit) -> None:
    here, there = visit(), visit()
    page = here.explore(fresh(f"{QUICK}&r=2&k=gaussian&l=0.3&ab=6"))
    other = there.explore("?" + page.url.partition("?")[2])
    assert there.curves() == here.curves()
    expect(other.locator("#read-number")).to_have_value("2 %")
    expect(other.locator("#test-level-number")).to_have_value("0.3")
    expect(other.locator("#adc-bits")).to_have_value("6 bit")
    assert other.url == page.url


def test_what_a_link_cannot_ask_for_is_said_and_put_right(visitor: Visitor) -> None:
    page = visitor.explore(fresh(f"{QUICK}&r=199"))
    expect(page.locator("#asides")).to_contain_text("read")
    expect(page.locator("#read-number")).to_have_value("100 %")
    assert "r=100" in page.url
