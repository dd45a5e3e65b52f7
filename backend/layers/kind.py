"""The interface of all kinds of layers. Each file of this folder declares one kind, and everything else is derived from it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from backend.layers.keras import Floats, KerasLayer, NotSupported

MOST_INPUTS = 64
"""Of one layer."""
Shape = tuple[int, ...]
"""Shape of the values between two layers, for one image: (height, width, channels), (time steps, values) or (values,)."""


class ImpossibleLayer(ValueError):
    """A layer does not fit the shape of its input; the text says why."""

    def at(self, index: int) -> ImpossibleLayer:
        """Return the same error with the index of the layer at the front of its text."""
        return ImpossibleLayer(f"layer {index}: {self}")


class WrongField(ImpossibleLayer):
    """An error whose text begins with the name of a field that the user gave, and needs no index of a layer."""

    def at(self, _index: int) -> ImpossibleLayer:
        """Return the error itself."""
        return self


@dataclass(frozen=True)
class OnCrossbar:
    """The weights of a layer as one matrix of `rows` x `columns`, which one image reads `reads` times.

    `parts` are the rows driven and columns converted in each of several reads that make up one of these; empty for one read of
    everything. Each weight is in one of them. The columns belong to `groups`, equally many to each, whose arrays have `rows`
    rows each and inputs of their own: weights and multiply-accumulates are those of the matrix, rows driven are `groups` times
    its rows.
    """

    rows: int
    columns: int
    reads: int
    parts: tuple[tuple[int, int], ...] = ()
    groups: int = 1

    @property
    def macs(self) -> int:
        """Number of multiply-accumulates for one image."""
        return self.rows * self.columns * self.reads


@dataclass(frozen=True, kw_only=True)
class Work:
    """Digital work of a layer for one image, beside the reads of its crossbar: counts, which an energy estimate prices.

    The last two are for training: the number of rows of the transposed matrix whose gradient is needed, and how often it is
    read.
    """

    input_values: int  # distinct values fetched from the buffer
    activations: int  # values that pass a ReLU
    stored_values: int  # values written to the buffer, after pooling
    pool_comparisons: int = 0
    pool_additions: int = 0
    gates: int = 0  # sigmoid or tanh evaluations, in cells that have gates
    gate_products: int = 0  # element-wise products, in cells that have gates and between values of several layers
    sums: int = 0  # element-wise sums of values
    fetched_again: int = 0  # values of other layers that an element-wise sum or product reads from the buffer
    back_rows: int = 0
    back_mvms: int = 0


W = TypeVar("W", bound=Work)


class LayerKind(BaseModel):
    """One layer of a network, as stored in cards and sent in requests; `kind` identifies its class.

    In all methods, `shape` is the shape of the layer's input, for which `shape_after` must not raise. Kinds that merge several
    inputs are given the shape of their output instead. All outputs of a network's layers are described in `graph`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    inputs: tuple[int, ...] | None = Field(
        None,
        min_length=1,
        max_length=MOST_INPUTS,
        exclude_if=lambda inputs: inputs is None,
        description="Indices of the layers whose outputs it is given, -1 for the network's input; null for the layer before.",
    )

    title: ClassVar[str]
    """Name of the kind in tables and headings."""
    sentence: ClassVar[str]
    """What the kind computes, in one sentence for pages and the manual."""
    in_hash: ClassVar[bool] = False
    """Whether the hash of a network's weights differs, too, where a layer of this kind does; not for those that are older."""
    keras_classes: ClassVar[tuple[str, ...]] = ()
    """Names of the Keras classes that `from_keras` reads, the usual one first; empty if there are none."""
    sizes: ClassVar[tuple[str, ...]] = ()
    """Fields that follow from the shapes of the arrays. All other fields exist in the engine's layer, with the same names."""
    training_assumption: ClassVar[str] = ""
    """What estimates of training assume about gradients through this kind of layer; a sentence without a full stop."""

    @property
    def is_in_hash(self) -> bool:
        """Whether the hash of a network's weights differs, too, where this layer does.

        So does it for older kinds that have a field which is left out of JSON at its default, and is not at its default.
        """
        rare = ((getattr(self, name), field.exclude_if) for name, field in type(self).model_fields.items())
        return self.in_hash or any(left_out is not None and not left_out(value) for value, left_out in rare)

    @abstractmethod
    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape of the layer's output. Raises ImpossibleLayer if the layer does not fit its input."""

    def shape_after_all(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape of the output for inputs of these shapes: one, unless the kind merges several.

        Raises ImpossibleLayer if the layer does not fit them.
        """
        if len(shapes) != 1:
            raise ImpossibleLayer(f"{self.kind} has one input, not {len(shapes)}")
        return self.shape_after(shapes[0])

    @abstractmethod
    def in_words(self, shape: Shape) -> str:
        """Return what this layer does, with its sizes, for one cell of a table."""

    def digital_in_words(self, shape: Shape) -> str:
        """Return the digital work of one image, for one cell of a table; empty if there is none."""
        return ""

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays by name from a Keras file. Raises NotSupported.

        `shape` is what Keras takes its input to be, without the batch; None after a layer that could not be read.
        """
        raise NotSupported(f"layer {found.name!r} is of kind {found.kind[:40]}, which cannot be read")


class WeightedLayer(LayerKind):
    """A layer with weights, which are stored on a crossbar."""

    @abstractmethod
    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of the layer's arrays by name, in the order of tables; names of biases end in "bias"."""

    @abstractmethod
    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the size of the layer's matrix, and how often one image reads it."""

    @abstractmethod
    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image.

        `first`: no layer before this one has weights, so that the gradient of its input is not needed.
        """


class DigitalLayer(LayerKind):
    """A layer without weights, computed digitally. Its work is counted with the last crossbar before it."""

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work of the last layer with weights before this one, plus that of this layer."""
        return before

    def signed_after(self, signed: bool) -> bool:
        """Return whether outputs can be negative, given whether inputs can."""
        return signed


class MergingLayer(DigitalLayer):
    """A layer that makes one output of several inputs; the same one may come twice."""

    in_hash: ClassVar[bool] = True

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape of the output if each input has this shape. Raises ImpossibleLayer."""
        return self.shape_after_all([shape] * len(self.inputs or ()))

    def shape_after_all(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape of the output. Raises ImpossibleLayer unless there are several inputs that fit each other."""
        if len(shapes) < 2:
            raise ImpossibleLayer(f"{self.kind} needs two inputs or more")
        return self.merged(shapes)

    @abstractmethod
    def merged(self, shapes: Sequence[Shape]) -> Shape:
        """Return the shape of the output of two or more inputs. Raises ImpossibleLayer if they do not fit each other."""

    @property
    def others(self) -> int:
        """Number of inputs beside the first."""
        return len(self.inputs or ()) - 1


def image_of(layer: LayerKind, shape: Shape) -> tuple[int, int, int]:
    """Return a shape as (height, width, channels). Raises ImpossibleLayer if it is not that of an image."""
    if len(shape) != 3:
        raise ImpossibleLayer(f"{layer.kind} needs an image of (height, width, channels), not {shape}")
    return shape[0], shape[1], shape[2]


def relus_in_words(count: int, activation: str) -> str:
    """Return the number of ReLUs in words, or an empty text for another activation."""
    return f"{count:,} ReLU" if activation == "relu" else ""
