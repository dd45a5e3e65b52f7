"""Predicted curves beside simulated ones, and what a loss is lost to, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor

pytestmark = pytest.mark.browser
QUICK = "?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&b=10&c=3&i=100&h=5&d=20&p=8&ab=4"
SLOW_MS = 60_000
TRACES = "document.querySelector('#accuracy .js-plotly-plot').data"
PREDICTED = f"() => {TRACES}.filter(trace => (trace.name || '').endsWith(', predicted')).map(trace => trace.name)"
WATERFALL = "document.querySelector('#attribution-figure-box .js-plotly-plot')"


def bars(page: Page) -> list[float]:
    """For each network, what its bars sum to."""
    found: list[float] = page.evaluate(
        f"() => {WATERFALL}.data.filter(t => t.type === 'bar').map(t => Array.from(t.x).reduce((sum, x) => sum + x, 0))"
    )
    return found


def losses(page: Page) -> list[float]:
    """The same as the marks of clean and noisy accuracies have it."""
    found: list[float] = page.evaluate(f"() => {WATERFALL}.data.filter(t => t.mode === 'markers').map(t => t.x[1] - t.x[0])")
    return found


def test_predicted_curves_are_named_and_can_be_turned_off(visitor: Visitor) -> None:
    page = visitor.explore(QUICK)
    page.wait_for_function(f"() => ({PREDICTED})().length === 2", timeout=SLOW_MS)
    assert page.evaluate(PREDICTED) == ["MLP, predicted", "RNN T=4, predicted"]
    expect(page.locator("#prediction-note")).to_contain_text("first-order prediction")
    caption = page.evaluate("() => document.querySelector('#accuracy .js-plotly-plot').layout.meta.caption")
    assert "no chip simulated" in caption
    curves = visitor.curves()
    # The entry of the legend is a switch, as the one above the figure.
    page.locator("#accuracy .legendtoggle").last.click()
    page.wait_for_function(f"() => ({PREDICTED})().length === 0")
    page.wait_for_url("**pl=0*")
    expect(page.locator("#prediction-note")).to_be_empty()
    page.get_by_label("Prediction").check(force=True)
    page.wait_for_function(f"() => ({PREDICTED})().length === 2")
    assert visitor.curves() == curves, "what was simulated is as it was"
    page.goto(f"/{QUICK}&y=r&yb=2&yc=2")
    visitor.until("done")
    assert page.evaluate(PREDICTED) == [] and page.locator("#predicted-box").is_hidden()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
def test_why_the_accuracy_falls(visit: Callable[..., Visitor], scheme: Any, width: int) -> None:
    visitor = visit(color_scheme=scheme, viewport={"width": width, "height": 844})
    page = visitor.explore(QUICK)
    page.locator("#why").click()
    page.wait_for_function(f"() => {WATERFALL}?.data?.filter(t => t.type === 'bar').length === 2", timeout=SLOW_MS)
    expect(page.locator("#attribution-card")).to_be_in_viewport()
    for summed, lost in zip(bars(page), losses(page), strict=True):
        assert abs(summed - lost) < 1e-6 and lost < -1
    text = page.locator("#attribution-text")
    expect(text).to_contain_text(re.compile(r"MLP: of [\d.]+ points lost .* takes .*; the shares sum to the loss"))
    expect(text).to_contain_text("Off, and therefore exactly 0:")
    card, figure = page.locator("#attribution-card").bounding_box(), page.locator("#attribution-figure").bounding_box()
    assert card and figure and figure["x"] >= card["x"] and figure["x"] + figure["width"] <= card["x"] + card["width"]
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), "nothing is cut"


def test_a_loss_is_shared_and_a_step_of_the_story(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"/{QUICK}&ask=loss:layers")
    page.wait_for_function(f"() => {WATERFALL}?.data?.filter(t => t.type === 'bar').length === 2", timeout=SLOW_MS)
    expect(page.locator("#attribution-text")).to_contain_text("switching the layers on")
    page.locator("#attribution-card").get_by_role("button", name="Add to story").click()
    step = page.evaluate("() => JSON.parse(localStorage.getItem('mhoscope-story')).steps[0]")
    assert step["title"] == "Which layer costs how much?" and step["link"].endswith("&ask=loss:layers&show=attribution")
    assert any(trace.get("type") == "bar" for trace in step["figure"]["data"])
    expect(page.locator("#split-stop")).to_be_hidden(timeout=SLOW_MS)
    page.locator("#attribution-share").click()
    page.locator("#share-go").click()
    page.goto(page.locator("#share-link").input_value())
    expect(page.locator("h1")).to_have_text("Which layer costs how much?")
    page.locator("#shared-design .barlayer path").first.wait_for(state="attached")
    with page.expect_download() as saved:
        page.locator("#shared-offline").click()
    assert "Which layer costs how much?" in saved.value.path().read_text(encoding="utf-8")
    page.goto(f"{step['link']}&present=1")
    page.wait_for_function(f"() => {WATERFALL}?.data?.length", timeout=SLOW_MS)
    assert page.locator("#accuracy").is_hidden() and page.locator("#attribution-figure").is_visible()
