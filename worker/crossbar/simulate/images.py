"""Test-set noise: what happens to the images before they reach the chip."""

from __future__ import annotations

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, normals, stream

BLOCK = 500
"""Images whose noise comes from one stream, so that all networks see the same noisy images, whatever their own block size."""


def pixel_major(images: Floats) -> Floats:
    """Return the same images (n, height, width, channels), stored so that one pixel of all images is contiguous."""
    return np.ascontiguousarray(images.transpose(1, 2, 3, 0)).transpose(3, 0, 1, 2)


def noisy_images(images: Floats, conditions: Conditions, *, seed: int, draw: int) -> Floats:
    """Return images (n, height, width, channels) as chip number `draw` is shown them, clipped to [0, 1] if `image_clip` is set.

    gaussian: x + n. speckle: x (1 + n); a product x n with a mean of zero would erase the image. salt_pepper: a share of the
    pixels is forced to 1 (half of them) or 0. The definitions are those of scikit-image's random_noise, but the level is the
    standard deviation of n, not its variance. Without noise the very same array is returned.
    """
    if conditions.image_noise == "none" or conditions.image_noise_level == 0:
        return images
    noisy = np.empty_like(images)
    for block, start in enumerate(range(0, len(images), BLOCK)):
        noisy[start : start + BLOCK] = noisy_block(images, conditions, seed=seed, draw=draw, block=block)
    return noisy


def noisy_block(images: Floats, conditions: Conditions, *, seed: int, draw: int, block: int) -> Floats:
    """Return one block of `noisy_images`, the same numbers: (n, height, width, channels) with n at most BLOCK."""
    return with_noise(images[block * BLOCK : (block + 1) * BLOCK], conditions, seed=seed, draw=draw, block=block)


def with_noise(block_images: Floats, conditions: Conditions, *, seed: int, draw: int, block: int) -> Floats:
    """Return images (n, height, width, channels) with the noise of block number `block` of the test set, n at most BLOCK."""
    if conditions.image_noise == "none" or conditions.image_noise_level == 0:
        return block_images
    return _noisy(block_images, conditions, stream(seed, Purpose.IMAGES, draw=draw, block=block))


def images_to_calibrate_for(images: Floats, conditions: Conditions) -> Floats:
    """Return calibration images (n, height, width, channels) in the range that test images have with their noise.

    Without `image_clip`, gaussian and speckle noise leave the range of clean images, and converters would cut it off: the
    result then has noise of the same kind and level, the same numbers for all chips. Clipped noise, and salt and pepper, stay
    in the range: then the very same array is returned.
    """
    if not leaves_range(conditions):
        return images
    return _noisy(images, conditions, stream(0, Purpose.CALIBRATION_IMAGES, draw=0))


def leaves_range(conditions: Conditions) -> bool:
    """Return whether test-set noise takes pixels below 0 or above 1."""
    return not conditions.image_clip and conditions.image_noise in ("gaussian", "speckle") and conditions.image_noise_level > 0


def _noisy(images: Floats, conditions: Conditions, generator: np.random.Generator) -> Floats:
    level = np.float32(conditions.image_noise_level)
    if conditions.image_noise == "salt_pepper":
        chance = generator.random(images.shape, dtype=np.float32)
        return np.where(chance < level / 2, np.float32(0), np.where(chance >= 1 - level / 2, np.float32(1), images))
    noise = normals(generator, images.shape)
    noise *= level
    if conditions.image_noise == "speckle":
        noise *= images
    noise += images
    return np.clip(noise, 0, 1, out=noise) if conditions.image_clip else noise
