"""Devices and settings of single layers on Explore."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor
from tests.e2e.explore_views import fresh

pytestmark = pytest.mark.browser

# The curve beside the run's own has as many points.
BOTH_WAYS = """() => {
    const curves = document.querySelector('#accuracy .js-plotly-plot').data.filter(trace => trace.mode === 'lines+markers');
    return curves.length === 4 && curves.every(trace => trace.x.length === curves.at(-1).x.length);
}"""


def test_a_device_sets_the_slider(visitor: Visitor) -> None:
    page = visitor.explore(fresh())
    page.get_by_role("button", name="ReRAM 2.56 %").click()
    expect(page.locator("#programming-number")).to_have_value("2.56 %")
    page.wait_for_url("**p=2.56*")
    expect(page.locator("#accuracy")).to_contain_text("slider: 2.56 %")
    expect(page.locator("#conversion")).to_contain_text("2.56 % of the weight range is 5.12 % of max |w|")


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
