"""The manual in a real browser: formulas, search by keys, links without a new load, code to copy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.places import go

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def below_the_header(page: Page, anchor: str) -> bool:
    """Whether a section's heading is where the eye falls, not under the header; lower where the page ends below it."""
    page.wait_for_function("document.fonts.status === 'loaded'")
    page.evaluate("async () => { await document.fonts.ready; await new Promise(requestAnimationFrame); }")
    place = page.locator(f"#{anchor}").bounding_box()
    at_the_end = page.evaluate("window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2")
    return place is not None and 40 < place["y"] < (850 if at_the_end else 260)


def test_a_section_is_shown_and_its_formulas_are_drawn(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/help/noise#read-noise")
    page.wait_for_selector("#read-noise")
    page.wait_for_function("window.scrollY > 500")
    assert below_the_header(page, "read-noise")
    width, height = page.evaluate(
        """() => {
            const box = document.querySelector('math[display=block] munder').getBoundingClientRect();
            return [box.width, box.height];
        }"""
    )
    assert 0 < width < height * 2, "a sum with its index below it"
    assert not visitor.errors and not visitor.foreign


def test_words_are_found_by_keys_and_lead_to_their_section(visitor: Visitor) -> None:
    page = visitor.page
    go(page, "/help")
    page.evaluate("window.kept = true")
    page.get_by_label("Search the manual").focus()
    page.keyboard.type("drift compensation")
    results = page.locator("#manual-results a")
    expect(results.first).to_contain_text("Drift compensation")
    expect(page.locator("#manual-results mark").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(results.first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Search the manual")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/help/devices#drift-compensation"))
    page.wait_for_selector("#drift-compensation")
    page.wait_for_function("window.scrollY > 300")
    assert below_the_header(page, "drift-compensation")
    assert page.evaluate("window.kept"), "without loading everything again"


def test_escape_ends_a_search_and_nothing_found_is_said(visitor: Visitor) -> None:
    page = visitor.page
    go(page, "/help")
    page.get_by_label("Search the manual").fill("xyzzy")
    expect(page.locator("#manual-results")).to_contain_text("Nothing in the manual has")
    page.get_by_label("Search the manual").press("Escape")
    expect(page.locator("#manual-results")).to_be_empty()


def test_links_of_a_text_go_where_they_say_and_back(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/help/noise")
    page.wait_for_selector("#manual-text h1")
    page.evaluate("window.kept = true")
    page.locator("#manual-text").get_by_role("link", name="biases").click()
    page.wait_for_url(re.compile("/help/converters-and-wires#biases"))
    expect(page.locator("#manual-text h1")).to_contain_text("Converters and wires")
    page.wait_for_function("window.scrollY > 300")
    assert below_the_header(page, "biases")
    page.go_back()
    expect(page.locator("#manual-text h1")).to_contain_text("Noise")
    assert page.evaluate("window.kept")


def test_a_control_leads_to_its_explanation(visitor: Visitor) -> None:
    page = visitor.page
    go(page, "/devices")
    page.get_by_role("link", name="Learn more about measuring a device of your own").click()
    page.wait_for_selector("#your-own-device")
    page.wait_for_function("window.scrollY > 500")
    assert below_the_header(page, "your-own-device")


def test_code_can_be_copied(visit: Visit) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"]).page
    page.goto("/help/quick-start")
    page.wait_for_selector("#manual-text h1")
    page.locator("#manual-text .code").first.hover()
    page.locator("#manual-text .copy").first.click()
    expect(page.locator("#notify")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("make run")


def test_on_a_phone_the_pages_are_behind_a_button(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 800}).page
    page.goto("/help/noise")
    page.wait_for_selector("#manual-text h1")
    pages = page.locator("#manual-pages")
    expect(pages).to_be_hidden()
    page.get_by_role("button", name="All pages").click()
    expect(pages).to_be_visible()
    pages.get_by_role("link", name="Statistics").click()
    expect(page.locator("#manual-text h1")).to_contain_text("Statistics")
    expect(pages).to_be_hidden()
