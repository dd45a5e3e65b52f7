"""How long a user waits, measured in a real Chromium on `mhoscope serve`: `python -m tests.e2e.latency`.

A slider is moved with the mouse and let go; the page is looked at in the frame after each change. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import randrange
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Error as BrowserError
from rich.console import Console
from rich.table import Table

from backend.datasets import DataSetMissing, require
from backend.settings import Settings
from tests.e2e.browser import Visitor, chromium, started
from tests.e2e.server import Server

WATCH = (Path(__file__).parent / "latency.js").read_text(encoding="utf-8")
LONGEST_MS = 20_000
"""A curve that takes longer is given up; it then counts as this long."""
POLL_MS = 250
"""Between questions whether it is over: the page notes the times itself, and each question takes some of the processor."""
PATIENCE_MS = 120_000
"""For what is not measured."""
REST_MS = 1_000
"""One looks at a figure before one slides on; the page makes its tables and lesser figures meanwhile."""
PHASES = {
    "submitted": "the run is submitted and answered",
    "first": "a point of every network is on the screen",
    "done": "every interval is narrow enough and drawn",
}


@dataclass(frozen=True)
class Case:
    """What is selected, and how soon the first points and the whole curve should be there, in seconds."""

    title: str
    networks: tuple[str, ...]
    images: int
    first_s: float
    done_s: float | None

    @property
    def search(self) -> str:
        """With subsets of images for each chip: all images of the large data sets would take minutes at a point."""
        return f"?v=1&n={','.join(self.networks)}&i={self.images}&h=1&ss=1&d=4000"


CASES = (
    Case("Digits: MLP, CNN, RNN", ("digits/mlp-noise0", "digits/cnn-noise0", "digits/rnn-t4-noise0"), 500, 0.3, None),
    Case("Digits: MLP, RNN", ("digits/mlp-noise0", "digits/rnn-t4-noise0"), 500, 0.3, 3.0),
    Case("MNIST: MLP, RNN", ("mnist/mlp-noise0", "mnist/rnn-t28-noise0"), 10_000, 0.3, 3.0),
    Case("MNIST: CNN", ("mnist/cnn-noise0",), 10_000, 1.0, None),
)


def slides(browser: Browser, url: str, case: Case, count: int, seed: int) -> list[dict[str, float]]:
    """Milliseconds from letting go to each of PHASES, for so many slides to values that nobody asked for before."""
    visitor = Visitor(browser, url)
    visitor.page.add_init_script(WATCH)
    found: list[dict[str, float]] = []
    try:
        # A seed of its own: no chip is known yet.
        visitor.page.goto(f"/{case.search}&s={seed}", timeout=PATIENCE_MS)
        _settle(visitor)
        # The thumb leaves where it is, and comes to rest at one place after another.
        found += [_slide(visitor, 0.10 + 0.4 * step / count, len(case.networks)) for step in range(count + 1)]
    finally:
        visitor.close()
    return found[1:]  # the first warms up


def _slide(visitor: Visitor, share: float, networks: int) -> dict[str, float]:
    page = visitor.page
    track = page.locator("#read-slider").bounding_box()
    assert track is not None, "the slider of read noise is on the page"
    thumb = page.locator("#read-slider [role=slider]").bounding_box()
    assert thumb is not None
    page.wait_for_timeout(REST_MS)
    page.evaluate("networks => window.latency.expect(networks)", networks)
    page.mouse.move(thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    page.mouse.move(track["x"] + share * track["width"], thumb["y"] + thumb["height"] / 2, steps=3)
    page.mouse.up()
    try:
        page.wait_for_function("window.latency.ended()", timeout=LONGEST_MS, polling=POLL_MS)
    except BrowserError:
        page.keyboard.press("Escape")  # cancels
        _settle(visitor)
    times: dict[str, float] = page.evaluate("window.latency.times()")
    return {phase: times.get(phase, float(LONGEST_MS)) for phase in PHASES}


def _settle(visitor: Visitor) -> None:
    visitor.page.wait_for_function("window.latency.settled()", timeout=PATIENCE_MS)
    visitor.page.wait_for_timeout(200)


def first_visits(browser: Browser, url: str, count: int) -> dict[str, Any]:
    """Milliseconds from the address to the first figure, each with an empty cache, and the bytes that were sent for it."""
    times, sizes, requests = [], [], []
    for _ in range(count):
        visitor = Visitor(browser, url)
        visitor.page.add_init_script(WATCH)
        wire = visitor.context.new_cdp_session(visitor.page)
        wire.send("Network.enable")
        received: list[float] = []
        wire.on("Network.loadingFinished", lambda event, received=received: received.append(event["encodedDataLength"]))
        visitor.page.goto("/", timeout=PATIENCE_MS)
        _settle(visitor)
        times.append(visitor.page.evaluate("window.latency.figure()"))
        visitor.page.wait_for_timeout(1500)  # what the page fetches for later
        sizes.append(sum(received))
        requests.append(len(received))
        visitor.close()
    return {"first_figure_ms": _summary(times), "bytes": _summary(sizes), "requests": _summary(requests)}


def _summary(values: Sequence[float]) -> dict[str, float]:
    tail = quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return {"median": median(values), "p95": tail, "least": min(values), "greatest": max(values), "count": len(values)}


def measure(count: int, visits: int, cases: Sequence[Case], url: str | None) -> dict[str, Any]:
    """On a server of its own, which knows no answer yet, unless one is named."""
    report: dict[str, Any] = {"slides": {}, "left_out": {}}
    with ExitStack() as stack:
        if url is None:
            folder = stack.enter_context(TemporaryDirectory(prefix="mhoscope-latency-"))
            url = stack.enter_context(Server(Path(folder) / "home", patience_s=PATIENCE_MS / 1000)).url
        browser = stack.enter_context(started())
        report["first_visit"] = first_visits(browser, url, visits)
        for case in cases:
            try:
                for network in case.networks:
                    require(network.split("/")[0], Settings().data_path)
            except DataSetMissing as error:
                report["left_out"][case.title] = str(error)
                continue
            times = slides(browser, url, case, count, seed=randrange(10**6))
            report["slides"][case.title] = {
                "networks": list(case.networks),
                "images": case.images,
                "goals_s": {"first": case.first_s, "done": case.done_s},
                **{phase: _summary([one[phase] for one in times]) for phase in PHASES},
            }
    return report


def _print(report: dict[str, Any], console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("letting go of a slider, until ...", "median", "95 %", "goal"):
        table.add_column(title, justify="left" if title.startswith("letting") else "right")
    for title, found in report["slides"].items():
        table.add_section()
        table.add_row(f"[bold]{title}[/], {found['images']:,} images, half-width 1 point, subsets of images")
        for phase, text in PHASES.items():
            goal = found["goals_s"].get(phase)
            within = "" if goal is None else f"{goal:g} s: {'met' if found[phase]['median'] <= 1000 * goal else 'not met'}"
            table.add_row(f"  {text}", f"{found[phase]['median']:,.0f} ms", f"{found[phase]['p95']:,.0f} ms", within)
    visit = report["first_visit"]
    table.add_section()
    table.add_row("[bold]first visit[/], empty cache")
    figure = visit["first_figure_ms"]
    table.add_row("  the first figure", f"{figure['median']:,.0f} ms", f"{figure['p95']:,.0f} ms")
    table.add_row("  transferred", f"{visit['bytes']['median'] / 1e6:.2f} MB", "", f"{visit['requests']['median']:.0f} requests")
    console.print(table)
    for title, why in report["left_out"].items():
        console.print(f"Left out: {title}: {why}", markup=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.latency", description=__doc__)
    parser.add_argument("--slides", type=int, default=20, help="of each selection of networks")
    parser.add_argument("--visits", type=int, default=5, help="with an empty cache")
    parser.add_argument("--case", type=int, action="append", help="one selection by its number, from 0; may be repeated")
    parser.add_argument("--url", help="of a server that runs already; default: one of its own")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if chromium() is None:
        sys.exit("Left out: latency in the browser: there is no Chromium here (or name one in MHOSCOPE_TEST_CHROMIUM).")
    report = measure(asked.slides, asked.visits, [CASES[number] for number in asked.case] if asked.case else CASES, asked.url)
    if asked.json:
        json.dump(report, sys.stdout, indent=2)
    else:
        _print(report, Console(width=None if sys.stdout.isatty() else 130))


if __name__ == "__main__":
    main()
