"""Ids of the components of Networks."""

from __future__ import annotations

from typing import Any

from frontend.kit.ids import Id

HISTOGRAMS = "histograms"
WEIGHTS_FIGURE = "weights-figure"
TRAINING_FIGURE = "training-figure"
HISTORY = "history"
ORDER = "networks-order"
TABLE = "networks-table"
DATASET = "networks-dataset"
FAMILY = "networks-family"
CARDS = "networks-cards"


def sort(field: Any) -> Id:
    """The heading of a column, by the field of a row that it sorts by."""
    return {"type": "networks-sort", "field": field}
