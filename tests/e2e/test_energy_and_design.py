"""Energy on another technology, the Pareto view, and design questions, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor

pytestmark = pytest.mark.browser
QUICK = "?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&i=100&h=5&c=3&d=20"


def test_technology_mode_and_constants_change_the_energy_and_the_link(visitor: Visitor) -> None:
    page = visitor.explore(QUICK)
    note = page.locator("#energy-note")
    expect(note).to_contain_text("One inference takes")
    usual = note.inner_text()
    page.locator("#technology").click()
    page.get_by_role("option", name=re.compile("ISAAC")).click()
    expect(note).not_to_have_text(usual)
    page.wait_for_url("**t=isaac-2016*")
    page.go_back()
    expect(note).to_have_text(usual)
    page.get_by_text("Training step").click()
    expect(note).to_contain_text("A training step on one image takes")
    page.wait_for_url("**m=training*")
    page.get_by_text("Inference", exact=True).click()
    expect(note).to_have_text(usual)
    page.get_by_role("button", name="Constants").click()
    constant = page.get_by_label("softmax pj")
    constant.fill("100000")
    constant.press("Tab")
    expect(note).not_to_have_text(usual)
    page.wait_for_url("**ec=softmax_pj:100000*")
    page.reload()
    expect(note).not_to_have_text(usual)
    expect(note).to_contain_text("One inference takes")
    assert "1" in note.inner_text()
    page.get_by_role("button", name="Constants").click()
    expect(page.get_by_label("softmax pj")).to_have_value(re.compile("^100000"))


def test_the_pareto_view_has_a_mark_for_each_network(visitor: Visitor) -> None:
    page = visitor.explore(QUICK)
    expect(page.locator("#pareto-note")).to_contain_text("not beaten in accuracy and energy at once")
    names = page.evaluate(
        "() => document.querySelector('#pareto .js-plotly-plot').data.filter(t => t.mode === 'markers').map(t => t.name)"
    )
    assert names == ["MLP", "RNN T=4"]


def test_a_design_question_is_answered_under_the_settings_shown(visitor: Visitor) -> None:
    page = visitor.explore(QUICK)
    page.locator("#ask").click()
    text = page.locator("#design-text")
    expect(text).to_contain_text(re.compile(r"MLP: [\d.]+ % accuracy is kept up to"), timeout=30_000)
    expect(text).to_contain_text("RNN T=4:", timeout=30_000)
    expect(page.locator("#ask-stop")).to_be_hidden()
    page.locator("#design-figure .scatterlayer .trace").first.wait_for(state="attached")
    page.locator("#question").click()
    page.get_by_role("option", name="Which layer is the most sensitive?").click()
    expect(page.locator("#target")).to_be_hidden()
    page.locator("#ask").click()
    expect(text).to_contain_text("layer", timeout=30_000)
    page.locator("#design-figure .barlayer path").first.wait_for(state="attached", timeout=30_000)
    card = page.locator("#design-figure").bounding_box()
    frame = page.locator("#design-figure >> xpath=ancestor::section").bounding_box()
    assert card and frame and card["y"] + card["height"] <= frame["y"] + frame["height"], "the figure stays in its card"


def test_bits_are_swept_along_the_lines_of_the_pareto_view(visitor: Visitor) -> None:
    page = visitor.explore("?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&x=ab&a=2&b=8&c=4&i=100&h=5&d=20")
    expect(page.locator("#pareto-note")).to_contain_text("Along each line: ADC bits", timeout=20_000)
    ways = page.evaluate(
        """() => document.querySelector('#pareto .js-plotly-plot').data
            .filter(trace => (trace.name || '').endsWith('along the sweep')).map(trace => Array.from(trace.x))"""
    )
    assert [len(way) for way in ways] == [4, 4]
    assert all(way == sorted(way) and way[0] < way[-1] for way in ways), "finer converters cost more"


def test_families_are_compared_at_equal_size(visitor: Visitor) -> None:
    page = visitor.explore(QUICK)
    names = "() => document.querySelector('#families .js-plotly-plot').data.map(trace => trace.name)"
    page.wait_for_function("() => document.querySelector('#families .js-plotly-plot')?.data?.length === 6", timeout=20_000)
    assert page.evaluate(names) == ["RNN", "LSTM", "GRU", "CNN", "LeNet-5", "MLP"]
    page.get_by_text("40,000 weights each").click()
    page.wait_for_function("() => document.querySelector('#families .js-plotly-plot').data.length === 4")
    assert page.evaluate(names) == ["RNN", "LSTM", "GRU", "MLP"]


def test_the_energy_follows_the_arrays_that_are_set(visitor: Visitor) -> None:
    visitor.explore(f"{QUICK}&ro=16")
    expect(visitor.page.locator("#energy-source")).to_contain_text("Arrays have at most 16 x 1024 cells")


def test_a_sweep_that_changes_nothing_says_why(visitor: Visitor) -> None:
    visitor.page.goto("/?v=1&n=digits/mlp-noise0&x=oo&a=2&b=1000&c=3")
    expect(visitor.page.locator("main")).to_contain_text("to sweep “On/off ratio”, which has no effect without")
    visitor.errors = [text for text in visitor.errors if "422" not in text]  # the browser notes what is refused
