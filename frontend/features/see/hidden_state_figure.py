"""The state of a recurrent layer over its time steps."""

from __future__ import annotations

from frontend.kit.figures.heat import Document, diverging, heat_map, rising, typed
from frontend.kit.theme import Scheme


def hidden_figure(
    text: str, units: int, steps: int, *, largest: float, signed: bool, scheme: Scheme, what: str = "h"
) -> Document:
    """States (units, T) as float32 text, time from left to right.

    `largest` is where the colours end and `signed` whether there is something below 0, the same for figures side by side.
    """
    return heat_map(
        scheme,
        z=typed(text, units, steps),
        x0=1,
        dx=1,
        zmin=-largest if signed else 0,
        zmax=largest,
        colorscale=diverging(scheme) if signed else rising(scheme),
        hovertemplate=f"step %{{x}}, unit %{{y}}<br>{what} = %{{z:.3f}}<extra></extra>",
        across={"title": {"text": "time step"}, "tickmode": "linear", "tick0": 1, "dtick": max(1, -(-steps // 10))},
        down={"title": {"text": "unit"}, "nticks": 5},
    )
