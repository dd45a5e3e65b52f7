"""Talk mode and the story, in a real browser."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
SMALL = "v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&b=10&c=3&i=100&h=10&d=20"
SMALLEST = """id => Math.min(...Array.from(document.querySelectorAll(`#${id} text`))
    .filter(text => text.textContent && text.checkVisibility()).map(text => parseFloat(getComputedStyle(text).fontSize)))"""
LINE = "() => document.querySelector('#accuracy .js-plotly-plot').data.find(trace => trace.mode === 'lines+markers').line.width"

# Whatever is said while a run is gone through again, and what is drawn meanwhile.
LISTEN = """() => {
    window.heard = [];
    const place = document.querySelector('#notify');
    new MutationObserver(() => {
        const { data } = document.querySelector('#accuracy .js-plotly-plot');
        const curves = data.filter(trace => trace.mode === 'lines+markers').map(trace => Array.from(trace.y));
        window.heard.push([place.textContent, data.some(trace => trace.fill === 'toself'), curves]);
    }).observe(place, { childList: true, characterData: true, subtree: true });
}"""


def visible(page: Page) -> dict[str, bool]:
    places = {"header": "header", "panel": ".panel", "menu": ".menu", "modebar": ".modebar-group", "energy": "#energy"}
    return {name: page.locator(place).first.is_visible() for name, place in places.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_talk_has_large_letters_thick_lines_and_no_chrome(visit: Visit, scheme: str) -> None:
    visitor = visit(color_scheme=scheme)
    page = visitor.explore(f"?{SMALL}&s=600")
    before = page.evaluate(LINE)
    assert page.evaluate(SMALLEST, "accuracy") < 18
    page.keyboard.press("t")
    page.wait_for_url("**present=1**")
    page.wait_for_function(f"({LINE})() > {before}")
    assert page.evaluate(SMALLEST, "accuracy") >= 18
    assert not any(visible(page).values()), visible(page)
    expect(page.locator("#summary")).to_be_visible()
    visitor.curves()
    page.keyboard.press("t")
    page.wait_for_function(f"({LINE})() === {before}")
    assert visible(page)["header"] and visible(page)["panel"] and "present" not in page.url


def test_a_link_opens_the_talk_at_once_and_keeps_what_it_hides(visitor: Visitor) -> None:
    page = visitor.page
    page.add_init_script(
        """new MutationObserver(() => {
            const header = document.querySelector('header');
            if (header && header.checkVisibility()) window.flashed = true;
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(f"/?{SMALL}&s=601&present=1&show=pareto&hide=summary,nothing-like-it")
    page.locator("#pareto .scatterlayer .point").first.wait_for(state="attached", timeout=30_000)
    assert page.evaluate("window.flashed") is None
    assert not page.locator("#accuracy").is_visible() and not page.locator("#pareto-note").is_visible()
    assert page.url.endswith("&present=1&show=pareto&hide=summary,nothing-like-it")


def test_hide_works_without_a_talk(visitor: Visitor) -> None:
    page = visitor.explore(f"?{SMALL}&s=601&hide=panel,energy")
    found = visible(page)
    assert found["header"] and not found["panel"] and not found["energy"]
    visitor.page.keyboard.press("d")
    assert "hide=panel,energy" in page.url


def story(visitor: Visitor) -> Page:
    """A story of two views and a page."""
    page = visitor.explore(f"?{SMALL}&s=602")
    page.keyboard.press("a")
    expect(page.locator("#notify")).to_have_text("Step 1 of the story")
    page.goto("/networks/digits/rnn-t4-noise0.1")
    page.locator("#weights-figure .barlayer .point, #weights-figure .trace").first.wait_for(state="attached")
    page.keyboard.press("a")
    page.goto("/help")
    page.wait_for_selector("h1")
    page.keyboard.press("a")
    expect(page.locator("#story-count")).to_have_text("3")
    page.get_by_role("link", name="Story").click()
    expect(page.locator("#story-steps > li")).to_have_count(3)
    return page


def test_a_story_is_told_by_arrow_keys(visitor: Visitor) -> None:
    page = story(visitor)
    page.get_by_label("Title of step 1").fill("Where it breaks")
    page.get_by_label("Notes of step 1").fill("Look at the RNN.")
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page.locator("#talk-title")).to_have_text("Where it breaks")
    expect(page.locator("#talk-count")).to_have_text("1 / 3")
    visitor.until("done")
    assert set(visitor.curves()) == {"MLP", "RNN T=4"}
    page.keyboard.press("n")
    expect(page.locator("#talk-notes")).to_have_text("Look at the RNN.")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#talk-count")).to_have_text("2 / 3")
    expect(page.locator("main")).to_contain_text("Layers on crossbars")
    expect(page.locator("#talk-notes")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#talk-count")).to_have_text("3 / 3")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#talk-count")).to_have_text("2 / 3")
    page.keyboard.press("Escape")
    expect(page.locator("header")).to_be_visible()
    expect(page.locator("#talk")).to_be_hidden()


def test_steps_are_moved_and_removed_and_kept(visitor: Visitor) -> None:
    page = story(visitor)
    titles = page.locator("#story-steps input")
    first = titles.nth(0).input_value()
    page.get_by_role("button", name="Move step 1 down").click()
    expect(titles.nth(1)).to_have_value(first)
    expect(titles.nth(1)).to_be_focused()
    page.get_by_role("button", name="Remove step 3").click()
    expect(titles).to_have_count(2)
    page.reload()
    expect(titles).to_have_count(2)
    expect(titles.nth(1)).to_have_value(first)


def test_a_story_goes_to_somebody_else_as_a_file_and_as_a_link(visit: Visit, tmp_path: Path) -> None:
    here = visit(permissions=["clipboard-read", "clipboard-write"])
    page = story(here)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as file").click()
    file = tmp_path / "story.json"
    download.value.save_as(file)
    kept = json.loads(file.read_text())
    assert [bool(step["figure"]) for step in kept["steps"]] == [True, True, False]
    page.get_by_role("button", name="Copy as link").click()
    expect(page.locator("#notify")).to_have_text("Link to the story copied")
    link = page.evaluate("navigator.clipboard.readText()")
    by_link, by_file = visit().page, visit().page
    by_link.goto(link)
    expect(by_link.locator("#story-steps > li")).to_have_count(3)
    by_file.goto("/story")
    expect(by_file.locator("#story-empty")).to_be_visible()
    with by_file.expect_file_chooser() as chooser:
        by_file.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)
    expect(by_file.locator("#story-steps > li")).to_have_count(3)
    file.write_text('{"version": 1, "steps": [{"title": "x", "link": "https://elsewhere.example"}]}')
    with by_file.expect_file_chooser() as chooser:
        by_file.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(file)
    expect(by_file.locator("#notify")).to_have_text("This file holds no story")


def test_the_offline_page_steps_without_any_server(visitor: Visitor, browser: Browser, tmp_path: Path) -> None:
    page = story(visitor)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as offline page").click()
    file = tmp_path / "story.html"
    download.value.save_as(file)
    asked: list[str] = []
    context = browser.new_context(offline=True)
    alone = context.new_page()
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    alone.locator("#figure .scatterlayer path.js-line").first.wait_for(state="attached")
    expect(alone.locator("#caption")).to_contain_text("95 % t interval")
    expect(alone.locator("#count")).to_have_text("1 / 3")
    assert alone.evaluate(SMALLEST, "figure") >= 18
    alone.keyboard.press("ArrowRight")
    expect(alone.locator("#count")).to_have_text("2 / 3")
    alone.keyboard.press("ArrowRight")
    expect(alone.locator("#caption")).to_contain_text("it was at /help")
    context.close()
    assert {url.split(":")[0] for url in asked} <= {"file", "data", "blob"}


def test_a_finished_run_sharpens_again_without_workers(visitor: Visitor, site: Server) -> None:
    page = visitor.explore(f"?{SMALL}&s=603")
    after = visitor.curves()
    workers = site.processes("-Q runs")
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        page.reload()
        visitor.until("done")
        page.evaluate(LISTEN)
        page.keyboard.press("g")
        expect(page.locator("#notify")).to_have_text("All draws, with their intervals", timeout=20_000)
        assert visitor.curves() == after
        words, bands, curves = page.evaluate("window.heard[0]")
        assert (words, bands) == ("Mean over the first draw", False)
        assert curves != list(after.values()), "a mean over fewer draws is another"
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
