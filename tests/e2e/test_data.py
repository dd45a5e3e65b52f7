"""Data sets of one's own in a real browser: dropped, looked at, trained on, put under noise, shared, bent by hand, removed."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.backend.datasets.own.files import arrays_of, npz
from tests.e2e.browser import Visitor
from tests.e2e.dropping import drop

pytestmark = pytest.mark.browser
SLOW = {"timeout": 90_000}
COLOURS = np.array(["red", "green", "blue", "grey"])


def add(page: Page, content: bytes, name: str) -> None:
    """Drop a data set on its page and add it under the name of its file."""
    page.goto("/data")
    drop(page, "dataset-drop", content, f"{name}.npz")
    expect(page.locator("#dataset-name")).to_have_value(name, **SLOW)
    page.get_by_role("button", name="Add data set").click()
    expect(page.locator("#dataset-result")).to_contain_text("was added", **SLOW)


def train(page: Page, dataset: str, family: str) -> str:
    """Train a small network in a few epochs by the API, as its page does, and return its id."""
    site = page.request
    request = {"dataset": dataset, "family": family, "epochs": 3, "name": "small", "noise": 0.0}
    request |= {"time_steps": 12} if family == "rnn" else {}
    made = site.post("/api/v1/trainings", data=request)
    assert made.ok, made.text()
    place = f"/api/v1/trainings/{made.json()['id']}"
    for _ in range(300):
        if (found := site.get(place).json())["state"] not in ("queued", "running"):
            break
        page.wait_for_timeout(300)
    assert found["state"] == "done", found
    return f"{dataset}/small"


def test_images_of_four_classes_and_three_channels_become_a_curve_that_is_shared(visitor: Visitor) -> None:
    page = visitor.page
    add(page, npz(**arrays_of((10, 9, 3), train=200, test=80), classes=COLOURS), "colours")
    page.get_by_role("link", name="Look at it").click()
    expect(page.locator("#dataset-samples img")).to_have_count(24, **SLOW)
    page.locator("#dataset-class").click()
    page.get_by_role("option", name="blue").click()
    expect(page.locator("#dataset-samples-note")).to_contain_text("1 to 20 of 20 images of blue", **SLOW)
    expect(page.locator("#dataset-histogram .js-plotly-plot")).to_be_visible(**SLOW)
    network = train(page, "colours", "mlp")
    page.goto(f"/?v=1&n={network}")
    visitor.until("done")
    assert set(visitor.curves()) == {"small"}
    page.locator("#share-open").click()
    page.locator("#share-go").click()
    page.goto(page.locator("#share-link").input_value())
    expect(page.locator("main")).to_contain_text("small")
    page.goto(f"/see?v=1&net={network}&see=mistakes&chips=5&p=20")
    expect(page.locator("#see-confusion-note")).to_contain_text("80 test images", **SLOW)
    expect(page.locator("#see-confusion")).to_contain_text("green", **SLOW)
    page.goto("/data/colours")
    page.get_by_role("button", name="Remove").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 network goes with it", **SLOW)
    expect(dialog).to_contain_text(network)
    dialog.get_by_role("button", name="Remove").click()
    page.wait_for_url(re.compile("/data$"))
    expect(page.locator("#dataset-table")).not_to_contain_text("colours", **SLOW)


def test_sequences_are_lines_that_are_bent_by_hand(visitor: Visitor) -> None:
    page = visitor.page
    add(page, npz(**arrays_of((12, 2), train=200, test=80), kind=np.array("sequence")), "signals")
    network = train(page, "signals", "rnn")
    page.goto(f"/see?v=1&net={network}&chips=5")
    expect(page.locator("#see-hint")).to_have_text("Drag the line", **SLOW)
    picked = page.locator("#see-picked")
    before = picked.get_attribute("src") or ""
    assert before.startswith("data:image/svg+xml")
    box = page.locator("#see-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.1 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.1 * box["height"], steps=6)
    page.mouse.up()
    expect(picked).not_to_have_attribute("src", before, **SLOW)
    page.get_by_role("button", name="As it was").click()
    expect(picked).to_have_attribute("src", before, **SLOW)
    page.goto(f"/?v=1&n={network}")
    visitor.until("done")
    assert set(visitor.curves()) == {"small"}


def test_what_is_no_data_set_is_refused_in_a_sentence(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/data")
    drop(page, "dataset-drop", b"GIF89a", "picture.npz")
    page.get_by_role("button", name="Add data set").click(**SLOW)
    expect(page.locator("#dataset-result")).to_contain_text("Nothing was added. file: the file cannot be read", **SLOW)
    said = [error for error in visitor.errors if "422" not in error]  # the browser notes every answer that is no success
    visitor.errors[:] = said
