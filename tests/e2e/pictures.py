"""The pictures of the README, taken of the real thing: `python -m tests.e2e.pictures FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.e2e.browser import Visitor, started
from tests.e2e.server import Server

VIEWS = {
    # name: search part of the URL, colour scheme
    "explore": ("", "light"),
    "device": ("?v=1&x=ag&a=1&b=10000000&dv=pcm-joshi", "light"),
    "explore-dark": ("?v=1&x=l&k=gaussian&b=1&n=digits/mlp-noise0,digits/cnn-noise0,digits/rnn-t4-noise0", "dark"),
}


def take(folder: Path) -> None:
    """Write NAME.png of each view into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, Server(Path(home) / "home") as server, started() as browser:
        for name, (search, scheme) in VIEWS.items():
            visitor = Visitor(browser, server.url, color_scheme=scheme, viewport={"width": 1440, "height": 960})
            page = visitor.explore(search)
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"{name}.png")
            visitor.close()
            print(folder / f"{name}.png")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
