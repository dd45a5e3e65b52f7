"""The pictures of the README, taken of the real thing: `python -m tests.e2e.pictures FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.e2e.browser import Visitor, started
from tests.e2e.server import Server

THREE = "digits/mlp-noise0,digits/cnn-noise0,digits/rnn-t4-noise0"
VIEWS = {
    # name: search part of the URL, colour scheme, what the picture is of (the whole window if empty)
    "explore": ("", "light", ""),
    "device": ("?v=1&x=ag&a=1&b=10000000&dv=pcm-joshi", "light", ""),
    "explore-dark": (f"?v=1&x=l&k=gaussian&b=1&n={THREE}", "dark", ""),
    "map": (f"?v=1&y=r&n={THREE}&b=10&c=6&ya=0&yb=10&yc=6&h=3&d=30", "light", "#accuracy"),
    "pareto": (
        f"?v=1&n={THREE},digits/rnn-t2-noise0,digits/rnn-t8-noise0,digits/lstm-t8-noise0",
        "light",
        "#pareto",
    ),
    "talk": ("?v=1&n=digits/mlp-noise0,digits/mlp-noise0.5,digits/rnn-t8-noise0,digits/rnn-t8-noise0.5&present=1", "dark", ""),
}


def take(folder: Path) -> None:
    """Write NAME.png of each view into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Server(Path(home) / "home") as server, started() as browser:
        for name, (search, scheme, part) in VIEWS.items():
            visitor = Visitor(browser, server.url, color_scheme=scheme, viewport={"width": 1440, "height": 960})
            page = visitor.explore(search)
            page.wait_for_timeout(1500)
            place = page.locator(f".card:has({part})") if part else page
            place.screenshot(path=folder / f"{name}.png")
            visitor.close()
            print(folder / f"{name}.png")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
