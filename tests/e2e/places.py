"""Every page by its address, and how to know that it is there."""

from __future__ import annotations

from playwright.sync_api import Page

FILLED = {
    "/": "#accuracy .scatterlayer path.js-line",
    "/runs": "#runs-table > *",
    "/networks": "#networks-table tbody tr",
    "/networks/digits/rnn-t4-noise0.1": "#training-figure .scatterlayer path.js-line",
    "/networks/train": "#train-go",
    "/devices": "#devices-overview .scatterlayer path.js-line",
    "/see": "#see-wall .tile",
    "/see?see=images": "#see-gallery .gallery-card",
    "/see?see=mistakes&chips=3": "#see-mistakes .gallery-card",
    "/see?see=crossbar": "#see-crossbar-programmed .js-plotly-plot",
    "/dynamics": "#dynamics-figure-distances .scatterlayer path.js-line",
    "/reproduce": "#reproductions .reproduction",
    "/story": "#story-empty:not([hidden])",
    "/help": "h1",
    "/help/devices": ".manual-text h1",
    "/?present=1": "#accuracy .scatterlayer path.js-line",
    "/nowhere": "h1",
}
"""Each page, and what is there once it has been filled. (The network never falls idle: Dash keeps a worker waiting.)"""

OPEN_MENUS = """() => {
    const closed = Array.from(document.querySelectorAll('details.menu:not([open])'));
    closed.forEach(menu => menu.open = true);
    return closed.filter(menu => menu.checkVisibility()).length;
}"""
"""Opens all menus, and says how many there were to see."""
CLOSE_MENUS = "() => document.querySelectorAll('details.menu[open]').forEach(menu => menu.open = false)"


def go(page: Page, path: str) -> None:
    page.goto(path)
    page.wait_for_selector(FILLED[path], state="attached")
