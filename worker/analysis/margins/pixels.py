"""Mean and variance of a noisy pixel, in closed form, as functions of the pixel."""

from __future__ import annotations

import numpy as np

from worker.analysis.margins.normal import Numbers, normal_cdf, normal_density
from worker.crossbar import Conditions
from worker.crossbar.tools.arrays import Floats


def noisy_pixel(pixels: Numbers, conditions: Conditions) -> tuple[Numbers, Numbers]:
    """Return the mean shift and the variance that test-set noise gives pixels of any shape, in [0, 1].

    The noise is that of `worker.crossbar.simulate.images`; clipped noise has the moments of a normal number that is clipped to
    [0, 1].
    """
    level = conditions.image_noise_level
    if conditions.image_noise == "none" or level == 0:
        return np.zeros_like(pixels), np.zeros_like(pixels)
    if conditions.image_noise == "salt_pepper":
        mean = (1 - level) * pixels + level / 2
        return mean - pixels, (1 - level) * np.square(pixels) + level / 2 - np.square(mean)
    deviation = level * (pixels if conditions.image_noise == "speckle" else np.ones_like(pixels))
    if not conditions.image_clip:
        return np.zeros_like(pixels), np.square(deviation)
    return _clipped(pixels, deviation)


_GREYS = np.linspace(0, 1, 256)


def mean_images(images: Floats, conditions: Conditions) -> Floats:
    """Return images (n, height, width, channels) each of whose pixels is at the mean of its noise."""
    shift, _variance = noisy_pixel(_GREYS, conditions)
    mean: Floats = (images + np.interp(images, _GREYS, shift)).astype(np.float32)
    return mean


def _clipped(means: Numbers, deviations: Numbers) -> tuple[Numbers, Numbers]:
    """Return shift and variance of normal numbers that are clipped to [0, 1]."""
    some = np.where(deviations > 0, deviations, 1.0)
    low, high = -means / some, (1 - means) / some
    inside, above = normal_cdf(high) - normal_cdf(low), normal_cdf(-high)
    at_low, at_high = normal_density(low), normal_density(high)
    mean = means * inside + some * (at_low - at_high) + above
    square = (means**2 + some**2) * inside + some * (means * at_low - (means + 1) * at_high) + above
    noisy = deviations > 0
    return np.where(noisy, mean - means, 0.0), np.where(noisy, np.maximum(square - mean**2, 0), 0.0)
