"""The layers of a network as crossbars: how large, and how often used for one image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from backend.schemas.layers import Layer, WeightedLayer, shapes

LAYERS: TypeAdapter[tuple[Layer, ...]] = TypeAdapter(tuple[Layer, ...])


@dataclass(frozen=True)
class Row:
    """One layer in words.

    `crossbar` is rows x columns in weights, empty where there are none; `digital` what one image needs beside it.
    """

    name: str
    what: str
    crossbar: str
    mvms: str
    digital: str


def rows_of(card: Mapping[str, Any]) -> list[Row]:
    """Every layer in order."""
    layers = LAYERS.validate_python(card["layers"])
    *inputs, _output = shapes(layers, card["input_shape"])
    return [_row(layer, shape) for layer, shape in zip(layers, inputs, strict=True)]


def kinds_of(card: Mapping[str, Any]) -> dict[str, str]:
    """Each kind of layer that the network has, by its title, in a sentence."""
    return {layer.title: layer.sentence for layer in LAYERS.validate_python(card["layers"])}


def _row(layer: Layer, shape: tuple[int, ...]) -> Row:
    crossbar = mvms = ""
    if isinstance(layer, WeightedLayer):
        held = layer.on_crossbar(shape)
        crossbar, mvms = f"{held.rows} × {held.columns}", f"{held.reads:,}"
    return Row(layer.title, layer.in_words(shape), crossbar, mvms, layer.digital_in_words(shape))
