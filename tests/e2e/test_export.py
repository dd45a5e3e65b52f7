"""What is taken along from the pages: pictures with their caption, files, command lines."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
VIEW = "?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&i=100&h=10&c=3&d=20&s=500"
SVG = "{http://www.w3.org/2000/svg}"


def taken(page: Page, menu: int, name: str) -> tuple[str, Path]:
    """File name and file of one entry of an export menu."""
    page.locator("details.menu > summary").nth(menu).click()
    with page.expect_download() as download:
        page.locator("details.menu").nth(menu).locator(".menu-items > *").filter(has_text=name).first.click()
    return download.value.suggested_filename, download.value.path()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_title_legend_n_and_interval_in_it(visit: Visit, scheme: str) -> None:
    visitor = visit(color_scheme=scheme)
    page = visitor.explore(VIEW)
    name, path = taken(page, 0, "SVG")
    assert name.startswith("mhoscope-accuracy-") and name.endswith(".svg")
    tree = ET.parse(path)
    text = " ".join("".join(element.itertext()) for element in tree.iter(f"{SVG}text"))
    for part in ("Accuracy against programming noise", "MLP", "RNN T=4", "draws (simulated chips) of 100 images"):
        assert part in text
    assert "95 % t interval of the mean over draws" in text
    assert "http" not in path.read_text().replace("http://www.w3.org/", "")
    assert next(tree.iter(f"{SVG}rect")).get("fill") == {"light": "rgb(255, 255, 255)", "dark": "rgb(36, 36, 36)"}[scheme]
    size = [float(tree.getroot().get(side) or 0) for side in ("width", "height")]
    head = taken(page, 0, "PNG")[1].read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == tuple(int(2 * side) for side in size)


def test_a_picture_of_the_energy_has_the_legend_that_the_page_shows_beside_it(visitor: Visitor) -> None:
    page = visitor.explore(VIEW)
    expect(page.locator("#energy-note")).to_contain_text("One inference takes", timeout=20_000)
    components = page.locator("#energy-legend li").all_inner_texts()
    text = taken(page, 1, "SVG")[1].read_text()
    assert components and all(component in text for component in components)


def test_every_file_of_the_menu_is_there(visitor: Visitor, site: Server) -> None:
    page = visitor.explore(VIEW)
    run = (page.locator("#csv").get_attribute("href") or "").split("/")[4]
    for entry, kind, mark in (
        ("JSON", "json", "spec_hash"),
        ("Notebook", "ipynb", "nbformat"),
        ("Python script", "py", "EXPECTED"),
        ("BibTeX", "bib", "@software{mhoscope-"),
    ):
        name, path = taken(page, 0, entry)
        assert name.endswith(f".{kind}") and mark in path.read_text()
    name, path = taken(page, 0, "Bundle")
    assert name.endswith(".zip") and path.read_bytes()[:2] == b"PK"
    assert site.http.get(f"/runs/{run}/export/zip").headers["content-disposition"].endswith(f'"{name}"')


def test_the_menu_opens_and_closes_by_keys(visitor: Visitor) -> None:
    page = visitor.explore(VIEW)
    summary = page.locator("details.menu > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator("details.menu .menu-items > *").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#reproduce-open")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(summary).to_be_focused()
