"""What the heat maps of See it have in common: numbers from text, and colours that begin at the page's ground.

Figures here are plain documents: building them from Plotly's classes takes 30 ms each, and these are redrawn while
somebody draws.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frontend.kit.theme import Scheme, colour, inks, template

Numbers = NDArray[np.float32]
Document = dict[str, Any]
# Colours of the smallest and the largest value: blue and orange are told apart with every common colour blindness.
_LOW, _HIGH = 0, 1


def numbers(text: str, height: int, width: int) -> Numbers:
    """Base64 of little-endian float32 as (height, width)."""
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(height, width)


def typed(text: str, height: int, width: int) -> Document:
    """The same as plotly.js reads it, with no list of numbers in between."""
    return {"dtype": "f4", "bdata": text, "shape": f"{height}, {width}"}


def diverging(scheme: Scheme) -> list[tuple[float, str]]:
    """From one colour over the page's ground, for 0, to another."""
    return [(0.0, colour(scheme, _LOW)), (0.5, inks(scheme).paper), (1.0, colour(scheme, _HIGH))]


def rising(scheme: Scheme) -> list[tuple[float, str]]:
    """From the page's ground, for 0, to one colour."""
    return [(0.0, inks(scheme).paper), (1.0, colour(scheme, _LOW))]


def heat_map(scheme: Scheme, *, across: Document, down: Document, **trace: Any) -> Document:
    """One heat map, its rows from the top, as a matrix is written; `across` and `down` are what its axes have of their own."""
    plain = {"showgrid": False, "zeroline": False}
    bar = {"thickness": 10, "outlinewidth": 0, "tickfont": {"size": 11}}
    return {
        "data": [{"type": "heatmap", **trace, "colorbar": bar | trace.get("colorbar", {})}],
        "layout": {
            "template": plain_template(scheme),
            "margin": {"l": 44, "r": 8, "t": 8, "b": 40},
            "xaxis": plain | across,
            "yaxis": plain | {"autorange": "reversed"} | down,
        },
    }


@lru_cache(maxsize=2)
def plain_template(scheme: Scheme) -> Document:
    """The template as a plain document."""
    document: Document = template(scheme).to_plotly_json()
    return document
