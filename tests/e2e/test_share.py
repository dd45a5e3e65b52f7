"""Share a figure, and read it as somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def test_a_share_is_read_by_others_and_explored_from(visit: Visit, site: Server) -> None:
    here, there = visit(), visit(color_scheme="dark")
    page = here.explore("?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&i=100&h=10&c=3&d=20&s=77")
    curves = here.curves()
    page.locator("#share-open").click()
    page.get_by_label("Title").fill("Two networks")
    page.get_by_label("Note").fill("The RNN falls first.")
    page.locator("#share-go").click()
    link = page.locator("#share-link").input_value()
    run = page.locator("#csv").get_attribute("href") or ""
    site.http.delete(f"/runs/{run.split('/')[4]}").raise_for_status()
    other = there.page
    other.goto(link)
    expect(other.locator("h1")).to_have_text("Two networks")
    expect(other.locator("main")).to_contain_text("The RNN falls first.")
    other.locator("#shared-figure .scatterlayer path.js-line").first.wait_for(state="attached")
    drawn = other.evaluate(
        """() => Object.fromEntries(document.querySelector('#shared-figure .js-plotly-plot').data
            .filter(trace => trace.mode === 'lines+markers').map(trace => [trace.name, Array.from(trace.y)]))"""
    )
    assert drawn == curves
    other.get_by_role("link", name="Explore from here").click()
    there.until("done", "running")
    assert "s=77" in other.url


def test_a_share_can_be_taken_back(visit: Visit) -> None:
    here, there = visit(), visit()
    page = here.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&c=3&d=20&s=78")
    page.locator("#share-open").click()
    page.locator("#share-go").click()
    link = page.locator("#share-link").input_value()
    page.locator("#share-revoke").click()
    expect(page.locator("#share-result")).to_contain_text("has been revoked")
    there.page.goto(link)
    expect(there.page.locator("h1")).to_have_text("There is no such share")


def test_an_answer_about_dynamics_is_shared_and_taken_back(visit: Visit) -> None:
    page, there = visit().page, visit().page
    page.goto("/dynamics?v=1&n=digits/rnn-t4-noise0&r=2.5&i=20&cs=2&es=5")
    expect(page.locator("#dynamics-state")).to_have_text(re.compile("done", re.IGNORECASE), timeout=60_000)
    page.locator("#dynamics-share-open").click()
    page.get_by_label("Title").fill("Where states go")
    page.locator("#dynamics-share-go").click()
    link = page.locator("#dynamics-share-link").input_value()
    there.goto(link)
    expect(there.locator("h1")).to_have_text("Where states go")
    page.locator("#dynamics-share-revoke").click()
    expect(page.locator("#dynamics-share-result")).to_contain_text("has been revoked")
    there.goto(link)
    expect(there.locator("h1")).to_have_text("There is no such share")


def test_a_share_that_is_not_there_says_so(visitor: Visitor) -> None:
    visitor.page.goto("/s/0123456789abcdef0123456789abcdef")
    expect(visitor.page.locator("h1")).to_have_text("There is no such share")
