"""Convolutions over images."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Activation, Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, WeightedLayer, Work, image_of, relus_in_words

LARGEST_KERNEL = 15
"""Of its sides, in pixels."""


class Conv2DLayer(WeightedLayer):
    """A convolution with stride 1 and channels last, followed by a bias and a ReLU or nothing.

    Arrays: `kernel` (kernel_size, kernel_size, channels, filters), `bias` (filters,).
    """

    kind: Literal["conv2d"] = "conv2d"
    filters: int = Field(ge=1, le=4096)
    kernel_size: int = Field(ge=1, le=LARGEST_KERNEL)
    padding: Literal["valid", "same"] = "valid"
    activation: Activation = "relu"

    title: ClassVar[str] = "Convolution"
    sentence: ClassVar[str] = (
        "Moves small filters over the image, one pixel at a time; one crossbar holds all filters and is read at every position."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("Conv2D",)
    sizes: ClassVar[tuple[str, ...]] = ("filters", "kernel_size")
    training_assumption: ClassVar[str] = (
        "Back-propagation through a convolution reads its kernels transposed at every position, converting all rows"
    )

    def shape_after(self, shape: Shape) -> Shape:
        """Return (height, width, filters); "valid" padding shrinks the image by kernel_size - 1. Raises ImpossibleLayer."""
        height, width, _channels = before = image_of(self, shape)
        if self.padding == "valid":
            height, width = height - self.kernel_size + 1, width - self.kernel_size + 1
        if min(height, width) < 1:
            raise ImpossibleLayer(f"a kernel of {self.kernel_size} does not fit into {before[0]} x {before[1]}")
        return height, width, self.filters

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel` and `bias`."""
        return {"kernel": (self.kernel_size, self.kernel_size, shape[-1], self.filters), "bias": (self.filters,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (kernel_size^2 * channels) x filters, which one image reads once for each position of the kernel."""
        height, width, _filters = self.shape_after(shape)
        return OnCrossbar(self.kernel_size**2 * shape[-1], self.filters, height * width)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image; for gradients, the transposed kernels are read at every position."""
        values, on_crossbar = prod(self.shape_after(shape)), self.on_crossbar(shape)
        return Work(
            input_values=prod(shape),
            activations=values if self.activation == "relu" else 0,
            stored_values=values,
            back_rows=0 if first else on_crossbar.rows,
            back_mvms=0 if first else on_crossbar.reads,
        )

    def in_words(self, shape: Shape) -> str:
        """Return number and size of the filters, padding and activation, for one cell of a table."""
        size = self.kernel_size
        return f"{self.filters} filters of {size} × {size}, {self.padding} padding, {self.activation}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of ReLUs for one image, or an empty text without an activation."""
        return relus_in_words(prod(self.shape_after(shape)), self.activation)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `Conv2D`; other strides, dilations or kernel shapes raise NotSupported."""
        found.know(
            *("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups", "activation", "use_bias")
        )
        found.require(strides=([1, 1], 1), dilation_rate=([1, 1], 1), groups=(1,), data_format=("channels_last",))
        found.require(padding=("valid", "same"))
        kernel, bias = found.kernel_and_bias(4)
        if kernel.shape[0] != kernel.shape[1] or kernel.shape[0] > LARGEST_KERNEL:
            raise found.refusal(
                f"kernel_size {kernel.shape[:2]} cannot be read; kernels must be square, of at most {LARGEST_KERNEL} pixels"
            )
        layer = cls(
            filters=kernel.shape[-1],
            kernel_size=kernel.shape[0],
            padding=found.config["padding"],
            activation=found.activation(),
        )
        return layer, {"kernel": kernel, "bias": bias}
