"""What every kind of layer of the engine is, and how its forward pass reaches its crossbar.

Symbols used in this package: n images, m inputs (rows of an array), p outputs (columns), T time steps, k chips side by side.
All arrays are float32. Values between layers are (height, width, channels, n) while they are images, and columns (p, n), one
for each image, afterwards; those of several chips side by side are (k, ..., n).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, Protocol

import numpy as np

from worker.crossbar.layers.patches import Patches
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

Activation = Literal["relu", "linear"]


class Access(Protocol):
    """What a layer is given for one block of images: its programmed crossbar, if it has weights, and memory to work in."""

    @property
    def scratch(self) -> Scratch:
        """Work arrays that all layers share."""

    @property
    def name(self) -> str:
        """Name of the scratch array that this layer's outputs may lie in; no other layer uses it."""

    @property
    def following(self) -> Layer | None:
        """The layer after this one; None after the last."""

    @property
    def product(self) -> Floats | None:
        """What the array makes of the inputs, (p, n), where that is known already; it may be overwritten."""

    @property
    def is_observed(self) -> bool:
        """Whether somebody is shown every read, so that a read must be of all positions at once and in their own order."""

    def multiply(
        self, inputs: Floats, out: Floats | None = None, product: Floats | None = None, driven: int | None = None
    ) -> Floats:
        """One read of the array for each column of inputs (m, n): outputs (p, n), which may lie in `out` or in `product`.

        With `driven` all inputs but the first so many are 0.
        """

    def multiply_places(self, patches: Patches, out: Floats) -> None:
        """The same read at many positions: outputs in `out`, (pool, pool, rows of windows, columns of windows, p, n)."""


class Layer(ABC):
    """One layer with its arrays and settings, named as in `backend.layers`."""

    kind: ClassVar[str]
    """The same as in `backend.layers`."""
    only_rearranges: ClassVar[bool] = False
    """Whether its outputs are its inputs, in the order in which a dense layer reads them."""

    @abstractmethod
    def forward(self, values: Floats, access: Access) -> Floats:
        """Outputs for one block of images. They may lie in the scratch: use them before the next block."""

    def absorbs(self, _following: Layer | None) -> bool:
        """Whether `forward` does what the following layer does as well, which is then left out."""
        return False


class Weighted(Layer):
    """A layer with weights, which lie on one array: in the way of a dense layer, unless a kind says otherwise."""

    kernel: Floats
    bias: Floats
    is_product: ClassVar[bool] = False
    """Whether a read is a product of weights and the layer's inputs, to which bias and activation are applied: nothing else."""
    at_positions: ClassVar[bool] = False
    """Whether one image reads the array at many positions, each of which is one more column of inputs."""

    @property
    def steps(self) -> int:
        """Time steps: how often in a row one image reads the array."""
        return 1

    def matrix(self) -> Floats:
        """The weights as they lie on the array: (m, p)."""
        return np.ascontiguousarray(self.kernel.reshape(-1, self.kernel.shape[-1]))

    def bias_row(self) -> Floats:
        """The biases as one more row of the array, driven by 1: (p,)."""
        return self.bias


def columns(values: Floats) -> Floats:
    """(h, w, c, n) to (pixels, n) with channels last, as Keras flattens; columns stay as they are."""
    return values.reshape(*values.shape[:-4], -1, values.shape[-1]) if values.ndim >= 4 else values
