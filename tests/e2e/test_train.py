"""Train a network in a real browser, and put it under noise."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server, wait_for

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
STARTS_MS = 60_000
"""The trainer is started for the first training, and TensorFlow with it."""


def test_a_network_is_trained_watched_and_put_under_noise(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/networks")
    page.get_by_role("link", name="Train a network").click()
    page.locator("#train-time_steps").click()
    page.get_by_role("option", name="8", exact=True).click()
    page.get_by_label("Training noise").fill("0.2")
    page.get_by_label("Epochs").fill("15")
    page.locator("#train-go").click()
    training = page.locator("#trainings li").first
    expect(training).to_contain_text("RNN T=8, trained at 0.2")
    expect(training).to_contain_text("clean accuracy on the full test set", timeout=STARTS_MS)
    expect(page.locator("#training-title")).to_contain_text("learned")
    page.locator("#training-live .scatterlayer path.js-line").first.wait_for(state="attached")
    training.get_by_role("link", name="RNN T=8").click()
    expect(page.locator("h1")).to_have_text("RNN T=8, trained at 0.2")
    expect(page.locator("main")).to_contain_text("no look-up tables")
    page.locator("#weights-figure .barlayer path").first.wait_for(state="attached")
    page.get_by_role("link", name="See it under noise").click()
    visitor.until("done", "running")
    assert set(visitor.curves()) == {"RNN T=8, trained at 0.2"}


def test_a_training_can_be_stopped_and_forgotten(visitor: Visitor, site: Server) -> None:
    page = visitor.page
    page.goto("/networks/train")
    page.get_by_label("Epochs").fill("1000")
    page.locator("#train-go").click()
    training = page.locator("#trainings li").first
    expect(training).to_contain_text("Epoch", timeout=STARTS_MS)
    training.get_by_role("button", name=re.compile("^Cancel")).click()
    expect(training).to_contain_text("Stopped after")
    assert site.http.get("/trainings", params={"state": "running"}).json()["total"] == 0
    training.get_by_role("button", name=re.compile("^Forget")).click()
    expect(page.locator("#trainings")).not_to_contain_text("Stopped after")


def test_what_cannot_be_trained_is_said_at_the_form(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/networks/train")
    page.get_by_label("Hidden units or filters").fill("12,x")
    page.locator("#train-go").click()
    expect(page.locator("#train-trouble")).to_contain_text("whole numbers with commas between")
    page.get_by_label("Hidden units or filters").fill("12,13")
    page.locator("#train-go").click()
    expect(page.locator("#train-trouble")).to_contain_text("hidden must give one number for the family rnn")
    expect(page.locator("#train-time_steps")).to_be_visible()
    page.locator("#train-family").click()
    page.get_by_role("option", name="MLP", exact=True).click()
    expect(page.locator("#train-time_steps")).to_be_hidden()


def test_a_killed_training_fails_with_the_reason(site: Server) -> None:
    made = site.http.post("/trainings", json={"family": "mlp", "epochs": 1000}).json()["id"]

    def training() -> dict[str, object]:
        found: dict[str, object] = site.http.get(f"/trainings/{made}").json()
        return found

    wait_for(lambda: training()["epoch"], what="an epoch")
    os.kill(site.processes("trainings@")[-1], signal.SIGKILL)
    wait_for(lambda: training()["state"] != "running", what="the end of a killed training")
    assert training()["state"] == "failed" and "was killed" in str(training()["error"])
    assert site.http.get(f"/networks/{training()['network']}").status_code == 404
