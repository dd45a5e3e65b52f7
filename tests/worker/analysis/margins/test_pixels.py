"""Mean and variance of noisy pixels, against the engine's noise."""

from typing import Any

import numpy as np
import pytest

from worker.analysis.margins.pixels import noisy_pixel
from worker.crossbar import Conditions
from worker.crossbar.simulate.images import noisy_images

PIXELS = np.array([0.0, 0.1, 0.5, 0.93, 1.0])


@pytest.mark.parametrize("clip", [True, False])
@pytest.mark.parametrize("level", [0.05, 0.3])
@pytest.mark.parametrize("kind", ["gaussian", "speckle", "salt_pepper"])
def test_moments_are_those_of_the_noise_that_the_engine_draws(kind: Any, level: float, clip: bool) -> None:
    conditions = Conditions(image_noise=kind, image_noise_level=level, image_clip=clip)
    shift, variance = noisy_pixel(PIXELS, conditions)
    images = np.broadcast_to(PIXELS.astype(np.float32)[None, :, None, None], (60_000, 5, 1, 1))
    drawn = noisy_images(images, conditions, seed=3, draw=0).astype(np.float64)[..., 0, 0]
    error = 5 * np.sqrt(np.maximum(variance, 1e-12) / len(drawn))
    assert (np.abs(drawn.mean(axis=0) - PIXELS - shift) <= error + 1e-6).all()
    np.testing.assert_allclose(drawn.var(axis=0), variance, rtol=0.05, atol=1e-6)


def test_without_noise_a_pixel_stays_as_it_is() -> None:
    shift, variance = noisy_pixel(PIXELS, Conditions())
    assert not shift.any()
    assert not variance.any()
