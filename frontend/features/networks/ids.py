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

# A network of one's own.
DROP = "network-drop"
CHOOSE = "network-choose"
DETAILS = "network-details"
FOR_DATASET = "network-for-dataset"
NAME = "network-name"
INPUTS = "network-inputs"
NUMBERS = "network-numbers"
NUMBERS_BOX = "network-numbers-box"
CHANNELS = "network-channels"
CHANNELS_BOX = "network-channels-box"
LOOKING = "network-looking"
FOUND = "network-found"
"""What the file holds, or why it cannot be read; written by upload.js."""
PREVIEW = "network-preview"
ADD = "network-add"
ADD_BOX = "network-add-box"
BEGUN = "network-begun"
"""An upload has begun; written by upload.js."""
ENDED = "network-ended"
"""What came of an upload; written by upload.js."""
PROGRESS = "network-progress"
PROGRESS_BAR = "network-progress-bar"
PROGRESS_WORDS = "network-progress-words"
CANCEL = "network-cancel"
RESULT = "network-result"

# One network, or one that is looked at before it is added.
DRAWING = "network-drawing"
GRAPH = "network-graph"
ZOOM_IN = "network-zoom-in"
ZOOM_OUT = "network-zoom-out"
REMOVE_SURE = "network-remove-sure"
REMOVE_TROUBLE = "network-remove-trouble"


def sort(field: Any) -> Id:
    """The heading of a column, by the field of a row that it sorts by."""
    return {"type": "networks-sort", "field": field}


def remove(network: Any) -> Id:
    """The button that removes a network that does not ship with the program."""
    return {"type": "network-remove", "network": network}
