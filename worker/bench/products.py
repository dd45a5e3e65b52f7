"""The matrix products of a network, and the best product of this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from worker.crossbar.layers import Conv2D, MaxPool2D, Network, Weighted
from worker.crossbar.simulate.blocks import block_size
from worker.crossbar.tools.products import columns_product

SIZES = (512, 1024, 2048)
"""Of the square matrices among whose products the best is sought."""


@dataclass(frozen=True)
class Shape:
    """`times` products of weights (p, m) with a block of images (m, block), at each of `rows` places."""

    rows: int
    m: int
    p: int
    times: int
    block: int

    @property
    def macs(self) -> int:
        """Multiply-accumulates for one image."""
        return self.rows * self.m * self.p * self.times


def shapes(network: Network) -> list[Shape]:
    """One product for a dense layer, one for each time step of a recurrent one, one at each place for a convolution of a chain.

    Places that no window of a pooling takes are not computed, and not counted.
    """
    height, width, _ = network.input_shape
    block = block_size(network)
    found: list[Shape] = []
    for layer, following in zip(network.layers, [*network.layers[1:], None], strict=True):
        if isinstance(layer, Conv2D):
            (above, below), (left, right) = layer.window.margins(layer.padding, height, width)
            height, width = layer.window.places(above + height + below, left + width + right)
            pool = (following.square or 1) if isinstance(following, MaxPool2D) else 1
            places = (height // pool * pool) * (width // pool * pool)
            inputs, outputs = layer.matrix().shape
            found.append(Shape(places * layer.groups, inputs, outputs // layer.groups, 1, block))
        elif isinstance(layer, Weighted):
            inputs, outputs = layer.matrix().shape
            found.append(Shape(1, inputs, outputs, layer.steps, block))
        elif isinstance(layer, MaxPool2D):
            height, width = pooled(layer, height, width)
    return found


def pooled(layer: MaxPool2D, height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the windows of a pooling side by side; others are not timed here."""
    if layer.square is None:
        raise ValueError("only poolings by squares side by side are counted")
    return height // layer.square, width // layer.square


def macs(network: Network) -> int:
    """Multiply-accumulates for one image that are computed."""
    return sum(shape.macs for shape in shapes(network))


def multiply_all(products: list[Shape], images: int) -> None:
    """The products of so many images, block by block, as the engine does them, on numbers that stay in the cache."""
    for shape in products:
        weights = np.ones((shape.m, shape.p), np.float32).T
        for start in range(0, images, shape.block):
            columns = np.ones((shape.m, min(shape.block, images - start)), np.float32)
            if shape.rows == 1:
                for _ in range(shape.times):
                    columns_product(weights, columns)
            else:
                np.matmul(weights, np.broadcast_to(columns, (shape.rows, *columns.shape)))


def best_rate(seconds: float, clock: Callable[[], float]) -> float:
    """Floating-point operations a second (two for a multiply-accumulate) of the fastest product of large matrices."""
    best = 0.0
    for size in SIZES:
        left, right = np.ones((size, size), np.float32), np.ones((size, size), np.float32)
        out = np.matmul(left, right)
        ends = clock() + seconds / len(SIZES)
        while (began := clock()) < ends:
            np.matmul(left, right, out=out)
            best = max(best, 2 * size**3 / (clock() - began))
    return best
