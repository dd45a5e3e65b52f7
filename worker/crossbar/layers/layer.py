"""The interface of all kinds of layers, and of what a layer's forward pass is given.

Symbols used in this package: n images, m inputs (rows of a crossbar), p outputs (columns), T time steps, k chips side by side.
All arrays are float32, or float64 where derivatives are computed. Values between layers have the shape (height, width, channels,
n) as long as they are images and (p, n) afterwards, one column for each image. For several chips side by side a first axis is
added: (k, ..., n).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal, Protocol

import numpy as np

from worker.crossbar.layers.window import Window
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

Activation = Literal["relu", "linear"]
"""The activation of a layer: ReLU or none."""


class Access(Protocol):
    """What a layer's forward pass is given for one block of images: its programmed crossbar, if it has one, and work memory."""

    @property
    def scratch(self) -> Scratch:
        """Work arrays that all layers share."""

    @property
    def name(self) -> str:
        """Name of the work array reserved for this layer's outputs."""

    @property
    def following(self) -> Layer | None:
        """The only layer that this one feeds; None if it feeds several, or none."""

    @property
    def product(self) -> Floats | None:
        """The product of the crossbar with the inputs (p, n), if it is known already; it may be overwritten."""

    @property
    def is_observed(self) -> bool:
        """Whether an observer is shown every read; a read must then contain all positions at once, in their natural order."""

    def multiply(
        self, inputs: Floats, out: Floats | None = None, product: Floats | None = None, driven: int | None = None
    ) -> Floats:
        """Read the crossbar once for each column of inputs (m, n); return outputs (p, n), possibly in `out` or `product`.

        If `driven` is given, all inputs after the first `driven` rows are 0. If `product` is given, it is the noise-free
        product of these inputs with the crossbar.
        """

    def multiply_part(self, inputs: Floats, rows: slice, outputs: slice) -> Floats:
        """Read the crossbar once for each column of inputs (m, n) that are 0 in all but `rows`; return `outputs` alone (q, n)."""

    def positions(self, values: Floats, kernel: Window) -> Positions:
        """Return the reads of the crossbar at the positions of a kernel on values (rows, columns, channels, n).

        Values may lack the kernel's margins. The reads may be stored in the scratch: use them before those of the next layer.
        """


class Positions(Protocol):
    """The reads of one crossbar at the positions of a kernel."""

    def read(self, rows: slice, pool: int, out: Floats) -> None:
        """Read the crossbar for each patch of these rows of values with their margins, in the order of `Patches`.

        Write to `out`, (pool, pool, rows of windows, columns of windows, p, n).
        """


class Seen(Protocol):
    """What the backward pass of a layer is given of its forward pass, which read the crossbar without absorbing other layers."""

    @property
    def values(self) -> Sequence[Floats]:
        """The values of all layers that feed this one, as `forward_all` was given them."""

    @property
    def outputs(self) -> Floats:
        """What the layer gave."""

    @property
    def reads(self) -> Sequence[tuple[Floats, Floats]]:
        """Inputs (m, n) and outputs (p, n), before any bias, of every read of the crossbar in its order."""

    def back(self, read: int, gradient: Floats) -> Floats:
        """Return the gradient with respect to the inputs (m, n) of the read of this number, from that of its outputs (p, n).

        Call it once for each read: whoever wants the gradients of the weights is shown the read with this gradient.
        """


class Layer(ABC):
    """One layer with its arrays and settings, which have the same names as in `backend.layers`."""

    kind: ClassVar[str]
    """Identifies the kind of layer, with the same text as in `backend.layers`."""
    only_rearranges: ClassVar[bool] = False
    """Whether the outputs are the inputs, in the order in which a dense layer reads them."""

    @abstractmethod
    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the outputs for one block of images, (height, width, channels, n) or (p, n).

        They may be stored in the scratch: use them before the next block of images. Values are left as they are, since other
        layers may be given them too.
        """

    def forward_all(self, values: Sequence[Floats], access: Access) -> Floats:
        """Return the outputs for the values of all layers that feed this one: a single one, unless the kind merges several."""
        (only,) = values
        return self.forward(only, access)

    @abstractmethod
    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient of a number with respect to the values of each layer that feeds this one.

        `gradient` is that with respect to the outputs, of their shape; the type of its numbers is that of the result. Where the
        layer has a kink, the gradient is that of the side where a ReLU is off. Arrays are new, or those of `gradient`.
        """

    def absorbs(self, _following: Layer | None) -> bool:
        """Return whether `forward` also does the work of the following layer, which is then skipped. False unless overridden."""
        return False


class Merging(Layer):
    """A layer without weights that makes one output of the values of several layers."""

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return the output for the values of one layer alone."""
        return self.forward_all([values], access)

    @abstractmethod
    def forward_all(self, values: Sequence[Floats], access: Access) -> Floats:
        """Return the output for the values of all layers that feed this one, stored in the scratch."""


class Weighted(Layer):
    """A layer with weights, all stored on one crossbar. What is not overridden holds for a dense layer."""

    kernel: Floats
    bias: Floats
    is_product: ClassVar[bool] = False
    """Whether the layer is one product of weights and inputs, followed by bias and activation, and nothing else."""
    at_positions: ClassVar[bool] = False
    """Whether one image reads the crossbar at many positions, each of which is one more column of inputs."""

    @property
    def groups(self) -> int:
        """How many groups of columns have arrays, and inputs on their rows, of their own: 1, except in some convolutions."""
        return 1

    @property
    def steps(self) -> int:
        """Number of time steps T: how often one image reads the crossbar in sequence. 1 unless the layer is recurrent."""
        return 1

    @property
    def reads_per_drive(self) -> float:
        """Reads for each time that a row is driven: more than 1 where reads drive a part of the rows."""
        return 1

    def matrix(self) -> Floats:
        """Return the weights as stored on the crossbar: (m, p)."""
        return np.ascontiguousarray(self.kernel.reshape(-1, self.kernel.shape[-1]))

    def bias_row(self) -> Floats:
        """Return the biases (p,) in the order of the columns, as stored on an additional row that is driven by 1."""
        return self.bias


def as_columns(values: Floats) -> Floats:
    """Return images (height, width, channels, n) as columns (height * width * channels, n), channels last as in Keras.

    Values that are columns already (p, n) are returned as they are. Copies nothing where the memory layout allows.
    """
    return values.reshape(*values.shape[:-4], -1, values.shape[-1]) if values.ndim >= 4 else values
