"""The dashboard as tables: what its addresses hold, and its keys."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from frontend.features.see import view as see
from frontend.kit.keys import KEYS
from frontend.kit.state import codec, physics
from frontend.kit.state.view import DEFAULT, PARAMETERS
from tests.manual.marks import table

MEANINGS = {
    "networks": "networks, with commas between",
    "sweep": "what is swept: the key of a parameter in this table",
    "start": "first value of the sweep",
    "stop": "last value",
    "count": "how many values",
    "y": "a second swept parameter makes a map",
    "y_start": "first value of the second sweep",
    "y_stop": "last value",
    "y_count": "how many values",
    "programming": "programming error, percent",
    "read": "read noise, percent",
    "images": "test images per draw",
    "half_width": "target half-width, percentage points",
    "min_draws": "fewest draws",
    "max_draws": "most draws",
    "subsets": "1: a subset of the images for each chip",
    "technology": "technology of the energy card",
    "energy_mode": "inference or training",
    "activations": "inputs of the arrays: assumed or measured",
    "constants": "changed constants, each as name:value",
    "band": "behind the interval: nothing, chips or draws",
    "whole": "1: the accuracy axis from 0 to 100 %",
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
"""Of the fields of a view that are no fields of a spec."""


def keys() -> str:
    """A row for each key of an address of Explore."""
    rows: list[list[object]] = [[f"`{key}`", _sets(field), _text(DEFAULT, field)] for key, field in codec.KEYS.items()]
    return table(["key", "sets", "default"], rows)


def scene() -> str:
    """A row for each further key of an address of See it."""
    return table(
        ["key", "sets", "default"], [[f"`{key}`", MEANINGS[field], _text(see.USUAL, field)] for key, field in see.KEYS.items()]
    )


def keyboard() -> str:
    """A row for each key of the keyboard."""
    return table(["key", "does"], [[f"`{key.key}`", key.meaning] for key in KEYS])


def _sets(field: str) -> str:
    """A field of the spec by its path, with its unit where that is not the spec's; others in words."""
    if field in MEANINGS:
        return MEANINGS[field]
    if field in physics.PLACES:
        place = physics.PLACES[field]
        return f"`{place.field}`" + (", percent" if place.scale == 0.01 else "")
    paths = {path.field.split(".")[1]: path.field for path in PARAMETERS.values()}
    others = {
        "reference": "internal_noise.reference",
        "device": "internal_noise.device",
        "compensation": "internal_noise.drift_compensation",
        "test_kind": "test_noise.kind",
        "test_level": "test_noise.level",
    }
    return f"`{others.get(field) or paths.get(field) or field}`"


def _text(model: BaseModel, field: str) -> str:
    value: Any = getattr(model, field)
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return f"`{int(value)}`"
    return f"`{','.join(value)}`" if isinstance(value, tuple) else f"`{value:g}`" if isinstance(value, float) else f"`{value}`"
