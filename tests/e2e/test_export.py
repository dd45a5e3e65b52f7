"""What is taken along from the pages: pictures with their caption, files, command lines."""

from __future__ import annotations

import base64
import csv
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
VIEW = "?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&i=100&h=10&c=3&d=20&s=500"
LOOK = {"network": "digits/mlp-noise0", "internal_noise": {"programming": 0.1}}
PATIENT = 30_000
SVG = "{http://www.w3.org/2000/svg}"


def taken(page: Page, part: str, name: str) -> tuple[str, Path]:
    """File name and file of one entry of the export menu of the card that has a part."""
    menu = page.locator("section", has=page.locator(part)).locator("details.menu").first
    menu.locator("> summary").click()
    with page.expect_download() as download:
        menu.locator(".menu-items > *").filter(has_text=name).first.click()
    return download.value.suggested_filename, download.value.path()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_title_legend_n_and_interval_in_it(visit: Visit, scheme: str) -> None:
    visitor = visit(color_scheme=scheme)
    page = visitor.explore(VIEW)
    name, path = taken(page, "#accuracy", "SVG")
    assert name.startswith("mhoscope-accuracy-") and name.endswith(".svg")
    tree = ET.parse(path)
    text = " ".join("".join(element.itertext()) for element in tree.iter(f"{SVG}text"))
    for part in ("Accuracy against programming error", "MLP", "RNN T=4", "draws (simulated chips) of 100 images"):
        assert part in text
    assert "95 % t interval of the mean over draws" in text
    assert "http" not in path.read_text().replace("http://www.w3.org/", "")
    assert next(tree.iter(f"{SVG}rect")).get("fill") == {"light": "rgb(255, 255, 255)", "dark": "rgb(36, 36, 36)"}[scheme]
    size = [float(tree.getroot().get(side) or 0) for side in ("width", "height")]
    head = taken(page, "#accuracy", "PNG")[1].read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == tuple(int(2 * side) for side in size)


def test_a_picture_of_the_energy_has_the_legend_that_the_page_shows_beside_it(visitor: Visitor) -> None:
    page = visitor.explore(VIEW)
    expect(page.locator("#energy-note")).to_contain_text("One inference takes", timeout=20_000)
    components = page.locator("#energy-legend li").all_inner_texts()
    text = taken(page, "#energy-note", "SVG")[1].read_text()
    assert components and all(component in text for component in components)


def test_every_file_of_the_menu_is_there(visitor: Visitor, site: Server) -> None:
    page = visitor.explore(VIEW)
    run = (page.locator("#csv").get_attribute("href") or "").split("/")[4]
    for entry, kind, mark in (
        ("JSON", "json", "spec_hash"),
        ("Notebook", "ipynb", "nbformat"),
        ("Python script", "py", "EXPECTED"),
        ("CrossSim script", "crosssim.py", "AnalogCore"),
        ("aihwkit script", "aihwkit.py", "AnalogLinear"),
        ("BibTeX", "bib", "@software{mhoscope-"),
    ):
        name, path = taken(page, "#accuracy", entry)
        assert name.endswith(kind) and mark in path.read_text()
    name, path = taken(page, "#accuracy", "Bundle")
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


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def test_what_see_it_shows_is_taken_along(visitor: Visitor, site: Server) -> None:
    page = visitor.page
    page.goto("/see?v=1&net=digits/mlp-noise0&p=10&chips=10")
    expect(page.locator("#see-sentence strong")).to_contain_text("chips say", timeout=PATIENT)
    votes = page.locator(".see-votes")
    text = save(votes, "SVG")[1].read_text()
    for part in (page.locator("#see-sentence strong").inner_text(), "MLP", "n = 10", "programming error 10 %"):
        assert part in text
    head, *rows = lines_of(save(votes, "CSV")[1].read_text())
    assert head[:2] == ["class", "chips"]
    assert [row[1] for row in rows] == page.locator(".ballot-count").all_inner_texts()
    votes.locator("summary").click()
    votes.get_by_role("button", name="Command lines").click()
    asked = json.loads(page.get_by_role("dialog").locator("pre").first.inner_text())
    assert sum(site.http.post("/seeing/votes", json=asked).json()["votes"]) == 10
    page.keyboard.press("Escape")
    page.locator("#see-tab").get_by_text("Mistakes").click()
    expect(page.locator("#see-confusion-note")).to_contain_text("Mean over 10 chips", timeout=PATIENT)
    mistakes = page.locator(".card", has=page.locator("#see-confusion"))
    assert "Confusion matrix: MLP" in save(mistakes, "SVG")[1].read_text()
    rows = lines_of(save(mistakes, "CSV")[1].read_text())[1:]
    assert len(rows) == 100 and sum(float(row[2]) for row in rows) == pytest.approx(500, abs=0.01)
    page.locator("#see-tab").get_by_text("Crossbar").click()
    expect(page.locator("#see-crossbar-note")).to_contain_text("Root mean square error", timeout=PATIENT)
    error = page.locator("#see-crossbar-error-box")
    expect(error.locator(".heatmaplayer image")).to_be_attached()
    assert save(error, "PNG")[1].read_bytes()[:4] == b"\x89PNG"
    cells = lines_of(save(error, "CSV")[1].read_text())
    wanted = site.http.post("/seeing/crossbar", json={**LOOK, "layer": 1, "part": "weights", "draw": 0}).json()
    assert (len(cells) - 1, len(cells[0]) - 1) == (wanted["height"], wanted["width"])
    assert float(cells[1][1]) == pytest.approx(struct.unpack("<f", base64.b64decode(wanted["error"])[:4])[0], rel=1e-5)


def test_a_claim_is_taken_along(visitor: Visitor, site: Server) -> None:
    page = visitor.page
    page.goto("/reproduce#parameters")
    claim = page.locator("#parameters")
    claim.locator(".js-plotly-plot").wait_for(timeout=PATIENT)
    chart = site.http.get("/reproductions/parameters").json()["charts"][0]
    name, path = save(claim, "SVG")
    assert name == "mhoscope-parameters-1.svg" and chart["title"] in path.read_text()
    assert lines_of(save(claim, "CSV")[1].read_text()) == [chart["numbers"]["head"], *chart["numbers"]["rows"]]
    assert json.loads(save(claim, "JSON")[1].read_text())["id"] == "parameters"
    claim.locator("summary").click()
    claim.get_by_role("button", name="Command lines").click()
    expect(page.get_by_role("dialog")).to_contain_text("mhoscope reproduce parameters --quick")


def save(place: Locator, name: str) -> tuple[str, Path]:
    """File name and file of one entry of the export menu of a place."""
    menu = place.locator("details.menu")
    menu.locator("summary").click()
    with place.page.expect_download() as download:
        menu.locator(".menu-items > *").filter(has_text=re.compile(f"^{name}$")).click()
    return download.value.suggested_filename, download.value.path()
