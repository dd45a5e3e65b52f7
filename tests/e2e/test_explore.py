"""Explore in a browser: settings to curves, and what stands beside them."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.explore_views import QUICK, fresh
from tests.e2e.server import Server

pytestmark = pytest.mark.browser


def site_total(page: Page) -> int:
    total: int = page.evaluate("fetch('/api/v1/networks').then(answer => answer.json()).then(list => list.total)")
    return total


def test_the_first_visit_shows_a_finished_figure(visitor: Visitor) -> None:
    page = visitor.explore()
    curves = visitor.curves()
    assert set(curves) == {"MLP", "CNN", "RNN T=4"}
    assert {len(curve) for curve in curves.values()} == {11}
    expect(page.locator("#state")).to_have_text("done")
    expect(page.locator("#summary")).to_contain_text("keeps 95 % of its clean accuracy")
    expect(page.locator("#energy-note")).to_contain_text("One inference takes", timeout=20_000)
    assert page.url.endswith("/")


def test_the_buttons_of_a_figure_are_pictures_not_patches(visitor: Visitor) -> None:
    visitor.page.goto("/")
    visitor.page.locator("#accuracy").hover()
    button = visitor.page.locator("#accuracy .modebar-btn svg").first
    expect(button).to_be_visible()
    expect(button).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_letting_go_of_a_slider_changes_the_curve(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    before = visitor.curves()
    with visitor.anew():
        visitor.slide("read", times=1)
    page.wait_for_url("**r=0.1*")
    expect(page.locator("#read-number")).to_have_value("0.1 %")
    with visitor.anew():
        visitor.slide("read", "End")
    expect(page.locator("#read-number")).to_have_value("20 %")
    after = visitor.curves()
    assert after.keys() == before.keys()
    assert all(after[name][0] < before[name][0] - 10 for name in before)


def test_a_typed_number_moves_its_slider(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    with visitor.anew():
        visitor.type("read-number", "3")
    expect(page.locator("#read-slider [role=slider]")).to_have_attribute("aria-valuenow", "3")
    page.wait_for_url("**r=3*")


def test_a_number_beyond_the_slider_is_taken_and_the_slider_reaches_as_far(visitor: Visitor) -> None:
    page = visitor.explore(fresh(f"{QUICK}&r=25"))
    thumb = page.locator("#read-slider [role=slider]")
    expect(page.locator("#read-number")).to_have_value("25 %")
    expect(thumb).to_have_attribute("aria-valuemax", "25")
    with visitor.anew():
        visitor.type("read-number", "35.5")
    page.wait_for_url("**r=35.5*")
    expect(page.locator("#read-number")).to_have_value("35.5 %")
    expect(thumb).to_have_attribute("aria-valuenow", "35.5")
    with visitor.anew():
        page.go_back()
    expect(page.locator("#read-number")).to_have_value("25 %")
    expect(thumb).to_have_attribute("aria-valuenow", "25")
    assert "r=25" in page.url


def test_values_of_their_own_are_swept_until_an_end_changes(visitor: Visitor) -> None:
    page = visitor.explore(fresh("i=100&h=10&d=20&b=10&c=3&xv=0,0.01,0.1&ab=14"))
    expect(page.locator("#list-x-said")).to_contain_text("Values of their own: 0, 1, 10.")
    expect(page.locator("#adc-bits")).to_have_value("14 bit")
    drawn = "() => Array.from(document.querySelector('#accuracy .js-plotly-plot').data.findLast(one => one.x.length > 1).x)"
    assert page.evaluate(drawn) == [0, 1, 10]
    assert "xv=0,0.01,0.1" in page.url
    with visitor.anew():
        visitor.type("stop", "4")
    expect(page.locator("#list-x-said")).to_have_text("")
    page.wait_for_url("**b=4*")
    assert "xv" not in page.url and page.evaluate(drawn) == [0, 2, 4]


def test_networks_are_found_chosen_and_taken_away(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    page.locator("#networks-open").click()
    offered = page.locator("#catalogue-grid button:visible")
    expect(offered).to_have_count(site_total(page))
    page.locator("#catalogue-search").fill("mlp 0.5")
    page.locator("#catalogue-dataset").click()
    page.get_by_role("option", name="Digits", exact=True).click()
    expect(offered).to_have_count(1)
    with visitor.anew():
        offered.press("Space")
    expect(offered).to_have_attribute("aria-pressed", "true")
    page.locator("#catalogue-search").fill("no such network")
    expect(page.locator("#catalogue-grid")).to_contain_text("No network matches")
    page.keyboard.press("Escape")
    page.wait_for_url("**mlp-noise0.5*")
    assert set(visitor.curves()) == {"MLP", "RNN T=4", "MLP, trained at 0.5"}
    expect(page.locator("#chosen li")).to_have_count(3)
    for name in ("digits/mlp-noise0", "digits/mlp-noise0.5", "digits/rnn-t4-noise0"):
        page.get_by_role("button", name=f"Remove {name}", exact=True).click()
    expect(page.locator("#chosen")).to_contain_text("Choose at least one")
    expect(page.locator("#trouble")).to_contain_text("Choose at least one network")


def test_the_numbers_stand_beside_the_curve(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    page.get_by_role("button", name="The numbers").click()
    rows = page.locator("#numbers tbody tr")
    expect(rows).to_have_count(6)
    expect(rows.first).to_contain_text("MLP")
    expect(page.locator("#numbers caption")).to_contain_text("spec ")


def test_a_figure_says_how_to_get_it_elsewhere(visitor: Visitor, site: Server) -> None:
    page = visitor.explore(fresh())
    menu = page.locator("details.menu").first
    menu.locator("summary").click()
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.path().read_text().count("digits/mlp-noise0") == 3
    menu.locator("summary").click()
    page.locator("#reproduce-open").click()
    spec = json.loads(page.locator("#reproduce pre").first.inner_text())
    answer = site.http.post("/runs", json=spec)
    assert answer.status_code == 200, "the spec shown is the spec of the run shown"
    expect(page.locator("#reproduce")).to_contain_text("mhoscope run spec.json")
    expect(page.locator("#reproduce")).to_contain_text(f"curl -X POST {site.url}/api/v1/runs")


def test_energy_switches_to_training(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    page.locator("#energy-mode").get_by_text("Training step").click()
    expect(page.locator("#energy-note")).to_contain_text("A training step on one image takes")
    expect(page.locator("#energy-legend")).to_contain_text("outer-product update")
