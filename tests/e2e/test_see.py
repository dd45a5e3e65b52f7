"""See it in a real browser: draw, turn up the noise, look at mistakes and crossbars."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor

pytestmark = pytest.mark.browser

NETWORK = "?v=1&net=digits/rnn-t8-noise0.1"
PATIENT = 30_000


def say(page: Page) -> str:
    """What the chips say, once they have."""
    expect(page.locator("#see-sentence strong")).to_contain_text("chips say", timeout=PATIENT)
    return page.locator("#see-sentence").inner_text()


def draw_a_one(page: Page) -> None:
    box = page.locator("#see-canvas").bounding_box()
    assert box is not None
    x, y, side = box["x"], box["y"], box["width"]
    page.mouse.move(x + 0.5 * side, y + 0.15 * side)
    page.mouse.down()
    page.mouse.move(x + 0.5 * side, y + 0.85 * side, steps=12)
    page.mouse.up()


def test_a_digit_is_drawn_and_the_chips_vote(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"/see{NETWORK}")
    assert "True class" in say(page)
    expect(page.locator(".tile")).to_have_count(50)
    expect(page.locator("#see-hidden-clean .js-plotly-plot")).to_be_visible()
    # A chip is looked into by keys too.
    page.locator("[data-chip='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chip='1'][aria-pressed=true]")).to_be_focused(timeout=PATIENT)
    expect(page.locator("#see-hidden-chip-title")).to_have_text("On chip 1")
    draw_a_one(page)
    expect(page.locator("#see-time")).to_contain_text("from pen to page", timeout=PATIENT)
    expect(page.locator("#see-sentence")).not_to_contain_text("True class")
    expect(page.locator("#see-picked")).to_be_hidden()
    votes = [int(text) for text in page.locator(".ballot-count").all_inner_texts()]
    assert len(votes) == 10 and sum(votes) == 50
    # Noise makes chips disagree, and the address says how much of it there is.
    page.locator("#see-programming-slider [role=slider]").focus()
    page.keyboard.press("End")
    page.wait_for_url(re.compile("p=20"))
    expect(page.locator(".tile-differs").nth(4)).to_be_visible(timeout=PATIENT)
    # The step that is read is told, by keys too.
    page.locator("#see-step [role=slider]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#see-step-text")).to_contain_text("Step 2 of 8: pixels 9 to 16")
    # Whoever picks an image puts the drawing away.
    page.locator("#see-image").fill("12")
    page.locator("#see-image").press("Enter")
    expect(page.locator("#see-sentence")).to_contain_text("True class", timeout=PATIENT)
    page.wait_for_url(re.compile("im=12"))


def test_mistakes_and_crossbar_and_the_way_to_explore(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"/see{NETWORK}&p=10&see=mistakes&chips=10")
    expect(page.locator("#see-confusion-note")).to_contain_text("Mean over 10 chips, 500 test images", timeout=PATIENT)
    expect(page.locator("#see-confusion .js-plotly-plot")).to_be_visible()
    page.get_by_role("button", name="The matrix as a table").click()
    counts = page.locator("#see-confusion-table tbody td").all_inner_texts()
    assert sum(float(text.split(" ")[0]) for text in counts) == pytest.approx(500, abs=1)
    visitor.press_cell("see-confusion", 8, 3)
    expect(page.locator("#see-mistakes-note")).to_contain_text("images of 3 taken for 8", timeout=PATIENT)
    page.wait_for_url(re.compile("is=3&as=8"))
    first = page.locator("#see-mistakes .gallery-card").first
    expect(first).to_contain_text(re.compile(r"\d+ of 10 wrong"))
    number = first.get_attribute("data-image")
    first.click()
    expect(page.locator("#see-image")).to_have_value(str(number), timeout=PATIENT)
    assert "True class" in say(page)
    page.locator("#see-tab").get_by_text("Crossbar").click()
    expect(page.locator("#see-crossbar-note")).to_contain_text("Root mean square error of the whole crossbar", timeout=PATIENT)
    expect(page.locator("#see-crossbar-programmed .js-plotly-plot")).to_be_visible()
    page.locator("#see-tab").get_by_text("Images").click()
    expect(page.locator("#see-gallery .gallery-card")).to_have_count(24, timeout=PATIENT)
    page.go_back()
    expect(page.locator("#see-tab-crossbar")).to_be_visible(timeout=PATIENT)
    # The same setting on Explore.
    page.locator("#nav a", has_text="Explore").click()
    expect(page.locator("#programming-number")).to_have_value("10 %", timeout=PATIENT)
    assert "p=10" in page.url
