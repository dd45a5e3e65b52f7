"""The other pages, the themes, and the keys, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.places import go
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

SPEC: dict[str, Any] = {
    "networks": ["digits/mlp-noise0"],
    "images": 100,
    "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.1]}},
    "sampling": {"half_width": 0.1, "max_draws": 20},
}
LONG = {
    **SPEC,
    "images": 500,
    "sweep": {"x": {"parameter": "internal_noise.programming", "values": [step / 100 for step in range(20)]}},
    "sampling": {"half_width": 0.0001, "max_draws": 10_000},
}


def colours(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => {
            const graph = document.querySelector('#accuracy .js-plotly-plot');
            const line = graph.data.find(trace => trace.mode === 'lines+markers');
            const band = graph.data.find(trace => trace.fill === 'toself');
            return {
                scheme: document.documentElement.getAttribute('data-mantine-color-scheme'),
                ground: getComputedStyle(document.body).backgroundColor,
                line: line.line.color, band: band.fillcolor, letters: graph._fullLayout.font.color,
            };
        }"""
    )
    return found


def test_the_theme_changes_page_lines_bands_and_letters_at_once(visit: Visit) -> None:
    visitor = visit(color_scheme="light")
    page = visitor.explore()
    light = colours(page)
    page.get_by_role("button", name="Light or dark").click()
    page.wait_for_function(
        "band => document.querySelector('#accuracy .js-plotly-plot').data.find(t => t.fill === 'toself').fillcolor !== band",
        arg=light["band"],
    )
    dark = colours(page)
    assert (light["scheme"], dark["scheme"]) == ("light", "dark")
    assert all(light[part] != dark[part] for part in light)
    page.reload()
    visitor.until("done")
    assert colours(page) == dark, "the choice is kept"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_system_theme_is_there_before_anything_is_drawn(visit: Visit, scheme: str) -> None:
    page = visit(color_scheme=scheme).page
    page.add_init_script(
        """new MutationObserver(() => {
            const now = document.documentElement.getAttribute('data-mantine-color-scheme');
            (window.seen = window.seen || []).push(now);
        }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-mantine-color-scheme'] });"""
    )
    page.goto("/")
    page.wait_for_selector("h1")
    assert set(page.evaluate("window.seen")) == {scheme}


def only(page: Page, run_id: str) -> Locator:
    """Look for one run: its row, once no other is there."""
    page.get_by_label("Search").fill(run_id)
    rows = page.locator("#runs-table tbody tr")
    expect(rows).to_have_count(1)
    return rows


def test_runs_can_be_found_opened_and_deleted(visitor: Visitor, site: Server) -> None:
    kept = site.finished(site.submit({**SPEC, "seed": 1}))
    gone = site.finished(site.submit({**SPEC, "seed": 2}))
    page = visitor.page
    go(page, "/runs")
    rows = only(page, gone["id"])
    rows.get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel", exact=True).click()
    expect(rows).to_have_count(1)
    rows.get_by_role("button", name=re.compile("^Delete")).click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#runs-table")).to_contain_text("No run matches")
    assert site.http.get(f"/runs/{gone['id']}").status_code == 404
    rows = only(page, kept["id"])
    rows.get_by_role("button", name=re.compile("^Open")).click()
    page.wait_for_url(re.compile(r"/\?v=1&"))
    visitor.until("done")
    assert visitor.curves()["MLP"] == pytest.approx([100 * point["accuracy"] for point in kept["points"]])


def test_a_list_in_which_nothing_happens_is_left_as_it_is(visitor: Visitor, site: Server) -> None:
    """A button that is about to be pressed, or has the keyboard, stays the same through looks at the runs."""
    kept = site.finished(site.submit({**SPEC, "seed": 22}))
    page = visitor.page
    go(page, "/runs")
    rows = only(page, kept["id"])
    page.wait_for_timeout(2500)  # a look or two, the first of which may draw
    button = rows.get_by_role("button", name=re.compile("^Open"))
    button.focus()
    button.evaluate("button => (window.before = button)")
    page.wait_for_timeout(5000)
    assert page.evaluate("window.before.isConnected && document.activeElement === window.before")
    site.http.patch(f"/runs/{kept['id']}", json={"note": "seen after all"}).raise_for_status()
    expect(rows).to_contain_text("seen after all")


def test_runs_can_be_cancelled_and_gone_on_with(visitor: Visitor, site: Server) -> None:
    run_id = site.submit({**LONG, "seed": 3})
    page = visitor.page
    go(page, "/runs")
    rows = only(page, run_id)
    rows.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(rows).to_contain_text("cancelled")
    rows.get_by_role("button", name=re.compile("^Retry")).click()
    expect(rows.get_by_role("button", name=re.compile("^Cancel"))).to_be_visible()
    assert site.run(run_id)["state"] in ("queued", "running")
    rows.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(rows).to_contain_text("cancelled")


def test_many_runs_are_chosen_cancelled_and_deleted(visitor: Visitor, site: Server) -> None:
    mark = "chosen together"
    for seed in (31, 32, 33):
        run = site.submit({**LONG, "seed": seed})
        site.http.patch(f"/runs/{run}", json={"note": mark}).raise_for_status()
    page = visitor.page
    go(page, "/runs")
    page.get_by_label("Search").fill(mark)
    boxes = page.locator("#runs-table input[type=checkbox]")
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(2).check()
    expect(page.locator("#runs-chosen-text")).to_have_text("2 chosen")
    page.wait_for_timeout(2500)  # the table is drawn anew every two seconds
    assert [boxes.nth(at).is_checked() for at in range(3)] == [True, False, True]
    page.locator("#runs-cancel").click()
    expect(page.locator("#runs-trouble")).to_contain_text("Cancelled 2 runs.")
    page.locator("#runs-all").click()
    expect(page.locator("#runs-chosen-text")).to_have_text("3 chosen")
    page.locator("#runs-delete").click()
    expect(page.get_by_role("dialog")).to_contain_text("Delete 3 runs?")
    expect(page.get_by_role("dialog")).to_contain_text("cannot be undone")
    page.locator("#delete-yes").click()
    expect(page.locator("#runs-table")).to_contain_text("No run matches")
    expect(page.locator("#runs-trouble")).to_contain_text("Deleted 3 runs.")
    page.reload()
    expect(page.get_by_label("Search")).to_have_value(mark)


def test_notes_and_lines_are_drawn_and_shared(visit: Visit, site: Server) -> None:
    here, there = visit(), visit()
    page = here.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&c=3&d=20&s=41")
    page.get_by_role("button", name="Notes").click()
    page.locator("#line-words").fill("good enough")
    page.get_by_role("button", name="Add line").click()
    expect(page.locator("#note-lines")).to_contain_text("95 % accuracy: good enough")
    page.locator("#note-text").fill("It holds.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#note-shown")).to_have_text("It holds.")
    expect(page.locator("#accuracy .annotation-text", has_text="good enough")).to_be_visible()
    run = (page.locator("#csv").get_attribute("href") or "").split("/")[4]
    share = site.http.post("/shares", json={"run": run}).json()["id"]
    site.http.patch(f"/runs/{run}", json={"note": "Changed since.", "annotations": []}).raise_for_status()
    other = there.page
    other.goto(f"/s/{share}")
    expect(other.locator("#shared-figure .annotation-text", has_text="good enough")).to_be_visible()
    expect(other.locator("main")).to_contain_text("It holds.")


def test_the_tour_is_taken_once_and_again_from_help(visit: Visit) -> None:
    page = visit(tour=True).page
    page.goto("/")
    tour = page.locator("#tour")
    expect(tour).to_contain_text("Choose networks")
    tour.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    expect(tour).to_contain_text("watch the curves")
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()
    page.reload()
    page.wait_for_selector("#accuracy .scatterlayer path.js-line", state="attached")
    expect(tour).to_be_hidden()
    page.get_by_role("link", name="Help").click()
    page.get_by_role("button", name="Take the tour").click()
    for _ in range(3):
        tour.get_by_role("button").last.click()
    expect(tour).to_be_hidden()


def test_paper_holds_the_figure_and_no_controls(visitor: Visitor) -> None:
    page = visitor.explore()
    page.emulate_media(media="print")
    for place in ("header", ".panel", ".actions", "#energy-mode"):
        assert not page.locator(place).first.is_visible(), place
    for place in ("#headline", "#summary", "#accuracy", "#pareto"):
        assert page.locator(place).is_visible(), place


def test_runs_are_filtered_by_state(visitor: Visitor, site: Server) -> None:
    site.finished(site.submit({**SPEC, "seed": 4}))
    site.http.post(f"/runs/{site.submit({**LONG, 'seed': 5})}/cancel").raise_for_status()
    page = visitor.page
    go(page, "/runs")
    expect(page.locator("#runs-table")).to_contain_text("cancelled")
    page.get_by_role("textbox", name="State").click()
    page.get_by_role("option", name="done").click()
    expect(page.locator("#runs-table")).not_to_contain_text("cancelled")
    assert set(page.locator("#runs-table .mantine-Badge-root").all_inner_texts()) == {"DONE"}


def test_networks_are_sorted_filtered_and_opened(visitor: Visitor) -> None:
    page = visitor.page
    go(page, "/networks")
    rows = page.locator("#networks-table tbody tr")
    page.get_by_role("textbox", name="Family").click()
    page.get_by_role("option", name="CNN", exact=True).click()
    page.get_by_role("textbox", name="Data set").click()
    page.get_by_role("option", name="Digits (8 x 8)").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Clean accuracy").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Clean accuracy")
    page.get_by_role("button", name="Clean accuracy").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Clean accuracy")
    shown = [float(text.removesuffix(" %")) for text in rows.locator("td:nth-child(5)").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    rows.first.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("CNN")
    expect(page.locator("main")).to_contain_text("Convolution")
    page.locator("#training-figure .scatterlayer path.js-line").first.wait_for(state="attached")
    page.get_by_role("link", name="See it under noise").click()
    visitor.until("done", "running")
    assert len(visitor.curves()) == 1


def test_the_way_back_to_explore_keeps_the_view(visitor: Visitor) -> None:
    page = visitor.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&c=3&d=20&p=7")
    page.get_by_role("link", name="Help").click()
    expect(page.locator("h1")).to_have_text("Help")
    page.go_back()
    expect(page.locator("#programming-number")).to_have_value("7 %")


def test_keys(visit: Visit) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&c=3&d=20")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("cancel the run")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("s")
    expect(page.locator("#notify")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    before = page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')")
    page.keyboard.press("d")
    page.wait_for_function("before => document.documentElement.getAttribute('data-mantine-color-scheme') !== before", arg=before)
    page.locator("#seed").or_(page.locator("#count")).first.click()
    page.keyboard.press("d")
    assert page.evaluate("document.documentElement.getAttribute('data-mantine-color-scheme')") != before, (
        "a letter in a field is a letter"
    )


def test_a_page_that_is_not_there_says_so(visitor: Visitor) -> None:
    go(visitor.page, "/nowhere")
    expect(visitor.page.locator("h1")).to_contain_text("There is no such page")
    visitor.page.get_by_role("link", name="Go to Explore").click()
    visitor.until("done")
