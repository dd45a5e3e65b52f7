"""Images a block at a time: what is worked on at once depends on the network alone, so that results do not depend on who asks."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.layers import Network

T = TypeVar("T", bound=np.generic)

BLOCK_IMAGES = 512
CONVOLVED_IMAGES = (256, 128, 64)
"""Images worked on at a time: enough for the matrix products' full speed, few enough for the cache to hold a layer."""
CONVOLVED_VALUES = 700_000
"""What a convolution of images worked on at a time may make, unless they are the fewest. Measured with 1 MiB of cache a core."""
CALIBRATED_IMAGES = 128
"""Images whose convolutions an observer sees at a time: enough for a percentile, few enough for memory."""


def block_size(network: Network) -> int:
    """Images worked on at a time; convolution makes many columns of each, the first one the most."""
    first = next((layer for layer in network.weighted.values() if layer.at_positions), None)
    if first is None:
        return BLOCK_IMAGES
    rows, columns, _channels = network.input_shape
    values = rows * columns * first.kernel.shape[-1]
    return next((images for images in CONVOLVED_IMAGES if images * values <= CONVOLVED_VALUES), CONVOLVED_IMAGES[-1])


def calibration_block_size(network: Network) -> int:
    """Calibration images of which a full scale is found at a time; the largest one counts."""
    return CALIBRATED_IMAGES if _convolves(network) else BLOCK_IMAGES


def blocks(images: NDArray[T], size: int) -> list[NDArray[T]]:
    """Images (n, ...), or their numbers, in blocks of a size; the last may be smaller."""
    return [images[start : start + size] for start in range(0, len(images), size)]


def _convolves(network: Network) -> bool:
    return any(layer.at_positions for layer in network.weighted.values())
