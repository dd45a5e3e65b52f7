"""Convolutions over images."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from backend.layers.keras import Activation, Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, WeightedLayer, Work, relus_in_words
from backend.layers.windows import (
    LARGEST_SIDE,
    Padding,
    Pair,
    Sides,
    Steps,
    Windows,
    axes_of,
    by,
    keras_padding,
    keras_sides,
    padding_in_words,
    pair,
    unless,
)


class Conv2DLayer(WeightedLayer):
    """A convolution with channels last, followed by a bias and a ReLU or nothing.

    Arrays: `kernel` (height, width, channels / groups, filters), `bias` (filters,). Each of the `groups`, equal parts of the
    channels in their order, has filters of its own, equally many; with as many groups as channels it is a depthwise convolution.
    A convolution over a series is one over an image of one row.
    """

    kind: Literal["conv2d"] = "conv2d"
    filters: int = Field(ge=1, le=4096)
    kernel_size: Sides
    padding: Padding = "valid"
    activation: Activation = "relu"
    strides: Steps = Field(1, exclude_if=unless(1), description="Pixels from one place to the next.")
    dilation: Steps = Field(1, exclude_if=unless(1), description="Pixels from one weight of a filter to the next.")
    groups: int = Field(1, ge=1, le=4096, exclude_if=unless(1), description="Parts of the channels with filters of their own.")

    title: ClassVar[str] = "Convolution"
    sentence: ClassVar[str] = (
        "Moves small filters over the image; one crossbar, or one for each group of channels, holds all filters and is read at "
        "every position."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("Conv2D", "Conv1D", "DepthwiseConv2D", "DepthwiseConv1D")
    sizes: ClassVar[tuple[str, ...]] = ("filters", "kernel_size")
    training_assumption: ClassVar[str] = (
        "Back-propagation through a convolution reads its kernels transposed at every position, converting all rows"
    )

    @property
    def is_in_hash(self) -> bool:
        """Whether the hash of a network's weights differs, too, where this layer does: beyond what the oldest of them had."""
        return super().is_in_hash or not isinstance(self.padding, str)

    @property
    def windows(self) -> Windows:
        """The places of the kernel."""
        return Windows(pair(self.kernel_size), pair(self.strides), pair(self.dilation), self.padding)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (height, width, filters). Raises ImpossibleLayer if no kernel fits, or the groups do not divide the channels."""
        rows, columns = self.windows.over(self, shape, "kernel")
        for count, what in ((shape[-1], "channels"), (self.filters, "filters")):
            if count % self.groups:
                raise ImpossibleLayer(f"{count} {what} cannot be cut into {self.groups} groups")
        return rows, columns, self.filters

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel` and `bias`."""
        return {"kernel": (*pair(self.kernel_size), shape[-1] // self.groups, self.filters), "bias": (self.filters,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (kernel height * width * channels / groups) x filters, read once at each position of the kernel.

        Each group has an array of its own, with all of these rows and its share of the columns.
        """
        rows, columns, _filters = self.shape_after(shape)
        values = prod(pair(self.kernel_size)) * shape[-1] // self.groups
        return OnCrossbar(values, self.filters, rows * columns, groups=self.groups)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image; for gradients, the transposed kernels are read at every position."""
        values, on_crossbar, windows = prod(self.shape_after(shape)), self.on_crossbar(shape), self.windows
        return Work(
            input_values=windows.seen(0, shape[0]) * windows.seen(1, shape[1]) * shape[2],
            activations=values if self.activation == "relu" else 0,
            stored_values=values,
            back_rows=0 if first else on_crossbar.rows,
            back_mvms=0 if first else on_crossbar.reads,
        )

    def in_words(self, shape: Shape) -> str:
        """Return number and size of the filters, steps, padding and activation, for one cell of a table."""
        groups = [f"{self.groups} groups"] * (self.groups > 1)
        more = [*self.windows.steps_in_words(), *groups, padding_in_words(self.padding), self.activation]
        return f"{self.filters} filters of {by(pair(self.kernel_size))}, {', '.join(more)}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of ReLUs for one image, or an empty text without an activation."""
        return relus_in_words(prod(self.shape_after(shape)), self.activation)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras convolution over an image, or over a series. Raises NotSupported."""
        found.know(
            *("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups", "activation", "use_bias"),
            "depth_multiplier",
        )
        found.require(data_format=("channels_last",))
        kernel, bias, groups = _of_keras(found, shape)
        size: Pair = (kernel.shape[0], kernel.shape[1])
        if max(size) > LARGEST_SIDE or not 1 <= kernel.shape[-1] <= 4096:
            raise found.refusal(
                f"a kernel of {by(size)} with {kernel.shape[-1]} filters cannot be read; kernels must have at most "
                f"{LARGEST_SIDE} pixels a side, and layers at most 4096 filters"
            )
        strides, dilation = keras_sides(found, "strides"), keras_sides(found, "dilation_rate")
        causal = ("causal",) if axes_of(found) == 1 else ()
        padding = keras_padding(found, Windows(size, strides, dilation), ("valid", "same", *causal))
        layer = cls.model_validate(
            {
                "filters": kernel.shape[-1],
                "kernel_size": size,
                "padding": padding,
                "activation": found.activation(),
                "strides": strides,
                "dilation": dilation,
                "groups": groups,
            }
        )
        return layer, {"kernel": kernel, "bias": bias}


def _of_keras(found: KerasLayer, shape: Shape | None) -> tuple[Floats, Floats, int]:
    """Return kernel (height, width, channels / groups, filters), bias and groups. Raises NotSupported."""
    axes = axes_of(found)
    depthwise = found.kind.startswith("Depthwise")
    kernel, bias = found.kernel_and_bias(axes + 2, outputs=2 if depthwise else 1)
    kernel = kernel.reshape((1, 1, *kernel.shape)[-4:])
    if depthwise:
        found.require(groups=(1,))
        *sides, channels, multiplier = kernel.shape
        return np.ascontiguousarray(kernel.reshape(*sides, 1, channels * multiplier)), bias, channels
    groups = found.config.get("groups", 1)
    if not isinstance(groups, int) or not 1 <= groups <= 4096 or kernel.shape[-1] % groups:
        raise found.refusal(f"groups {str(groups)[:40]} cannot be read; it must divide the {kernel.shape[-1]} filters")
    return kernel, bias, groups
