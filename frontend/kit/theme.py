"""How it looks: colours of series, figure templates for both themes, and Mantine's theme."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import plotly.graph_objects as go

Scheme = Literal["light", "dark"]

MANTINE: dict[str, Any] = {
    "primaryColor": "indigo",
    "primaryShade": 8,  # 4.5 to 1 on white as letters; Mantine's own 6 is too pale
    "defaultRadius": "md",
    "fontFamily": "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    "headings": {"fontWeight": "650"},
    "respectReducedMotion": True,
}

# Okabe and Ito's colours, told apart with every common kind of colour blindness; yellow, too pale on white, is left out.
SERIES: dict[Scheme, tuple[str, ...]] = {
    "light": ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#333333"),
    "dark": ("#56B4E9", "#E69F00", "#2CC295", "#E29AC4", "#8FB8FF", "#F0E442", "#DDDDDD"),
}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "triangle-down")

GRAPH_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    # plotly.js 4 offers to upload a chart to its maker's cloud unless told otherwise.
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "mhoscope"},
}


def colour(scheme: Scheme, index: int) -> str:
    return SERIES[scheme][index % len(SERIES[scheme])]


def faded(colour_hex: str, opacity: float) -> str:
    """A colour of a series as a band's."""
    red, green, blue = (int(colour_hex[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def dash(index: int) -> str:
    return DASHES[(index // len(SERIES["light"]) + index) % len(DASHES)]


def marker(index: int) -> str:
    return MARKERS[index % len(MARKERS)]


class Inks(NamedTuple):
    """Colours of what is not a series."""

    ink: str
    """Letters."""
    soft: str
    """Quiet letters."""
    grid: str
    paper: str
    """The ground of a hover label."""


INKS: dict[Scheme, Inks] = {
    "light": Inks("#1f2430", "#5b6472", "#e6e9ef", "#ffffff"),
    "dark": Inks("#e8eaf0", "#a7afbd", "#33363d", "#242424"),
}


def inks(scheme: Scheme) -> Inks:
    return INKS[scheme]


def template(scheme: Scheme) -> go.layout.Template:
    """A figure's ground, grid and letters."""
    ink, soft, grid, paper = inks(scheme)
    axis = {
        "gridcolor": grid,
        "linecolor": soft,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": grid,
        "title": {"font": {"size": 14, "color": soft}},
        "automargin": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": MANTINE["fontFamily"], "size": 13, "color": ink},
            "colorway": list(SERIES[scheme]),
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": axis,
            "yaxis": axis,
            "margin": {"l": 56, "r": 16, "t": 16, "b": 48},
            "hoverlabel": {"bgcolor": paper, "bordercolor": grid, "font": {"color": ink, "size": 13}},
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": soft, "activecolor": ink},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "bgcolor": "rgba(0,0,0,0)"},
        }
    )
