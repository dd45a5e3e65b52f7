"""A user's own device in a real browser: from a file to a curve, and away again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from backend.devices.measured import from_csv
from tests.e2e.browser import Visitor
from tests.e2e.server import Server

pytestmark = pytest.mark.browser

TABLE = "level (uS),mean (uS),std (uS),read (uS)\n0,2,9,1\n25,26,12,1.5\n50,49,14,2\n100,93,18,2.5\n"
BITS = "?v=1&n=digits/mlp-noise0&x=ab&a=6&b=8&c=2&i=200&h=10&d=10&p=0"
PATIENT = 60_000


def drawn(page: Page, graph: str) -> dict[str, list[float]]:
    """Heights of a figure's traces by their names, once it is drawn; of two of one name, of the later."""
    page.wait_for_selector(f"#{graph} .scatterlayer path.point", state="attached", timeout=PATIENT)
    found: dict[str, list[float]] = page.evaluate(
        """graph => Object.fromEntries(document.querySelector(`#${graph} .js-plotly-plot`).data
            .filter(trace => trace.name).map(trace => [trace.name, Array.from(trace.y)]))""",
        graph,
    )
    return found


def bring(page: Page, table: Path) -> str:
    """Choose a file, look at it, add it; the device's id."""
    page.goto("/devices")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a CSV file").click()
    chooser.value.set_files(table)
    expect(page.locator("#device-csv")).to_have_value(re.compile("^level"), timeout=PATIENT)
    expect(page.locator("#device-title")).to_have_value(table.stem)
    expect(page.get_by_role("button", name="Add the device")).to_be_hidden()
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Add the device").click()
    page.wait_for_url(re.compile("/devices/own-"))
    return page.url.rsplit("/", 1)[1]


def test_a_device_of_ones_own_from_its_file_to_a_curve_and_away_again(visitor: Visitor, site: Server, tmp_path: Path) -> None:
    table = tmp_path / "wafer 7.csv"
    table.write_text(TABLE)
    page = visitor.page
    page.set_default_timeout(PATIENT)
    device = bring(page, table)
    expect(page.get_by_role("heading", name="wafer 7")).to_be_visible()
    expect(page.locator(".lead")).to_have_text("Your own, window 0 to 100 µS, known fresh only.")
    reached, sigma = drawn(page, "devices-reached"), drawn(page, "devices-sigma")
    assert reached["measured"] == [2, 26, 49, 93]
    assert (sigma["measured"], sigma["measured reads"]) == ([9, 12, 14, 18], [1, 1.5, 2, 2.5])
    expect(page.get_by_role("link", name="Use it on Explore")).to_have_attribute("href", re.compile(f"dv={device}"))

    visitor.explore(BITS)
    ideal = visitor.curves()["MLP"]
    with visitor.anew():
        page.locator("#device").click()
        page.get_by_role("option", name="wafer 7").click()
    page.wait_for_url(re.compile(f"dv={device}"))
    noisy = visitor.curves()["MLP"]
    assert len(noisy) == len(ideal) == 2 and all(after < before - 1 for before, after in zip(ideal, noisy, strict=True))
    expect(page.locator("#device-note")).to_contain_text("Measured at 4 levels from 0 to 100 µS")
    expect(page.locator("#conversion-note")).to_contain_text("Like training noise", timeout=PATIENT)
    # What is taken along has the device with it.
    page.locator("details.menu > summary").first.click()
    page.locator("#reproduce-open").click()
    expect(page.locator("#reproduce")).to_contain_text("mhoscope run spec.json --device device.csv -o result.json")
    expect(page.locator("#reproduce pre").nth(1)).to_contain_text("25.0,26.0,12.0,1.5")
    link = page.url

    page.goto(f"/devices/{device}")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "wafer 7.csv"
    assert from_csv(download.value.path().read_text(), title="again").id == device
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url(re.compile("/devices$"))
    expect(page.locator("tbody")).to_contain_text("ECRAM")
    expect(page.locator("tbody")).not_to_contain_text("wafer 7")
    assert site.http.get(f"/devices/{device}").status_code == 404
    # An old link says what is missing.
    page.goto(link)
    expect(page.locator("#trouble")).to_contain_text("a device of your own that is here", timeout=PATIENT)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("level (uS),mean\n0,0\n100,99", "The table needs the columns level, mean, std; std is missing"),
        ("level (uS),mean,std\n0,0,1\n100,99,-2", "Row 2: std must be a number from 0 to 1e+12; received '-2'"),
        ("level (uS),mean,std\n0,0,1\n1e13,99,2", "Row 2: level must be a number from 0 to 1e+12; received '1e13'"),
        ("level (uS),mean,std\n50,49,1\n50,49,2", "Row 2: level must differ from all others; received 50 again"),
        ("level (uS),mean,std\n0,0,1\n50,5000,1", "The mean at level 50 must be within half of the window, 25, of it"),
        ("level,mean,std\n0,0,1\n100,99,2", "The table needs a unit, as in `level (uS)`"),
        ("", "The table is empty; its first line must name level, mean and std"),
    ],
)
def test_a_bad_table_is_told_in_one_sentence(visitor: Visitor, site: Server, table: str, said: str) -> None:
    before: Any = site.http.get("/devices").json()["total"]
    page = visitor.page
    page.goto("/devices")
    page.locator("#device-csv").fill(table)
    page.get_by_role("button", name="Read the table").click()
    expect(page.locator("#device-trouble")).to_contain_text(said, timeout=PATIENT)
    expect(page.get_by_role("button", name="Add the device")).to_be_hidden()
    assert page.locator("#device-trouble").inner_text().count("\n") == 0
    assert page.url.endswith("/devices") and site.http.get("/devices").json()["total"] == before


def test_a_file_that_is_no_text_is_told_so(visitor: Visitor, tmp_path: Path) -> None:
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\xff\xfe\x00")
    page = visitor.page
    page.goto("/devices")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a CSV file").click()
    chooser.value.set_files(picture)
    expect(page.locator("#device-trouble")).to_contain_text("picture.csv is not a text file in UTF-8", timeout=PATIENT)
    expect(page.locator("#device-csv")).to_have_value("")


def test_a_file_that_is_too_large_is_told_so(visitor: Visitor, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_text("level (uS),value\n" + "1,1\n" * 300_000)
    page = visitor.page
    page.goto("/devices")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a CSV file").click()
    chooser.value.set_files(large)
    said = "large.csv must have at most 1,048,576 bytes; it has 1,200,017."
    expect(page.locator("#device-trouble")).to_contain_text(said, timeout=PATIENT)


def test_single_measurements_stand_beside_their_fit_before_the_device_is_kept(
    visitor: Visitor, site: Server, tmp_path: Path
) -> None:
    """In UTF-16 with decimal commas, as a spreadsheet writes them."""
    rows = ["level (\u00b5S)\tvalue\ttime (s)\tdevice"]
    for level in (5.0, 50.0):
        for device in range(8):
            rows += [f"{level}\t{level * (1 + device / 50) * time**-0.05:.5f}\t{time}\t{device}" for time in (1, 10, 100, 1000)]
    table = tmp_path / "wafer 8.txt"
    table.write_bytes("\r\n".join(rows).replace(".", ",").encode("utf-16"))
    before: Any = site.http.get("/devices").json()["total"]
    page = visitor.page
    page.set_default_timeout(PATIENT)
    page.goto("/devices")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a CSV file").click()
    chooser.value.set_files(table)
    expect(page.locator("#device-csv")).to_have_value(re.compile("^level"), timeout=PATIENT)
    page.get_by_role("button", name="Read the table").click()
    fit = drawn(page, "device-fit")
    assert fit["50"][0] == pytest.approx(53.5) and fit["50"][-1] == pytest.approx(53.5 * 1000**-0.05)
    expect(page.locator("#device-understood")).to_contain_text("Fitted to 64 measurements")
    expect(page.locator("#device-understood")).to_contain_text("Commas are decimal ones.")
    expect(page.locator("#device-understood table")).to_contain_text("0.05")
    assert site.http.get("/devices").json()["total"] == before, "it is kept only when it is added"
    # Another table is to be read again before it is added.
    page.locator("#device-csv").press("End")
    page.locator("#device-csv").type(" ")
    expect(page.get_by_role("button", name="Add the device")).to_be_hidden()
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Add the device").click()
    page.wait_for_url(re.compile("/devices/own-"))
    expect(page.locator(".lead")).to_have_text("Your own, window 5 to 50 \u00b5S, known to 17 min after programming.")
    assert site.http.delete(f"/devices/{page.url.rsplit('/', 1)[1]}").status_code == 204
