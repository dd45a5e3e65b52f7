"""Reproduce: every claim with its verdict, drawn from what ships, without data sets, in both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import FIRST_FIGURE_MS
from tests.e2e.conftest import Visit
from tests.e2e.server import Server

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_claim_has_a_verdict_and_a_figure(visit: Visit, site: Server, scheme: str) -> None:
    listed = site.http.get("/reproductions").json()["items"]
    size = {"width": 360, "height": 800} if scheme == "dark" else {"width": 1200, "height": 900}
    page = visit(color_scheme=scheme, viewport=size).page
    page.goto("/reproduce")
    page.wait_for_selector(".reproduction", timeout=FIRST_FIGURE_MS)
    for claim in listed:
        section = page.locator(f"[id='{claim['id']}']")
        expect(section.locator(".verdict").first).to_have_text(
            {"holds": "holds", "partly": "holds partly", "fails": "does not hold here", "open": "open"}[claim["verdict"]]
        )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "no page is wider than its window"
    drawn = page.locator("#parameters .js-plotly-plot .barlayer path")
    page.locator("#parameters .parts").scroll_into_view_if_needed()
    expect(drawn.first).to_be_visible(timeout=FIRST_FIGURE_MS)
    expect(page.locator("#parameters .gtitle")).to_contain_text("28 × 28 images")


def test_a_run_behind_a_claim_opens_in_explore(visit: Visit) -> None:
    page = visit().page
    page.goto("/reproduce#limits")
    section = page.locator("[id='limits']")
    section.wait_for(timeout=FIRST_FIGURE_MS)
    section.get_by_role("button", name="The runs behind it").click()
    row = section.locator("tr", has_text="digits-programming")
    row.get_by_role("link", name="Open in Explore").click(timeout=FIRST_FIGURE_MS)
    page.wait_for_url(re.compile(r"/\?.*digits/cnn-noise0"), wait_until="commit")
    expect(page.locator("#state")).to_have_text("done", timeout=FIRST_FIGURE_MS)
