"""Images a block at a time: what is worked on at once depends on the network alone, so that results do not depend on who asks."""

from __future__ import annotations

from worker.crossbar.layers import Conv2D, Floats, Network

BLOCK_IMAGES = 512
CONVOLVED_IMAGES = 64
"""Images worked on at a time: enough for the matrix products' full speed, few enough for the cache to hold a layer."""
CALIBRATED_IMAGES = 128
"""Images whose convolutions an observer sees at a time: enough for a percentile, few enough for memory."""


def block_size(network: Network) -> int:
    """Images worked on at a time; convolution makes many columns of each."""
    return CONVOLVED_IMAGES if _convolves(network) else BLOCK_IMAGES


def calibration_block_size(network: Network) -> int:
    """Calibration images of which a full scale is found at a time; the largest one counts."""
    return CALIBRATED_IMAGES if _convolves(network) else BLOCK_IMAGES


def blocks(images: Floats, size: int) -> list[Floats]:
    """Images (n, h, w, c) in blocks of a size; the last may be smaller."""
    return [images[start : start + size] for start in range(0, len(images), size)]


def _convolves(network: Network) -> bool:
    return any(isinstance(layer, Conv2D) for layer in network.layers)
