"""A network as a drawing needs it: its layers in words, with sizes, and what feeds what."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, prod

from pydantic import BaseModel, Field

from backend.layers import Layer, OnCrossbar, Shape, WeightedLayer, places_of
from backend.layers.graph import Place
from backend.schemas.setting.crossbar import Crossbar


class Matrix(BaseModel):
    """The weights of a layer as they lie on crossbars."""

    rows: int
    columns: int
    arrays: int = Field(description="Number of arrays of the usual size that hold it, each of pairs of devices.")
    reads: int = Field(description="Matrix-vector multiplications for one image.")


class LayerInGraph(BaseModel):
    """One layer of a network, with what follows from its place in it."""

    index: int
    kind: str
    title: str
    what: str = Field(description="What it does, with its sizes, in words.")
    inputs: tuple[int, ...] = Field(description="Indices of the layers that feed it; -1 for the network's input.")
    shape: tuple[int, ...] = Field(description="Shape of its output, for one image.")
    crossbar: Matrix | None = Field(description="null for a layer that is computed digitally.")
    digital: str = Field(description="Its digital work for one image, in words; may be empty.")
    parameters: int = Field(description="Weights and biases.")
    macs: int = Field(description="Multiply-accumulates for one image.")


def graph_of(layers: Sequence[Layer], input_shape: Shape) -> list[LayerInGraph]:
    """Return every layer of a network in its order. Raises ImpossibleLayer."""
    return [_in_graph(place) for place in places_of(layers, input_shape)]


def _in_graph(place: Place) -> LayerInGraph:
    layer, shape = place.layer, place.shape
    matrix, parameters, macs = None, 0, 0
    if isinstance(layer, WeightedLayer):
        found = layer.on_crossbar(shape)
        macs, parameters = found.macs, sum(map(prod, layer.arrays(shape).values()))
        matrix = Matrix(rows=found.rows, columns=found.columns, arrays=_arrays(found), reads=found.reads)
    return LayerInGraph(
        index=place.index,
        kind=layer.kind,
        title=layer.title,
        what=layer.in_words(shape),
        inputs=place.sources,
        shape=place.output,
        crossbar=matrix,
        digital=layer.digital_in_words(shape),
        parameters=parameters,
        macs=macs,
    )


def _arrays(found: OnCrossbar) -> int:
    """Each group of columns has arrays of its own."""
    usual = Crossbar()
    return found.groups * ceil(found.rows / usual.rows) * ceil(found.columns / found.groups / usual.columns)
