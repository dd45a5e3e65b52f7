"""How a curve looks, beside its name: a piece of its line, with its marker, in its colour."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

from dash import html

from frontend.kit.theme import SERIES, dash, marker

_STROKES = {
    "solid": "",
    "dash": "7 4",
    "dot": "2 3",
    "dashdot": "7 3 2 3",
    "longdash": "11 4",
    "longdashdot": "11 3 2 3",
}
_SHAPES = {
    "circle": '<circle cx="16" cy="7" r="4"/>',
    "square": '<rect x="12.500" y="3.500" width="7" height="7"/>',
    "diamond": '<path d="M16 2l5 5-5 5-5-5z"/>',
    "triangle-up": '<path d="M16 2.500l4.800 8.200h-9.600z"/>',
    "x": '<path d="M13 4l6 6M19 4l-6 6" stroke="black" stroke-width="3" fill="none"/>',
    "cross": '<path d="M16 2.500v9M11.500 7h9" stroke="black" stroke-width="3" fill="none"/>',
    "star": '<path d="M16 1.800l1.500 3.600 3.900.3-3 2.500.9 3.800-3.300-2.100-3.300 2.100.9-3.800-3-2.500 3.900-.3z"/>',
    "triangle-down": '<path d="M16 11.500l4.800-8.200h-9.600z"/>',
}


def sample(index: int, *, pinned: bool = False) -> Any:
    """The look of a curve by its number; the name beside it says the rest, so screen readers hear nothing."""
    picture = _picture(index, pinned)
    return html.Span(
        className="sample",
        style={"color": f"var(--series-{index % len(SERIES['light'])})", "maskImage": picture, "WebkitMaskImage": picture},
        **{"aria-hidden": "true"},
    )


@cache
def _picture(index: int, pinned: bool) -> str:
    shape = _SHAPES[marker(index)]
    if pinned:  # an open marker, as in the figure
        shape = f'<g fill="none" stroke="black" stroke-width="1.6">{shape}</g>'
    gap = "M1 7h9M22 7h9" if pinned else "M1 7h30"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 14">'
        f'<path d="{gap}" stroke="black" stroke-width="2.2" fill="none" stroke-dasharray="{_STROKES[dash(index)]}"/>{shape}</svg>'
    )
    return f'url("data:image/svg+xml,{quote(svg)}")'


def series_style() -> str:
    """The colours of curves as variables of the page, for each theme."""

    def variables(hues: tuple[str, ...]) -> str:
        return " ".join(f"--series-{index}: {hue};" for index, hue in enumerate(hues))

    dark = f'[data-mantine-color-scheme="dark"] {{ {variables(SERIES["dark"])} }}'
    return f":root {{ {variables(SERIES['light'])} }} {dark}"
