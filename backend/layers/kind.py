"""What every kind of layer says of itself. One file of this folder declares one kind; all that counts layers derives from it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from backend.layers.keras import Floats, KerasLayer, NotSupported

Shape = tuple[int, ...]
"""Of the values between two layers, for one image: (height, width, channels), (time steps, values) or (values,)."""


class ImpossibleLayer(ValueError):
    """A layer does not fit the shape of its input; the text says which layer and why."""

    def at(self, index: int) -> ImpossibleLayer:
        """The same fault with the layer's place in the network in its text."""
        return ImpossibleLayer(f"layer {index}: {self}")


class WrongField(ImpossibleLayer):
    """A fault whose text begins with the name of the field that the user gave, which says enough without a layer's place."""

    def at(self, _index: int) -> ImpossibleLayer:
        """The fault itself."""
        return self


@dataclass(frozen=True)
class OnCrossbar:
    """A layer's weights as one matrix of `rows` x `columns`, which one image reads `reads` times."""

    rows: int
    columns: int
    reads: int

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one image."""
        return self.rows * self.columns * self.reads


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one image makes a layer do beside the reads of its crossbar: the counts that an energy estimate multiplies by prices.

    The last two are of training: rows of the transposed matrix whose gradient is wanted, and how often it is read for them.
    """

    input_values: int  # distinct values fetched from the buffer
    activations: int  # values that pass a ReLU
    stored_values: int  # values written to the buffer, after pooling
    pool_comparisons: int = 0
    gates: int = 0  # sigmoid or tanh evaluations, in cells that have gates
    gate_products: int = 0  # element-wise products, in cells that have gates
    back_rows: int = 0
    back_mvms: int = 0


W = TypeVar("W", bound=Work)


class LayerKind(BaseModel):
    """One layer of a network, as cards and requests hold it: a pydantic model whose `kind` tells it from the others.

    Methods that take a `shape` mean that of the layer's input, and expect that `shape_after` accepts it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str

    title: ClassVar[str]
    """The kind's name in tables and headings."""
    sentence: ClassVar[str]
    """What the kind does, in one sentence for pages and the manual."""
    keras_classes: ClassVar[tuple[str, ...]] = ()
    """Names of the Keras classes that `from_keras` reads, the usual one first; none if it cannot be read."""
    sizes: ClassVar[tuple[str, ...]] = ()
    """Fields that the shapes of its arrays say as well. All others are settings that the engine's layer has by the same name."""
    training_assumption: ClassVar[str] = ""
    """What an estimate of training assumes where gradients go back through such a layer; a sentence without full stop."""

    @abstractmethod
    def shape_after(self, shape: Shape) -> Shape:
        """Shape of the layer's output. Raises ImpossibleLayer."""

    @abstractmethod
    def in_words(self, shape: Shape) -> str:
        """What this layer does, with its sizes: one cell of a table."""

    def digital_in_words(self, shape: Shape) -> str:
        """What one image costs beside the crossbar: one cell of a table, empty if nothing."""
        return ""

    @classmethod
    def from_keras(cls, found: KerasLayer, pixels: int) -> tuple[Self, dict[str, Floats]]:
        """The layer of a Keras file and its arrays by name, for images of so many values. Raises NotSupported."""
        raise NotSupported(f"layer {found.name!r} is of kind {found.kind[:40]}, which cannot be read")


class WeightedLayer(LayerKind):
    """A layer with weights: they lie on a crossbar."""

    @abstractmethod
    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Shapes of its arrays by name, in the order in which they are listed; biases have names that end in "bias"."""

    @abstractmethod
    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Its matrix, and how often one image reads it."""

    @abstractmethod
    def work(self, shape: Shape, *, first: bool) -> Work:
        """What one image costs beside it. `first`: no layer before it has weights, so nothing needs its input's gradient."""


class DigitalLayer(LayerKind):
    """A layer without weights. It is digital, and what it does is counted with the crossbar before it."""

    def add_work(self, before: W, shape: Shape) -> W:
        """The work of the last layer with weights, with this layer's own."""
        return before


def image_of(layer: LayerKind, shape: Shape) -> tuple[int, int, int]:
    """The shape as (height, width, channels). Raises ImpossibleLayer for values that are no image."""
    if len(shape) != 3:
        raise ImpossibleLayer(f"{layer.kind} needs an image of (height, width, channels), not {shape}")
    return shape[0], shape[1], shape[2]


def relus_in_words(count: int, activation: str) -> str:
    """How many ReLUs one image passes; empty if there are none."""
    return f"{count:,} ReLU" if activation == "relu" else ""
