"""A real Chromium on the pages, and how to read them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FIRST_FIGURE_MS = 120_000


def chromium() -> str | None:
    """Where a Chromium is, if one is."""
    named = os.environ.get("MHOSCOPE_TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def started() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One visitor with a profile of its own, who notes what goes wrong and where requests go."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        self.url = url
        self.foreign: list[str] = []
        self.errors: list[str] = []
        tour = options.pop("tour", False)
        self.context: BrowserContext = browser.new_context(
            viewport=options.pop("viewport", {"width": 1440, "height": 900}), base_url=url, **options
        )
        self.context.on("request", self._note)
        if not tour:
            self.context.add_init_script("try { localStorage.setItem('mhoscope-tour', 'seen') } catch { /* none */ }")
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)

    def _note(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in ("", urlsplit(self.url).netloc):
            self.foreign.append(request.url)

    def explore(self, search: str = "") -> Page:
        """Explore, once its run has ended."""
        self.page.goto(f"/{search}")
        self.until("done", "cancelled")
        return self.page

    def until(self, *states: str) -> None:
        """Wait until the run that is shown is in one of some states, and its points are drawn."""
        self.page.wait_for_function(
            """states => {
                const state = document.querySelector('#state');
                const graph = document.querySelector('#accuracy .js-plotly-plot');
                if (!state || !states.includes(state.textContent.toLowerCase()) || !graph || !graph.data || !graph.data.length)
                    return false;
                // The page comes with what is known of the run; only then does it follow the run.
                const file = document.querySelector('#csv');
                if (file && !(file.getAttribute('href') || '').includes('/runs/')) return false;
                // Words come before the drawing: its caption begins with the summary once it is of the same moment.
                const caption = graph.layout.meta && graph.layout.meta.caption;
                return !caption || caption.startsWith(document.querySelector('#summary').textContent);
            }""",
            arg=list(states),
            timeout=FIRST_FIGURE_MS,
        )

    def curves(self) -> dict[str, list[float]]:
        """Accuracies that are drawn, by what the legend calls them."""
        found: dict[str, list[float]] = self.page.evaluate(
            """() => Object.fromEntries(document.querySelector('#accuracy .js-plotly-plot').data
                .filter(trace => trace.mode === 'lines+markers').map(trace => [trace.name, Array.from(trace.y)]))"""
        )
        return found

    @contextmanager
    def anew(self, *states: str) -> Iterator[None]:
        """What is done inside leads to another run; afterwards that run is shown, and has ended (or is in one of some states)."""
        drawn = "() => (document.querySelector('#accuracy .js-plotly-plot').layout.meta || {}).name"
        before, figure = self.page.locator("#csv").get_attribute("href"), self.page.evaluate(drawn)
        yield
        self.page.wait_for_function("before => document.querySelector('#csv').getAttribute('href') !== before", arg=before)
        # The link may come before the figure, whose name holds the digest of its spec.
        self.page.wait_for_function(f"before => ({drawn})() !== before", arg=figure)
        self.until(*(states or ("done",)))

    def type(self, name: str, value: str) -> None:
        """Type a number into a field."""
        field = self.page.locator(f"#{name}")
        field.fill(value)
        field.press("Enter")

    def slide(self, name: str, key: str = "ArrowRight", times: int = 1) -> None:
        """Move a slider by keys."""
        self.page.locator(f"#{name}-slider [role=slider]").focus()
        for _ in range(times):
            self.page.keyboard.press(key)

    def press_cell(self, name: str, column: int, row: int) -> None:
        """Press a cell of a map, the first of a figure; cells are counted from the axes' beginnings."""
        self.page.locator(f"#{name}").scroll_into_view_if_needed()
        place = self.page.evaluate(
            """([name, column, row]) => {
                const graph = document.querySelector(`#${name} .js-plotly-plot`);
                const { xaxis, yaxis } = graph._fullLayout, box = graph.getBoundingClientRect();
                return { x: box.x + xaxis._offset + xaxis.c2p(column), y: box.y + yaxis._offset + yaxis.c2p(row) };
            }""",
            [name, column, row],
        )
        self.page.mouse.move(place["x"], place["y"])
        self.page.mouse.click(place["x"], place["y"])

    def close(self) -> None:
        self.context.close()
