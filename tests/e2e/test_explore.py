"""Explore in a real browser: see, slide, undo, share, stop."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server, wait_for

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

QUICK = "i=100&h=10&c=3&d=20"
LONG = "i=500&h=0.1&c=6&d=10000"
SEEDS = count(1000)
# The server has made a run long before the page hears of it.
LATE_ANSWERS = """() => {
    const own = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await own(...asked);
        const begins = String(asked[1]?.body).includes('"output":"begun.data"');
        if (begins) await new Promise((done) => setTimeout(done, 500));
        return answer;
    };
}"""
RUNS_OF_SEED = """async (seed) => {
    const get = async (path) => (await fetch(`/api/v1/runs${path}`)).json();
    const runs = await Promise.all((await get("?limit=30")).items.map((item) => get(`/${item.id}`)));
    const own = runs.filter((run) => run.spec.seed === seed);
    return own.map((run) => [run.spec.internal_noise.read, run.state]);
}"""
# The curve beside the run's own has as many points.
BOTH_WAYS = """() => {
    const curves = document.querySelector('#accuracy .js-plotly-plot').data.filter(trace => trace.mode === 'lines+markers');
    return curves.length === 4 && curves.every(trace => trace.x.length === curves.at(-1).x.length);
}"""


def fresh(settings: str = QUICK) -> str:
    """The address of a run that nobody asked for yet."""
    return f"?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&{settings}&s={next(SEEDS)}"


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


def test_steps_quicker_than_answers_leave_no_run_behind(visitor: Visitor) -> None:
    """Dash drops answers that are overtaken: their runs are known to nobody, and still they are to end."""
    page = visitor.page
    page.goto(f"/?v=1&n=digits/mlp-noise0&{LONG}&s={(seed := next(SEEDS))}")
    thumb = page.locator("#read-slider [role=slider]")
    expect(page.locator("#state")).to_have_text("running", timeout=30_000)
    page.evaluate(LATE_ANSWERS)
    for _ in range(12):
        thumb.press("ArrowRight")
        page.wait_for_timeout(60)
    page.wait_for_url("**r=1.2*")

    def all_but_the_last_ended() -> bool:
        states = dict(page.evaluate(RUNS_OF_SEED, seed))
        return len(states) > 2 and states.pop(0.012, None) == "running" and set(states.values()) == {"cancelled"}

    wait_for(all_but_the_last_ended, 20, "an end of all runs but one")


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


def test_back_is_undo_and_forward_redo(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    before, address = visitor.curves(), page.url
    with visitor.anew():
        visitor.type("read-number", "8")
    after = visitor.curves()
    assert after != before
    with visitor.anew():
        page.go_back()
    expect(page.locator("#read-number")).to_have_value("0 %")
    assert page.url == address
    assert visitor.curves() == before
    with visitor.anew():
        page.go_forward()
    expect(page.locator("#read-number")).to_have_value("8 %")
    page.wait_for_url("**r=8*")
    assert visitor.curves() == after


def test_back_reaches_the_view_of_the_first_visit(visitor: Visitor) -> None:
    page = visitor.explore()
    with visitor.anew("done", "running"):
        visitor.type("read-number", "1")
    with visitor.anew():
        page.go_back()
    expect(page.locator("#read-number")).to_have_value("0 %")
    assert page.url.endswith("/")


def test_the_sweep_of_a_link_survives_back(visitor: Visitor) -> None:
    page = visitor.explore(fresh(f"{QUICK}&x=r&a=1&b=3"))
    with visitor.anew():
        visitor.type("stop", "4")
    page.wait_for_url("**b=4*")
    with visitor.anew():
        page.go_back()
    expect(page.locator("#stop")).to_have_value("3")
    expect(page.locator("#start")).to_have_value("1")


def test_a_link_shows_another_visitor_the_same(visit: Visit) -> None:
    here, there = visit(), visit()
    page = here.explore(fresh(f"{QUICK}&r=2&k=gaussian&l=0.3&ab=6"))
    other = there.explore("?" + page.url.partition("?")[2])
    assert there.curves() == here.curves()
    expect(other.locator("#read-number")).to_have_value("2 %")
    expect(other.locator("#test-level-number")).to_have_value("0.3")
    expect(other.locator("#adc-bits")).to_have_value("6 bit")
    assert other.url == page.url


def test_what_a_link_cannot_ask_for_is_said_and_put_right(visitor: Visitor) -> None:
    page = visitor.explore(fresh(f"{QUICK}&r=199"))
    expect(page.locator("#asides")).to_contain_text("read")
    expect(page.locator("#read-number")).to_have_value("100 %")
    assert "r=100" in page.url


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
    drawn = "() => Array.from(document.querySelector('#accuracy .js-plotly-plot').data.at(-1).x)"
    assert page.evaluate(drawn) == [0, 1, 10]
    assert "xv=0,0.01,0.1" in page.url
    with visitor.anew():
        visitor.type("stop", "4")
    expect(page.locator("#list-x-said")).to_have_text("")
    page.wait_for_url("**b=4*")
    assert "xv" not in page.url and page.evaluate(drawn) == [0, 2, 4]


def test_a_run_can_be_cancelled_and_gone_on_with(visitor: Visitor, site: Server) -> None:
    page = visitor.page
    page.goto("/" + fresh(LONG))
    visitor.until("running")
    expect(page.locator("#progress-text")).to_contain_text("draws")
    page.locator("#cancel").click()
    visitor.until("cancelled")
    expect(page.locator("#cancel")).to_be_hidden()
    page.locator("#retry").click()
    visitor.until("running")
    page.keyboard.press("Escape")
    visitor.until("cancelled")
    assert site.http.get("/runs", params={"state": "running"}).json()["total"] == 0


def test_leaving_a_setting_cancels_its_run(visitor: Visitor, site: Server) -> None:
    visitor.page.goto("/" + fresh(LONG))
    visitor.until("running")
    with visitor.anew("running"):
        visitor.type("read-number", "2")
    assert site.http.get("/runs", params={"state": "running"}).json()["total"] == 1
    visitor.page.locator("#cancel").click()
    visitor.until("cancelled")


def test_a_device_sets_the_slider(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    page.get_by_role("button", name="ReRAM 2.56 %").click()
    expect(page.locator("#programming-number")).to_have_value("2.56 %")
    page.wait_for_url("**p=2.56*")
    expect(page.locator("#accuracy")).to_contain_text("slider: 2.56 %")
    expect(page.locator("#conversion")).to_contain_text("2.56 % of the weight range is 5.12 % of max |w|")


def test_networks_are_found_chosen_and_taken_away(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    page.locator("#networks-open").click()
    offered = page.locator("#catalogue-grid button:visible")
    expect(offered).to_have_count(site_total(page))
    page.locator("#catalogue-search").fill("mlp 0.5")
    page.locator("#catalogue-dataset").get_by_text("Digits").click()
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


def test_without_an_event_stream_the_page_asks(visit: Visit) -> None:
    visitor = visit()
    visitor.page.route("**/events*", lambda route: route.fulfill(status=502, body="no"))
    visitor.explore(fresh())
    assert {len(curve) for curve in visitor.curves().values()} == {3}
    visitor.errors = [error for error in visitor.errors if "502" not in error]


def test_a_run_that_nobody_takes_up_is_said(visitor: Visitor, site: Server) -> None:
    asleep = site.processes("-Q runs")
    assert asleep
    try:
        for pid in asleep:
            os.kill(pid, signal.SIGSTOP)
        visitor.page.goto("/" + fresh())
        expect(visitor.page.locator("#trouble")).to_contain_text("No worker has started", timeout=15_000)
        expect(visitor.page.locator("#state")).to_have_text("queued")
    finally:
        for pid in asleep:
            os.kill(pid, signal.SIGCONT)
    visitor.until("done")
    expect(visitor.page.locator("#trouble")).not_to_contain_text("No worker")


def test_a_device_with_laws_replaces_the_sigmas_and_ages(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    with visitor.anew():
        page.locator("#device").click()
        page.get_by_role("option", name="PCM", exact=True).click()
    page.wait_for_url("**x=ag*dv=pcm-joshi*")
    expect(page.locator("#sigmas")).to_be_hidden()
    expect(page.locator("#device-note")).to_contain_text("Joshi")
    expect(page.locator("#accuracy .legend")).to_contain_text("RNN T=4, compensated")
    page.wait_for_function(BOTH_WAYS, timeout=30_000)
    both = visitor.curves()
    aged = both["RNN T=4, drifting"]
    assert aged[-1] < aged[0]
    assert both["RNN T=4, compensated"][-1] > aged[-1]
    with visitor.anew():
        page.locator("#compensation").check(force=True)
    assert visitor.curves()["RNN T=4, compensated"][-1] > aged[-1]
    with visitor.anew():
        page.go_back()
    expect(page.locator("#compensation")).not_to_be_checked()
    with visitor.anew():
        page.locator("#device").click()
        page.get_by_role("option", name="ECRAM", exact=True).click()
    page.wait_for_url("**x=ab*dv=ecram*")
    expect(page.locator("#aging")).to_be_hidden()
    page.locator("#device").click()
    page.get_by_role("option", name="no device: the two sigmas below").click()
    expect(page.locator("#sigmas")).to_be_visible()


def test_a_layer_has_settings_of_its_own(visitor: Visitor) -> None:
    page = visitor.explore(f"{fresh()}&ov=dense_1:digital")
    rows, layer, setting = page.locator("#layer-rows"), page.locator("#layer"), page.locator("#layer-field")
    expect(rows).to_contain_text("dense_1: digital")
    for place, choice in ((layer, "rnn (1 of 2)"), (setting, "ADC bits")):
        place.click()
        page.get_by_role("option", name=choice, exact=True).click()
    page.locator("#layer-number").fill("6")
    page.locator("#layer-number").press("Tab")
    page.locator("#layer-set").click()
    expect(rows).to_contain_text("rnn: ADC bits 6")
    page.wait_for_url("**ov=dense_1:digital,rnn:ab:6**")
    visitor.until("done")
    page.get_by_role("button", name="Remove the setting of dense_1: digital").click()
    expect(rows).not_to_contain_text("dense_1")
    page.go_back()
    expect(rows).to_contain_text("dense_1: digital")


def test_settings_of_a_layer_go_with_the_last_network_that_has_it(visitor: Visitor) -> None:
    page = visitor.explore("?v=1&n=digits/mlp-noise0,digits/cnn-noise0&i=50&c=2&dr=2&ov=conv2d:digital,dense:ab:6")
    page.get_by_role("button", name="Remove digits/cnn-noise0").click()
    expect(page.locator("#asides")).to_contain_text("this is left out: conv2d: digital.")
    page.wait_for_url(re.compile("ov=dense:ab:6$"))
    visitor.until("done")
    expect(page.locator("#trouble")).to_be_empty()
