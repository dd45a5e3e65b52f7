"""A few own pictures, inline: no icon is fetched from anywhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dash import html

from backend.schemas.families import FAMILIES

_PATHS = {
    # An omega upside down: mho, the unit of conductance, with a trace through it.
    "logo": '<path d="M3 5h6v1.6C7 7.8 5.6 9.9 5.6 12.3a6.4 6.4 0 0 0 12.8 0c0-2.4-1.4-4.500-3.4-5.700V5h6" />'
    '<path d="M8.600 12.600h1.700l1.200-2.400 1.500 4.200 1-1.800h1.500" stroke-width="1.3" />',
    "mlp": '<circle cx="5" cy="6" r="1.6"/><circle cx="5" cy="18" r="1.6"/><circle cx="12" cy="12" r="1.6"/><circle cx="19" cy="12" r="1.6"/>'
    '<path d="M6.400 7l4.300 4M6.400 17l4.300-4M13.600 12h3.800"/>',
    "cnn": '<rect x="3.500" y="3.500" width="11" height="11" rx="1"/><rect x="7" y="7" width="4" height="4"/><path d="M17 9.500h3.500v11h-11V17"/>',
    "rnn": '<circle cx="12" cy="12.500" r="2"/><path d="M18.500 9.300a7.300 7.300 0 1 0 .8 3.700M19.300 4.800v4.700h-4.700"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600 19 19M5 19l1.400-1.400M17.600 6.400 19 5"/>',
    "moon": '<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1"/>',
    "download": '<path d="M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 20h14"/>',
    "code": '<path d="M8 7l-5 5 5 5M16 7l5 5-5 5"/>',
    "retry": '<path d="M19 12a7 7 0 1 1-2-5M19 3v4.500h-4.500"/>',
    "stop": '<rect x="6" y="6" width="12" height="12" rx="1.500"/>',
    "trash": '<path d="M4.500 7h15M9 7V4.500h6V7M6.500 7l.8 12.500h9.400L17.500 7M10 10.500v6M14 10.500v6"/>',
    "open": '<path d="M14 4h6v6M20 4l-8.500 8.500M18 14v5.500H4.500V6H10"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "close": '<path d="M6.500 6.500l11 11M17.500 6.500l-11 11"/>',
    "pin": '<path d="M9 4h6M10 4v6l-3.500 3.500V15h11v-1.500L14 10V4M12 15v5.500"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "compare": '<path d="M4 19V5M4 19h16M7 15c3 0 4-8 12-8M7 16.500c4 0 7-3.500 12-4"/>',
    "up": '<path d="M6 15l6-6 6 6"/>',
    "down": '<path d="M6 9l6 6 6-6"/>',
    "note": '<path d="M5 4.500h14v10.500l-4.500 4.500H5zM19 15h-4.500v4.500M8.500 9h7M8.500 12.500h4"/>',
    "bookmark": '<path d="M6.500 4h11v16L12 15.500 6.500 20zM12 7.500v5M9.500 10h5"/>',
    "screen": '<rect x="3" y="4" width="18" height="12" rx="1.500"/><path d="M12 16v3M8 20h8M10.500 7.500v5l4-2.500z"/>',
    "eye": '<path d="M2.500 12c2.400-4.300 5.600-6.500 9.500-6.500s7.100 2.200 9.500 6.500c-2.400 4.300-5.600 6.500-9.500 6.500s-7.100-2.200-9.500-6.500z"/>'
    '<circle cx="12" cy="12" r="2.800"/>',
    "dynamics": '<path d="M12 12c0-1.500 2.600-1.300 2.600.6 0 2.800-5.400 3.300-5.700-.6-.3-4.300 7.600-5.200 8.900-.4C19.200 17 8.400 20.500 5.300 13.600 4 10.200 5.300 6.400 8.300 4.300"/>',
    "play": '<path d="M8 5.500v13l10.500-6.500z"/>',
    "list": '<path d="M9 6.500h11M9 12h11M9 17.500h11M4.500 6.500h.01M4.500 12h.01M4.500 17.500h.01"/>',
    "check": '<path d="M4.500 12.500l5 5L19.500 7"/>',
    "data": '<ellipse cx="12" cy="6" rx="7.5" ry="3"/><path d="M4.500 6v12c0 1.700 3.400 3 7.500 3s7.500-1.300 7.500-3V6M4.500 12c0 1.700 3.400 3 7.500 3s7.500-1.300 7.500-3"/>',
    "device": '<rect x="6.500" y="6.500" width="11" height="11" rx="1.500"/><path d="M9.500 6.500V3.500M14.500 6.500V3.500M9.500 20.500v-3M14.500 20.500v-3M6.500 9.500h-3M6.500 14.500h-3M20.500 9.500h-3M20.500 14.500h-3"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.8.4-1.100.9-1.100 1.800M12 16.500h.01"/>',
    "keys": '<rect x="2.500" y="6" width="19" height="12" rx="2"/><path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M7 14h10"/>',
}


PICTURES = {"dense": "mlp", "convolutional": "cnn", "recurrent": "rnn", None: "mlp"}
"""By the structure of a family."""


def of_family(family: str) -> str:
    """The picture of a family of networks."""
    return PICTURES[FAMILIES[family].structure]


def icon(name: str, size: int = 18) -> Any:
    """A picture in the colour of the letters around it; it says nothing to a screen reader."""
    return html.Span(
        className="icon",
        style={"width": size, "height": size, "maskImage": url(name), "WebkitMaskImage": url(name)},
        **{"aria-hidden": "true"},
    )


def url(name: str) -> str:
    """A picture as a value for CSS."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" stroke-width="1.8" '
        f'stroke-linecap="round" stroke-linejoin="round">{_PATHS[name]}</svg>'
    )
    return f'url("data:image/svg+xml,{quote(svg)}")'
