"""The layers of a network as crossbars: how large, and how often used for one image."""

from __future__ import annotations

from dataclasses import dataclass

from backend.schemas.layers import Layer, WeightedLayer, places_of
from backend.schemas.network import NetworkCard


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


def rows_of(card: NetworkCard) -> list[Row]:
    """Every layer in order."""
    places = places_of(card.layers, card.input_shape)
    return [_row(layer, place.shape) for layer, place in zip(card.layers, places, strict=True)]


def kinds_of(card: NetworkCard) -> dict[str, str]:
    """Each kind of layer that the network has, by its title, in a sentence."""
    return {layer.title: layer.sentence for layer in card.layers}


def _row(layer: Layer, shape: tuple[int, ...]) -> Row:
    crossbar = mvms = ""
    if isinstance(layer, WeightedLayer):
        matrix = layer.on_crossbar(shape)
        crossbar, mvms = f"{matrix.rows} × {matrix.columns // matrix.groups}", f"{matrix.reads:,}"
        if matrix.groups > 1:
            crossbar = f"{matrix.groups} of {crossbar}"
    return Row(layer.title, layer.in_words(shape), crossbar, mvms, layer.digital_in_words(shape))
