"""From a phone to a desk: no page is wider than its window, and everything can be reached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor
from tests.e2e.places import CLOSE_MENUS, FILLED, OPEN_MENUS, go

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
PHONE = {"width": 360, "height": 780}


@pytest.mark.parametrize("path", FILLED)
def test_no_page_is_wider_than_its_window(visit: Visit, path: str) -> None:
    page = visit(viewport=PHONE).page
    go(page, path)
    for width in (PHONE["width"], 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function("width => window.innerWidth === width", arg=width)
        page.wait_for_timeout(200)  # figures follow their window a moment later
        for what in ("as it is", "with its menus open"):
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, what)
            page.evaluate(OPEN_MENUS)
        page.evaluate(CLOSE_MENUS)


def test_on_a_phone_the_settings_come_up_from_below_and_the_figure_stays_in_sight(visit: Visit) -> None:
    visitor = visit(viewport=PHONE)
    page = visitor.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&c=3&d=20&s=701")
    before = visitor.curves()
    slider = page.locator("#read-slider [role=slider]")
    expect(slider).to_be_hidden()
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(slider).to_be_visible()
    expect(page.get_by_role("button", name="Close the settings")).to_be_focused()
    with visitor.anew():
        slider.scroll_into_view_if_needed()
        visitor.slide("read", "End")
    assert visitor.curves() != before
    figure, panel = page.locator("#accuracy").bounding_box(), page.locator(".panel").bounding_box()
    assert figure and panel and 0 <= figure["y"] < panel["y"] - 200, "the curve is seen above its settings"
    page.keyboard.press("Escape")
    expect(slider).to_be_hidden()
    expect(page.locator("#state")).to_have_text("done")
    expect(page.get_by_role("button", name="Settings", exact=True)).to_be_focused()
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("link", name="Runs", exact=True).click()
    page.go_back()
    expect(page.get_by_role("button", name="Settings", exact=True)).to_be_visible()
    expect(slider).to_be_hidden()
