"""Dynamics in a real browser: an answer comes by itself, time passes, and the address holds all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]

SMALL = "?v=1&n=digits/rnn-t4-noise0,digits/rnn-stacked-t4-noise0&r=2.5&i=20&cs=2&es=5"
PATIENT = 60_000
HEADS = """() => {
    const { data } = document.querySelector('#dynamics-figure-trajectories .js-plotly-plot');
    return data.filter(trace => trace.meta && trace.meta.moves === 'head').map(trace => Array.from(trace.x));
}"""
SAID = "() => Array.from(document.querySelectorAll('.dynamics-said')).map(place => place.innerText)"


def whole(page: Page) -> None:
    """Wait until the answer is there, and drawn."""
    expect(page.locator("#dynamics-state")).to_have_text(re.compile("done", re.IGNORECASE), timeout=PATIENT)
    for name in ("trajectories", "distances", "spectrum", "gradients", "after"):
        page.wait_for_selector(f"#dynamics-figure-{name} .scatterlayer path.js-line", state="attached", timeout=PATIENT)
    expect(page.locator("#dynamics-said-noise")).to_contain_text("RNN stacked", timeout=PATIENT)


def test_the_answer_comes_by_itself_is_played_and_is_found_again(visit: Visit) -> None:
    page = visit().page
    page.goto(f"/dynamics{SMALL}")
    whole(page)
    last = page.evaluate(HEADS)
    # Time passes by a press, and by keys.
    page.locator("#dynamics-play").click()
    expect(page.locator("#dynamics-play")).to_have_text("Pause")
    page.wait_for_function(f"last => JSON.stringify(({HEADS})()) !== JSON.stringify(last)", arg=last)
    expect(page.locator("#dynamics-play")).to_have_text("Play", timeout=PATIENT)
    expect(page.locator("#dynamics-step-text")).to_have_text("step 4 of 4")
    page.wait_for_function(f"last => JSON.stringify(({HEADS})()) === JSON.stringify(last)", arg=last)
    page.locator("#dynamics-step [role=slider]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#dynamics-step-text")).to_have_text("step 3 of 4")
    # What is looked at is in the address, and so it is found again.
    page.locator("#dynamics-drive").get_by_text("the image again").click()
    page.wait_for_url(re.compile("dr=image"))
    expect(page.locator("#dynamics-said-after")).to_contain_text("after 5 steps")
    page.locator("#dynamics-network").click()
    page.get_by_role("option", name="RNN stacked T=4", exact=True).click()
    expect(page.locator("#dynamics-layer")).to_be_visible(timeout=PATIENT)
    expect(page.locator("#dynamics-box-blocks")).to_be_visible()
    page.wait_for_url(re.compile("fn=1"))
    with page.expect_download() as numbers:
        page.locator(".dynamics-figure-head", has=page.locator("[data-picture=dynamics-figure-distances]")).get_by_text(
            "Export"
        ).click()
        page.locator("[data-picture=dynamics-figure-distances][data-kind=csv]").click()
    assert numbers.value.path().read_text().startswith("cause,t,mean,ci_low")
    answer = page.request.get(page.locator("#dynamics-file-json").get_attribute("href") or "")
    assert [one["network"] for one in answer.json()["networks"]] == ["digits/rnn-t4-noise0", "digits/rnn-stacked-t4-noise0"]
    said = page.evaluate(SAID)
    page.reload()
    whole(page)
    page.wait_for_function(f"said => JSON.stringify(({SAID})()) === JSON.stringify(said)", arg=said, timeout=PATIENT)
    assert json.dumps(said).count("n =") > 6


def test_on_a_phone_in_the_dark_what_cannot_be_asked_is_said(visit: Visit, site: Server) -> None:
    page = visit(viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion="reduce").page
    page.goto("/dynamics?v=1&n=digits/mlp-noise0,digits/nobody,digits/rnn-t2-noise0&i=20&cs=2&es=2&qu=odd")
    expect(page.locator("#dynamics-asides")).to_contain_text("digits/mlp-noise0")
    expect(page.locator("#dynamics-asides")).to_contain_text("quantity = 'odd'")
    expect(page.locator("#dynamics-state")).to_have_text(re.compile("done", re.IGNORECASE), timeout=PATIENT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Compare training noises").click()
    page.wait_for_url(re.compile("noise0.5"))
    page.locator(".dynamics-networks .mantine-InputClearButton-root").click()
    expect(page.locator("#dynamics-trouble")).to_contain_text("Choose at least one recurrent network")
    assert site.http.get("/dynamics").json()["total"] >= 2
