"""A network of one's own in a real browser: dropped, looked at, added, put under noise, shared, removed."""

from __future__ import annotations

import base64
import os
import re
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from backend.layers import AddLayer, Conv2DLayer, DenseLayer, FlattenLayer, Layer
from backend.networks.describe import describe
from backend.networks.files import pack_network, sha256
from backend.networks.portable import with_card
from backend.schemas.network import NetworkCard
from tests.backend.api.test_network_preview import two_that_cannot_be_read
from tests.e2e.browser import Visitor
from tests.e2e.server import Server, wait_for

pytestmark = pytest.mark.browser
FILES = Path(__file__).parents[1] / "backend" / "networks" / "files"
SLOW = {"timeout": 60_000}


def opened(visitor: Visitor) -> Page:
    """The page Networks, for a machine that may be busy."""
    visitor.page.set_default_timeout(60_000)
    visitor.page.goto("/networks")
    return visitor.page


def drop(page: Page, content: bytes, name: str) -> None:
    """Drop a file on the page, as from a folder beside it."""
    page.wait_for_selector("#network-drop input[type=file]", state="attached")
    page.evaluate(
        """([content, name]) => {
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name));
            for (const kind of ["dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        [base64.b64encode(content).decode(), name],
    )


def untrained(layers: Sequence[Layer], shape: tuple[int, int, int] = (8, 8, 1)) -> bytes:
    """The file of a network with random weights for the digits."""
    facts, rng = describe(layers, shape), np.random.default_rng(0)
    arrays = {
        f"{layer.index}.{name}": rng.normal(0, 0.05, size).astype(np.float32)
        for layer in facts.layers
        for name, size in layer.arrays.items()
    }
    weights = pack_network(arrays, layers)
    card = NetworkCard(
        id="digits/untrained",
        dataset="digits",
        family="custom",
        time_steps=None,
        training_noise=None,
        parameters=facts.parameters,
        cells=facts.cells,
        clean_accuracy=0.0,
        origin="uploaded",
        input_shape=shape,
        layers=tuple(layers),
        macs=facts.macs,
        weights_sha256=sha256(weights),
    )
    return with_card(card, weights)


def large() -> bytes:
    """One that takes many seconds to be measured."""
    wide = [Conv2DLayer(filters=384, kernel_size=3, padding="same") for _ in range(4)]
    return untrained([*wide, FlattenLayer(), DenseLayer(units=10, activation="linear")])


def test_a_dropped_file_becomes_a_curve_that_is_shared(visitor: Visitor) -> None:
    page = opened(visitor)
    drop(page, (FILES / "mlp-bn.keras").read_bytes(), "My MLP.keras")
    expect(page.locator("#network-graph g.crossbar")).to_have_count(2, **SLOW)
    expect(page.locator("#network-graph g.crossbar").first).to_contain_text("64 × 32 weights on 1 array")
    expect(page.locator("#network-name")).to_have_value("my-mlp", **SLOW)
    assert not page.locator("#networks-table").get_by_role("link", name="my-mlp").count(), "nothing is kept yet"
    page.locator("#network-name").fill("dropped")
    page.get_by_role("button", name="Add network").click()
    result = page.locator("#network-result")
    expect(result).to_contain_text("96.00 % clean accuracy on the full test set", **SLOW)
    expect(result).to_contain_text("tried on training images, they gave unit 98.0 %")
    expect(page.locator("#networks-table").get_by_role("link", name="dropped")).to_be_visible(**SLOW)
    result.get_by_role("link", name="Explore it").click()
    visitor.until("done", "running")
    assert set(visitor.curves()) == {"dropped"}
    visitor.until("done")
    page.locator("#share-open").click()
    page.locator("#share-go").click()
    page.goto(page.locator("#share-link").input_value())
    expect(page.locator("main")).to_contain_text("dropped", **SLOW)


def test_every_layer_that_cannot_be_read_is_listed_with_its_reason(visitor: Visitor) -> None:
    page = opened(visitor)
    drop(page, two_that_cannot_be_read(), "odd.keras")
    rows = page.locator("#network-preview tbody tr")
    expect(rows).to_have_count(2, **SLOW)
    expect(rows.first).to_contain_text("my_code")
    expect(rows.last).to_contain_text("data_format sideways cannot be read")
    expect(page.locator("#network-preview")).to_contain_text("2 layers of odd.keras cannot be read. Nothing was added.", **SLOW)
    expect(page.get_by_role("button", name="Add network")).to_be_hidden()
    drop(page, b"GIF89a", "picture.gif")
    expect(page.locator("#network-preview")).to_contain_text("picture.gif: ", **SLOW)


def test_one_that_only_guesses_says_so_loudly_and_is_removed(visitor: Visitor) -> None:
    page = opened(visitor)
    short_cut = [Conv2DLayer(filters=8, kernel_size=3, padding="same") for _ in range(2)]
    layers = [*short_cut, AddLayer(inputs=(1, 0)), FlattenLayer(), DenseLayer(units=10, activation="linear")]
    drop(page, untrained(layers), "guess.npz")
    page.get_by_role("button", name="Add network").click()
    expect(page.locator("#network-result")).to_contain_text("guess was added, but it only guesses", **SLOW)
    page.get_by_role("link", name="Its layers and weights").click()
    expect(page.locator("h1")).to_have_text("guess", **SLOW)
    expect(page.locator(".notice")).to_contain_text("is that of guessing")
    expect(page.locator("#network-graph g")).to_have_count(6, **SLOW)
    expect(page.locator('#network-graph path.line[d*="H"]')).to_have_count(2)  # aside and back
    expect(page.get_by_role("cell", name="2, 1", exact=True)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove").click()
    page.wait_for_url(re.compile("/networks$"))
    expect(page.locator("#networks-table")).to_contain_text("MLP", **SLOW)
    expect(page.locator("#networks-table").get_by_role("link", name="guess")).to_have_count(0, **SLOW)


def test_a_large_one_shows_its_progress_and_is_cancelled(visitor: Visitor) -> None:
    page = opened(visitor)
    drop(page, large(), "large.npz")
    page.get_by_role("button", name="Add network").click()
    words = page.locator("#network-progress-words")
    expect(words).to_contain_text(re.compile(r"[1-9]\d* of 500 images classified"), **SLOW)
    page.reload()
    expect(words).to_contain_text(re.compile(r"digits/large: [1-9]\d* of 500"), **SLOW)
    page.locator("#network-progress").get_by_role("button", name="Cancel").click()
    expect(page.locator("#network-result")).to_contain_text("Nothing was added. Cancelled.", **SLOW)
    expect(page.locator("#network-progress")).to_be_hidden(**SLOW)


def upload(site: Server, content: bytes, name: str) -> dict[str, Any]:
    """An upload that is being measured."""
    form = {"dataset": "digits", "name": name}
    answer = site.http.post("/networks", params={"wait": "false"}, data=form, files={"file": ("x.npz", content)})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_quick_answers_stay_quick_while_it_is_measured(site: Server) -> None:
    job = upload(site, large(), "slow")
    place = f"/uploads/{job['id']}"
    wait_for(lambda: site.http.get(place).json()["images_done"], what="the first images")
    began = time.monotonic()
    assert site.http.post("/energy", json={"network": "digits/mlp-noise0"}).status_code == 200
    assert time.monotonic() - began < 5
    assert site.http.get(place).json()["state"] == "running", "it is measured all the while"
    site.http.post(f"{place}/cancel").raise_for_status()
    again = upload(site, large(), "slow")
    site.http.post(f"/uploads/{again['id']}/cancel").raise_for_status()


def test_after_a_kill_the_next_process_measures_it(site: Server) -> None:
    job = upload(site, large(), "survivor")
    place = f"/uploads/{job['id']}"
    wait_for(lambda: site.http.get(place).json()["images_done"], what="the first images")
    for pid in (*site.processes("-Q runs"), *site.processes("-Q uploads")):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: site.http.get(place).json()["state"] == "done", seconds=180, what="the end of the upload")
    assert site.http.get("/networks/digits/survivor").status_code == 200
    site.http.delete("/networks/digits/survivor").raise_for_status()
