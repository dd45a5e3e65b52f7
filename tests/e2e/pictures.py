"""The pictures of the README, taken of the real thing: `python -m tests.e2e.pictures FOLDER [NAME ...]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import FIRST_FIGURE_MS, Visitor, started
from tests.e2e.server import Server, wait_for

THREE = "digits/mlp-noise0,digits/cnn-noise0,digits/rnn-t4-noise0"
WINDOW, TALL = {"width": 1280, "height": 880}, {"width": 1280, "height": 1300}
VIEWS = {
    # name: address, colour scheme, what the picture is of (the whole window if empty)
    "explore": ("/", "light", ""),
    "explore-dark": (f"/?v=1&n={THREE}&x=l&b=1&k=gaussian", "dark", ""),
    "see": ("/see?v=1&p=5&net=digits/rnn-t8-noise0.1", "light", ""),
    "device": ("/?v=1&x=ag&a=1&b=10000000&dv=pcm-joshi", "light", ""),
    "map": (f"/?v=1&n={THREE}&y=r&ya=0&yb=10&yc=6&b=10&c=6&h=3&d=30", "light", "#accuracy"),
    "pareto": (
        f"/?v=1&n={THREE},digits/rnn-t2-noise0,digits/rnn-t8-noise0,digits/lstm-t8-noise0",
        "light",
        "#pareto",
    ),
    "talk": ("/?v=1&n=digits/mlp-noise0,digits/mlp-noise0.5,digits/rnn-t8-noise0,digits/rnn-t8-noise0.5&present=1", "dark", ""),
}
DIGIT = ((0.28, 0.3), (0.4, 0.18), (0.6, 0.18), (0.7, 0.32), (0.62, 0.5), (0.42, 0.66), (0.28, 0.82), (0.5, 0.8), (0.74, 0.8))
"""A two, as a line on the paper of See it; its sides are 1."""


def take(folder: Path, names: Sequence[str] = tuple(VIEWS)) -> None:
    """Write NAME.png of views into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Server(Path(home) / "home") as server, started() as browser:
        # Pages come before workers are there; a picture is of what there is then.
        wait_for(lambda: server.http.post("/energy", json={"network": "digits/mlp-noise0"}).is_success, 120, "a worker's answer")
        for name in names:
            address, scheme, part = VIEWS[name]
            visitor = Visitor(browser, server.url, color_scheme=scheme, viewport=TALL if part else WINDOW)
            page = visitor.page
            page.goto(address)
            if address.startswith("/see"):
                draw(page)
            else:
                visitor.until("done")
            if part:
                expect(page.locator(f"{part} .js-plotly-plot .trace, {part} .js-plotly-plot image").first).to_be_attached()
            page.wait_for_timeout(1500)
            place: Page | Locator = page.locator(f".card:has({part})") if part else page
            place.screenshot(path=folder / f"{name}.png")
            visitor.close()
            print(folder / f"{name}.png")


def draw(page: Page) -> None:
    """Draw a digit on See it, and wait for what the chips say of it."""
    expect(page.locator("#see-sentence strong")).to_contain_text("chips say", timeout=FIRST_FIGURE_MS)
    box = page.locator("#see-canvas").bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in DIGIT]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()
    page.mouse.move(box["x"], box["y"] + 1.2 * box["height"])
    expect(page.locator("#see-time")).to_contain_text("from pen to page", timeout=FIRST_FIGURE_MS)


if __name__ == "__main__":
    take(Path(sys.argv[1]), sys.argv[2:] or tuple(VIEWS))
