"""Runs behind Explore: begun, left, cancelled, waited for."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor
from tests.e2e.explore_views import LONG, SEEDS, fresh
from tests.e2e.server import Server, wait_for

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

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
    page.locator("#cancel").click()  # other tests count the runs of this server
    expect(page.locator("#state")).to_have_text("cancelled", timeout=30_000)


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
