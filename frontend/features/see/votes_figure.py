"""What the chips say of one image, as a figure to take along."""

from __future__ import annotations

from collections.abc import Sequence

from backend.schemas.inspect import Votes
from backend.schemas.reproduction import NumbersTable
from frontend.features.see.votes import shown_classes
from frontend.kit.figures.heat import Document, plain_template
from frontend.kit.theme import Scheme, colour, inks

HEIGHT = 420


def votes_figure(votes: Votes, names: Sequence[str], *, scheme: Scheme) -> Document:
    """One bar a class: chips that say so, the clean answer in one colour and all others in another.

    A tick is the mean softmax of all chips, as a number of chips.
    """
    chips = len(votes.answers)
    shown = shown_classes(votes)
    clean = {label: label == votes.clean for label in shown}
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": [names[label] for label in shown if clean[label] is same],
            "x": [votes.votes[label] for label in shown if clean[label] is same],
            "text": [str(votes.votes[label]) for label in shown if clean[label] is same],
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": colour(scheme, index)},
        }
        for index, (same, name) in enumerate(((True, "says the same as without noise"), (False, "says something else")))
    ]
    ticks = {
        "type": "scatter",
        "mode": "markers",
        "name": "mean softmax of all chips",
        "y": [names[label] for label in shown],
        "x": [chips * votes.shares[label] for label in shown],
        "marker": {"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": inks(scheme).ink}},
    }
    return {
        "data": [*bars, ticks],
        "layout": {
            "template": plain_template(scheme),
            "height": HEIGHT,
            "barmode": "overlay",
            "margin": {"l": 96, "r": 24, "t": 40, "b": 48},
            "xaxis": {"title": {"text": "chips"}, "range": [0, 1.06 * chips]},
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": [names[label] for label in shown],
                "autorange": "reversed",
                "title": {"text": "what is said"},
            },
            "showlegend": True,
        },
    }


def votes_numbers(votes: Votes, names: Sequence[str]) -> NumbersTable:
    """One row a class."""
    head = ["class", "chips", "mean_softmax", "mean_logit", "softmax_without_noise"]
    rows = [
        [name, str(count), f"{share:.6g}", f"{logit:.6g}", f"{clean:.6g}"]
        for name, count, share, logit, clean in zip(
            names, votes.votes, votes.shares, votes.logits, votes.clean_shares, strict=True
        )
    ]
    return NumbersTable(head=head, rows=rows)
