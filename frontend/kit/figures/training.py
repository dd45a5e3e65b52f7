"""How a network learned: accuracy over epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from frontend.kit.theme import Scheme, colour, dash, template

WORDS = {
    "accuracy": "training images, under training noise",
    "val_accuracy": "held-out images",
    "clean_accuracy": "training images, without noise",
    "validation_accuracy": "held-out images",
}


def training_figure(history: Mapping[str, Sequence[float]], *, scheme: Scheme) -> go.Figure:
    """Each accuracy of a card's history, in percent."""
    figure = go.Figure(layout={"template": template(scheme)})
    curves = [(name, values) for name, values in history.items() if name.endswith("accuracy")]
    for index, (name, values) in enumerate(curves):
        figure.add_trace(
            go.Scatter(
                x=list(range(1, len(values) + 1)),
                y=[100 * value for value in values],
                mode="lines",
                name=WORDS.get(name, name.replace("_", " ")),
                line={"color": colour(scheme, index), "width": 2, "dash": dash(index)},
                hovertemplate="%{y:.1f} %",
            )
        )
    figure.update_layout(
        xaxis={"title": {"text": "Epoch"}}, yaxis={"title": {"text": "Accuracy (%)"}}, hovermode="x unified", showlegend=True
    )
    return figure
