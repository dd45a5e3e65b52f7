"""The dashboard as tables: what its addresses hold, and its keys."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from backend.schemas.fields import FIELDS
from frontend.features.see import view as see
from frontend.kit.keys import KEYS
from frontend.kit.state import codec
from frontend.kit.state.view import DEFAULT
from tests.manual.marks import table

MEANINGS = {
    "networks": "networks, with commas between",
    "sweep": "what is swept: the key of a parameter in this table",
    "start": "first value of the sweep",
    "stop": "last value",
    "count": "how many values",
    "list_x": "the swept values themselves, as in the spec, where they are not evenly spaced",
    "y": "a second swept parameter makes a map",
    "y_start": "first value of the second sweep",
    "y_stop": "last value",
    "y_count": "how many values",
    "list_y": "the values of the second sweep, where they are not evenly spaced",
    "overrides": "settings of layers, each as layer:key:value with the number of the spec, or layer:digital",
    "kept": "what a spec says beyond its controls, each as key:value",
    "technology": "technology of the energy card",
    "energy_mode": "inference or training",
    "activations": "inputs of the arrays: assumed or measured",
    "constants": "changed constants, each as name:value",
    "band": "behind the interval: nothing, chips or draws",
    "whole": "1: the accuracy axis from 0 to 100 %",
    "predicted": "0: without the predicted curves",
    "cut_x": "where a map is cut",
    "cut_y": "where a map is cut",
    "pins": "pinned curves, each as run.network or run.network~name",
    "tab": "what is seen: draw, images, mistakes or crossbar",
    "network": "the network",
    "image": "the test image, counted from 0",
    "chip": "the chip that is looked at, counted from 0",
    "chips": "how many chips",
    "label": "images of this class only",
    "said": "images taken for this class only",
    "page": "page of the images",
    "matrix": "confusion matrix: noisy, clean or their difference",
    "layer": "the layer whose crossbar is shown",
    "part": "weights, or the conductances of one side",
    "zoom": "the whole crossbar, or a window of it",
    "top": "first row of the window",
    "left": "first column of the window",
}
"""Of what an address holds besides fields of a spec."""
OPTIONS = {field.key: field for field in FIELDS.values()}


def keys() -> str:
    """A row for each key of an address of Explore: first those of the view, then those of the spec's fields."""
    of_view = {key: field for key, field in codec.KEYS.items() if key not in OPTIONS}
    rows: list[list[object]] = [[f"`{key}`", MEANINGS[field], "", _text(DEFAULT, field)] for key, field in of_view.items()]
    for key, field in codec.KEYS.items():
        if key in OPTIONS:
            option = OPTIONS[key]
            rows.append([f"`{key}`", f"`{option.field}`", option.unit, _text(DEFAULT, field)])
    return table(["key", "sets", "unit", "default"], rows)


def scene() -> str:
    """A row for each further key of an address of See it."""
    return table(
        ["key", "sets", "default"], [[f"`{key}`", MEANINGS[field], _text(see.USUAL, field)] for key, field in see.KEYS.items()]
    )


def keyboard() -> str:
    """A row for each key of the keyboard."""
    return table(["key", "does"], [[f"`{key.key}`", key.meaning] for key in KEYS])


def _text(model: BaseModel, field: str) -> str:
    value: Any = getattr(model, field)
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{int(value)}`"
    return f"`{','.join(value)}`" if isinstance(value, tuple) else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
