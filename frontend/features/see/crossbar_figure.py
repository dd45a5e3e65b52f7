"""A crossbar's conductances as a picture."""

from __future__ import annotations

import numpy as np

from backend.schemas.inspect import CrossbarPicture
from frontend.kit.figures.heat import Document, diverging, heat_map, numbers, rising, typed
from frontend.kit.theme import Scheme


def picture_of(shown: CrossbarPicture, which: str) -> str | None:
    """One of its pictures by name, as base64 text; None where there is none."""
    return {"target": shown.target, "programmed": shown.programmed, "error": shown.error, "carried": shown.carried}[which]


def is_shown(shown: CrossbarPicture, which: str) -> bool:
    """Whether there is such a picture; of a digital layer, which is not programmed, there are the weights alone."""
    return picture_of(shown, which) is not None and (which == "target" or not shown.digital)


def crossbar_figure(shown: CrossbarPicture, which: str, *, scheme: Scheme) -> Document:
    """`which` is target, programmed, error or carried. Rows of the array are inputs, columns outputs."""
    low, high = limits(shown, which)
    rows, columns = shown.cell
    of_several = "" if (rows, columns) == (1, 1) else "from "
    return heat_map(
        scheme,
        z=typed(picture_of(shown, which) or "", shown.height, shown.width),
        x0=shown.left,
        dx=columns,
        y0=shown.top,
        dy=rows,
        zmin=low,
        zmax=high,
        colorscale=diverging(scheme) if low < 0 else rising(scheme),
        hovertemplate=f"{of_several}row %{{y}}, column %{{x}}<br>{_WORDS[which]} %{{z:.4g}}<extra></extra>",
        across={"title": {"text": "column (output)"}, "nticks": 5},
        down={"title": {"text": "row (input)"}, "nticks": 6},
    )


_WORDS = {"target": "target", "programmed": "held", "error": "error", "carried": "share of the current"}


def limits(shown: CrossbarPicture, which: str) -> tuple[float, float]:
    """Where the colours end: target and programmed share a scale; an error has its own, and a mean error no sign."""
    if which == "carried":
        return 0.0, 1.0
    target, programmed = (numbers(text, shown.height, shown.width) for text in (shown.target, shown.programmed))
    if which == "error":
        wrong = numbers(shown.error, shown.height, shown.width)
        most = float(np.abs(wrong).max(initial=0.0)) or 1e-9
        return (-most, most) if tuple(shown.cell) == (1, 1) else (0.0, most)
    most = float(max(np.abs(target).max(initial=0.0), np.abs(programmed).max(initial=0.0))) or 1e-9
    # A conductance outside its window is below 0 only without bounds; it is then shown as the lowest.
    return (-most, most) if shown.low < 0 else (0.0, most)
