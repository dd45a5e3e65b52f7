"""Blocks of images. Their size depends on the network alone, so that results do not depend on who computes them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.layers import Network

T = TypeVar("T", bound=np.generic)

BLOCK_IMAGES = 512
"""Images in a block for networks without convolution."""
CONVOLVED_IMAGES = (256, 128, 64)
"""Images in a block for networks with convolution: enough for fast matrix products, few enough for a layer to fit the cache."""
CONVOLVED_VALUES = 700_000
"""Largest number of values that the first convolution gives for one block, unless blocks have their smallest size.

Measured with 1 MiB of cache for each core.
"""
CALIBRATED_IMAGES = 128
"""Images of a network with convolution that are calibrated at a time: enough for a percentile, few enough for memory."""


def block_size(network: Network) -> int:
    """Return how many images a network processes at a time; convolution turns each image into many columns."""
    first = next((layer for layer in network.weighted.values() if layer.at_positions), None)
    if first is None:
        return BLOCK_IMAGES
    rows, columns, _channels = network.input_shape
    values = rows * columns * first.kernel.shape[-1]
    return next((images for images in CONVOLVED_IMAGES if images * values <= CONVOLVED_VALUES), CONVOLVED_IMAGES[-1])


def calibration_block_size(network: Network) -> int:
    """Return how many calibration images are processed at a time; a full scale is the largest over all blocks."""
    return CALIBRATED_IMAGES if _convolves(network) else BLOCK_IMAGES


def blocks(images: NDArray[T], size: int) -> list[NDArray[T]]:
    """Return images (n, ...), or their indices, in blocks of `size`; the last block may be smaller."""
    return [images[start : start + size] for start in range(0, len(images), size)]


def _convolves(network: Network) -> bool:
    return any(layer.at_positions for layer in network.weighted.values())
