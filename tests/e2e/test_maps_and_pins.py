"""Maps over two parameters with cuts through them, and curves that are pinned to be compared, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
QUICK = "?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&c=3&i=100&h=10&d=20"
PATIENT = 30_000

CELLS = """() => {
    const graph = document.querySelector('#accuracy .js-plotly-plot');
    return graph.data.filter(trace => trace.type === 'heatmap').map(({ name, x, y, z }) => ({ name, x, y, z }));
}"""
RANGE = "name => document.querySelector(`#${name} .js-plotly-plot`)._fullLayout.xaxis.range"


def choose(page: Page, shape: str) -> None:
    page.locator("#shape").get_by_text(shape, exact=True).click()


def titles(page: Page) -> Locator:
    return page.locator("#cuts h3")


def test_a_curve_becomes_a_map_whose_cuts_move_and_a_curve_again(visitor: Visitor, site: Server) -> None:
    page = visitor.explore(f"{QUICK}&s=601")
    curve = visitor.curves()
    with visitor.anew():
        choose(page, "Map")
        page.locator("#y-count").fill("3")
        page.locator("#y-count").press("Enter")
    page.wait_for_function(f"() => ({CELLS})()[0]?.z.length === 3", timeout=PATIENT)
    visitor.until("done")
    run = site.run((page.locator("#csv").get_attribute("href") or "").split("/")[4])
    means = {(point["network"], point["x"], point["y"]): 100 * point["accuracy"] for point in run["points"]}
    x_values, y_values = (run["spec"]["sweep"][axis]["values"] for axis in "xy")
    maps = page.evaluate(CELLS)
    assert [shown["name"] for shown in maps] == run["spec"]["networks"]
    for shown in maps:
        assert shown["z"] == [[pytest.approx(means[shown["name"], x, y]) for x in x_values] for y in y_values]
    # Each cut goes where a cell is pressed.
    before = titles(page).all_inner_texts()
    visitor.press_cell("accuracy", 2, 2)
    expect(titles(page).first).to_have_text("At read noise 10 %")
    expect(titles(page).last).to_have_text("At programming error 20 %")
    assert titles(page).all_inner_texts() != before
    page.wait_for_url(re.compile("cx=20&cy=10"))
    row = page.evaluate("() => Array.from(document.querySelector('#cut-row .js-plotly-plot').data[1].y)")
    assert row == [pytest.approx(means[run["spec"]["networks"][0], x, y_values[2]]) for x in x_values]
    page.reload()
    visitor.until("done")
    expect(titles(page).first).to_have_text("At read noise 10 %")
    visitor.press_cell("accuracy", 0, 1)
    expect(titles(page).first).to_have_text("At read noise 5 %")
    page.go_back()
    expect(titles(page).first).to_have_text("At read noise 10 %")
    with visitor.anew():
        choose(page, "Curve")
    expect(page.locator("#cuts")).to_be_empty()
    assert "y=" not in urlsplit(page.url).query.replace("&yr=", "")
    assert visitor.curves() == curve


def test_what_the_noise_amounts_to_is_told_of_the_place_where_the_map_is_cut(visitor: Visitor) -> None:
    page = visitor.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&d=5&b=9&c=4&y=r&yb=4&yc=3&r=2")
    note = page.locator("#conversion-note")
    expect(note).to_contain_text("At programming error 3 % and read noise 2 %: like training noise", timeout=PATIENT)
    visitor.press_cell("accuracy", 3, 2)
    expect(note).to_contain_text("At programming error 9 % and read noise 4 %: like training noise", timeout=PATIENT)


def test_an_age_is_pressed_by_its_words(visitor: Visitor) -> None:
    page = visitor.explore("?v=1&n=digits/mlp-noise0&i=100&h=10&d=5&dv=pcm-joshi&x=ag&a=1&b=10000&c=3&y=ab&ya=4&yb=8&yc=3")
    visitor.press_cell("accuracy", 2, 0)
    page.wait_for_url(re.compile("cx=10000&cy=4"))
    note = page.locator("#conversion-note")
    expect(note).to_contain_text("At device age 2.8 h and ADC bits 4: like training noise", timeout=PATIENT)


def pins_in(page: Page) -> list[str]:
    return [pin for text in parse_qs(urlsplit(page.url).query).get("pin", []) for pin in text.split(",")]


def tray(page: Page) -> Locator:
    return page.locator("#tray .pin")


def wait_for_pins(page: Page, count: int) -> None:
    expect(tray(page)).to_have_count(count, timeout=PATIENT)
    page.wait_for_function(
        "count => (new URLSearchParams(location.search).get('pin') || '').split(',').filter(Boolean).length === count", arg=count
    )


def difference(page: Page) -> dict[str, Any]:
    """The first difference that is drawn: its name, values, and ends of its interval."""
    page.wait_for_function(
        "() => document.querySelector('#difference-figure .js-plotly-plot')?.data?.length >= 2", timeout=PATIENT
    )
    found: dict[str, Any] = page.evaluate(
        """() => {
            const { name, x, y, customdata } = document.querySelector('#difference-figure .js-plotly-plot').data[1];
            return { name, x: Array.from(x), y: Array.from(y), ends: Array.from(customdata, ends => Array.from(ends)) };
        }"""
    )
    return found


def test_pinned_curves_stay_while_settings_change_and_are_compared(visitor: Visitor, site: Server) -> None:
    other = site.finished(site.submit(spec(seed=602, read=0.1)))
    page = visitor.explore("?v=1&n=digits/mlp-noise0&c=3&i=100&h=10&d=20&s=602")
    pinned = visitor.curves()["MLP"]
    page.keyboard.press("p")
    wait_for_pins(page, 1)
    with visitor.anew():
        visitor.type("read-number", "4")
    visitor.until("done")
    # One more comes from another run, as the page of runs names it.
    page.get_by_label("A run's id or link").fill(other["id"])
    page.get_by_role("button", name="Add", exact=True).click()
    wait_for_pins(page, 2)
    page.wait_for_function(
        "() => document.querySelector('#accuracy .js-plotly-plot').data.filter(t => t.mode === 'lines+markers').length === 3"
    )
    shown = visitor.curves()
    assert len(shown) == 3 and shown["MLP, read noise 0 %"] == pinned
    assert shown["MLP, read noise 10 %"] == pytest.approx([100 * point["accuracy"] for point in other["points"]])
    # The table names what differs, and nothing else.
    rows = page.locator("#compare-table .differs")
    expect(rows).to_have_count(1)
    assert rows.first.locator("th, td").all_inner_texts() == ["Read noise", "4 %", "0 %", "10 %"]
    found = difference(page)
    assert found["name"] == "MLP less MLP, read noise 0 %"
    assert found["y"] == pytest.approx([now - before for now, before in zip(shown["MLP"], pinned, strict=True)], abs=3)
    assert all(low <= middle <= high for middle, (low, high, _) in zip(found["y"], found["ends"], strict=True))
    expect(page.locator("#difference")).to_contain_text("Paired by draw: 95 % t interval")
    assert page.evaluate(RANGE, "difference-figure") == pytest.approx(page.evaluate(RANGE, "accuracy")), "the same axis"
    # A name of one's own, and all of it in the address.
    name = page.get_by_label("Name of pinned curve 1")
    name.fill("quiet chips")
    name.press("Enter")
    page.wait_for_url(re.compile("quiet"))
    page.reload()
    visitor.until("done")
    wait_for_pins(page, 2)
    expect(name).to_have_value("quiet chips")
    assert difference(page)["name"] == "MLP less quiet chips"
    page.get_by_role("button", name="Remove pinned curve 1").click()
    wait_for_pins(page, 1)
    assert pins_in(page) == [f"{other['id']}.0"]
    page.go_back()
    wait_for_pins(page, 2)
    expect(name).to_have_value("quiet chips")
    page.go_forward()
    wait_for_pins(page, 1)


def test_runs_that_are_chosen_are_compared_on_explore(visitor: Visitor, site: Server) -> None:
    runs = [site.finished(site.submit(spec(seed=603, read=read))) for read in (0.0, 0.02, 0.05)]
    mark = "side by side"
    for run in runs:
        site.http.patch(f"/runs/{run['id']}", json={"note": mark}).raise_for_status()
    page = visitor.page
    page.goto("/runs")
    page.get_by_label("Search").fill(mark)
    expect(page.locator("#runs-table tbody tr")).to_have_count(3)
    page.locator("#runs-all").click()
    page.locator("#runs-compare").click()
    page.wait_for_url(re.compile(r"/\?v=1&.*pin="))
    visitor.until("done")
    wait_for_pins(page, 2)
    page.wait_for_function(
        "() => document.querySelector('#accuracy .js-plotly-plot').data.filter(t => t.mode === 'lines+markers').length === 3"
    )
    assert {tuple(curve) for curve in visitor.curves().values()} == {
        tuple(100 * point["accuracy"] for point in run["points"]) for run in runs
    }


def spec(*, seed: int, read: float) -> dict[str, Any]:
    """What Explore asks for at `c=3&i=100&h=10&d=20` with one network."""
    return {
        "networks": ["digits/mlp-noise0"],
        "images": 100,
        "internal_noise": {"read": read},
        "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.1, 0.2]}},
        "sampling": {"half_width": 0.1, "max_draws": 20},
        "seed": seed,
    }


def test_a_line_on_a_run_is_drawn_on_its_map(visitor: Visitor) -> None:
    page = visitor.explore(f"{QUICK}&s=604&y=r&yc=3")
    page.get_by_role("button", name="Notes").click()
    page.locator("#line-value").fill("60")
    page.locator("#line-words").fill("good enough")
    page.get_by_role("button", name="Add line").click()
    expect(page.locator("#note-lines")).to_contain_text("60 % accuracy: good enough")
    page.keyboard.press("Escape")
    expect(page.locator("#accuracy .annotation-text", has_text="good enough")).to_have_count(2)
    expect(page.locator("#accuracy .contourlines path").first).to_be_attached()
