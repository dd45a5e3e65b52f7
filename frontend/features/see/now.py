"""What See it shows now, as it travels between server and browser: everything that questions to the API are made of."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from backend.schemas.dataset import DatasetInfo
from frontend.features.see.view import Scene
from frontend.kit.stored import Stored


class Now(Stored):
    """The page's address, what is looked at, and the setting it is looked at in."""

    search: str
    explore: str
    """The address of Explore with the same setting."""
    scene: Scene
    network: str
    dataset: str
    dataset_title: str
    names: tuple[str, ...]
    """Of the data set's classes."""
    kind: Literal["image", "sequence"]
    shape: tuple[int, ...]
    """Of one image or sequence of the data set."""
    can_draw: bool
    """Whether one can draw an image like those of the data set."""
    subject: dict[str, Any]
    """Network, images, seed and setting: what every question to the API begins with."""


class Ink(Stored):
    """A drawing: a square of bytes as base64 text, and its number, by which the page knows its answer."""

    side: int
    ink: str
    n: int


class Changes(Stored):
    """What was changed by hand of a sequence: time step, feature, value."""

    changes: tuple[tuple[int, int, float], ...] = ()


class Facts(BaseModel):
    """What the page knows from when it was made."""

    sets: dict[str, DatasetInfo]
    layers: dict[str, list[dict[str, str]]]
    """Of each network those on crossbars, to choose from."""
    usual: str
    """The network that is shown where no other is asked for."""
    devices: dict[str, str]
    """Titles by id."""
