"""Lines with their bands, as plain documents, and the layout around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.schemas.dynamics import Band, Estimate
from frontend.kit.figures.heat import Document, plain_template
from frontend.kit.theme import Scheme, colour, dash, faded, marker

HEIGHT = 380
MOST_TICKS = 10
MOST_MARKED = 30
"""With more points than these a line has no markers."""


def chart(scheme: Scheme, across: str, up: str, **more: Any) -> Document:
    """An empty chart with its two axes named."""
    layout: Document = {
        "template": plain_template(scheme),
        "margin": {"l": 60, "r": 12, "t": 12, "b": 48},
        "xaxis": {"title": {"text": across}},
        "yaxis": {"title": {"text": up}},
        "hovermode": "x unified",
        "showlegend": True,
    }
    return {"data": [], "layout": layout | more}


def banded(
    figure: Document,
    band: Band,
    scheme: Scheme,
    index: int,
    *,
    name: str,
    scale: float = 1.0,
    style: str | None = None,
    unit: str = "",
) -> None:
    """Adds a curve with its interval; `index` decides how it looks, `style` is another dash of its line."""
    hue = colour(scheme, index)
    x = list(band.x)
    high, low = [scale * value for value in band.high], [scale * value for value in band.low]
    area = {
        "type": "scatter",
        "x": x + x[::-1],
        "y": high + low[::-1],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": faded(hue, 0.16),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": name,
        "name": f"{name}, interval",
    }
    marked = len(x) <= MOST_MARKED and style is None
    line = {
        "type": "scatter",
        "x": x,
        "y": [scale * value for value in band.mean],
        "mode": "lines+markers" if marked else "lines",
        "name": name,
        "legendgroup": name,
        "line": {"color": hue, "width": 2.2, "dash": style or dash(index)},
        "marker": {"symbol": marker(index), "size": 6, "color": hue},
        "customdata": [f" ({a:.3g} to {b:.3g}{unit}, n = {band.n})" for a, b in zip(low, high, strict=True)],
        "hovertemplate": f"%{{y:.3~g}}{unit}%{{customdata}}",
    }
    figure["data"] += [area, line]


def plain_line(
    figure: Document, x: Sequence[float], y: Sequence[float], hue: str, *, name: str, style: str, width: float, group: str
) -> None:
    """Adds a line without an interval."""
    figure["data"].append(
        {
            "type": "scatter",
            "x": list(x),
            "y": list(y),
            "mode": "lines",
            "name": name,
            "legendgroup": group,
            "line": {"color": hue, "width": width, "dash": style},
            "hovertemplate": "%{y:.3~g}",
        }
    )


def in_steps(figure: Document, steps: int) -> None:
    """Time steps are whole: each has its mark while there is room."""
    figure["layout"]["xaxis"] |= {"dtick": max(1, -(-steps // MOST_TICKS)), "tick0": 1}


def spans_little(values: Sequence[float]) -> bool:
    """Whether a logarithmic axis over these is short enough for marks between powers of ten."""
    return bool(values) and max(values) < 1000 * min(values)


def spread(estimate: Estimate, scale: float = 1.0, digits: int = 2) -> str:
    """Such as "[0.35, 0.47]"."""
    return f"[{scale * estimate.low:.{digits}f}, {scale * estimate.high:.{digits}f}]".replace("-", "\N{MINUS SIGN}")


def number(value: float, digits: int = 2) -> str:
    """With a real minus sign."""
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def band_rows(name: str, band: Band) -> list[list[str]]:
    """A curve as rows: name, x, mean, low, high, n."""
    return [
        [name, f"{x:g}", f"{mean:.6g}", f"{low:.6g}", f"{high:.6g}", str(band.n)]
        for x, mean, low, high in zip(band.x, band.mean, band.low, band.high, strict=True)
    ]


BAND_HEAD = ["mean", "ci_low", "ci_high", "n"]
