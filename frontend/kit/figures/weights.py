"""How a network's weights are spread on their crossbars."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from backend.schemas.layers import KINDS
from backend.schemas.network import Histogram
from frontend.kit.theme import Scheme, colour, inks, template

COLUMNS = 3
ROW_HEIGHT = 190
ROW_GAP = 80
"""In pixels, for the title of a figure and the numbers below that above it."""


def height(histograms: Sequence[Histogram]) -> int:
    """Of the whole figure, in pixels."""
    return 40 + ROW_HEIGHT * -(-len(histograms) // COLUMNS)


def weights_figure(histograms: Sequence[Histogram], *, scheme: Scheme) -> go.Figure:
    """One small figure a crossbar, from -max |w| to max |w|: the range that its noise is a fraction of."""
    columns = min(COLUMNS, len(histograms))
    titles = [f"{one.layer + 1} · {KINDS[one.kind].title}" for one in histograms]  # short: three stand side by side on a phone
    rows, gap = -(-len(histograms) // columns), ROW_GAP / height(histograms)
    figure = make_subplots(rows=rows, cols=columns, subplot_titles=titles, vertical_spacing=gap)
    figure.update_layout(template=template(scheme), showlegend=False, bargap=0, margin={"t": 30, "b": 30, "l": 40, "r": 10})
    for index, one in enumerate(histograms):
        step = (one.high - one.low) / len(one.counts)
        middles = [one.low + step * (bar + 0.5) for bar in range(len(one.counts))]
        row, column = index // columns + 1, index % columns + 1
        figure.add_trace(
            go.Bar(
                x=middles,
                y=one.counts,
                width=step,
                marker={"color": colour(scheme, 0), "line": {"width": 0}},
                hovertemplate="about %{x:.3f}: %{y:,} weights<extra></extra>",
            ),
            row=row,
            col=column,
        )
        figure.update_xaxes(range=[-one.largest, one.largest], nticks=3, tickangle=0, row=row, col=column)
        figure.update_yaxes(showticklabels=False, ticks="", row=row, col=column)
    figure.update_annotations(font={"size": 12, "color": inks(scheme).soft})
    return figure
