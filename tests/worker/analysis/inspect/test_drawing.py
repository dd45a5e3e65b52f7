"""Drawings become images like those of the training sets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.datasets import load
from backend.networks import load_arrays, load_card
from worker.analysis.inspect.drawing import as_training_image, resized, upright
from worker.crossbar import Conditions, Simulator
from worker.translate.networks import to_engine


def stroke(top: int, left: int, height: int, width: int) -> np.ndarray:
    drawing = np.zeros((140, 140), np.float32)
    drawing[top : top + height, left : left + width] = 1
    return drawing


def centre(image: np.ndarray) -> tuple[float, float]:
    rows, columns = np.indices(image.shape)
    return float((image * rows).sum() / image.sum()), float((image * columns).sum() / image.sum())


@pytest.mark.parametrize(("top", "left", "height", "width"), [(0, 0, 100, 20), (100, 100, 30, 40), (60, 3, 7, 90)])
def test_a_drawing_for_mnist_fills_a_box_of_20_around_the_middle(top: int, left: int, height: int, width: int) -> None:
    image = as_training_image(stroke(top, left, height, width), "mnist")
    assert image.shape == (28, 28, 1) and image.dtype == np.float32
    rows, columns = np.nonzero(image[..., 0])
    longest, shorter = max(height, width), min(height, width)
    sizes = (np.ptp(rows) + 1, np.ptp(columns) + 1)
    assert max(sizes) == 20
    assert min(sizes) == pytest.approx(20 * shorter / longest, abs=1)
    assert centre(image[..., 0]) == pytest.approx((14, 14), abs=0.5001)


def test_an_uneven_drawing_is_centred_by_its_mass() -> None:
    drawing = stroke(10, 10, 100, 10) + stroke(90, 20, 20, 60)
    image = as_training_image(drawing, "mnist")[..., 0]
    assert centre(image) == pytest.approx((14, 14), abs=0.5001)
    rows, _columns = np.nonzero(image)
    assert (rows.min() + rows.max()) / 2 < 13, "its box is not what is centred"


def test_a_drawing_for_digits_is_counted_in_blocks_from_top_to_bottom() -> None:
    image = as_training_image(stroke(50, 50, 64, 32), "digits")[..., 0]
    assert image.shape == (8, 8)
    # 32 x 16 of the bitmap, in its middle: columns 2 to 5 of 8.
    np.testing.assert_array_equal(image, np.tile([0, 0, 1, 1, 1, 1, 0, 0], (8, 1)).astype(np.float32))
    assert set(np.unique(as_training_image(stroke(50, 50, 64, 21), "digits") * 16)) <= set(range(17))


def test_a_slanted_stroke_is_set_upright() -> None:
    rows, columns = np.indices((100, 80))
    slanted = ((columns - 10 - rows // 2) % 200 < 8).astype(np.float32)
    straight = upright(slanted)
    used = np.flatnonzero(straight.sum(axis=0) > 1)
    assert np.ptp(used) + 1 <= 12, "8 wide, and what is left of the steps"
    assert straight.sum() == pytest.approx(slanted.sum(), rel=0.02)


def test_resizing_keeps_the_mean() -> None:
    image = np.random.default_rng(0).random((37, 53)).astype(np.float32)
    for shape in ((5, 7), (20, 20), (60, 90)):
        assert resized(image, *shape).mean() == pytest.approx(image.mean(), rel=1e-5)


def test_an_empty_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold some ink"):
        as_training_image(np.zeros((140, 140), np.float32), "mnist")


def test_digits_drawn_large_elsewhere_are_recognised_as_before() -> None:
    """Test images of the digits, drawn 14 times as large in a corner: the way back loses little."""
    data = load("digits", Path())  # digits need no folder
    images, labels = data.test_images[:200], data.test_labels[:200]
    drawn = np.stack(
        [as_training_image(np.pad(np.kron(image[..., 0], np.ones((14, 14))), ((0, 28), (28, 0))), "digits") for image in images]
    )
    card = load_card("digits/cnn-noise0.1")
    right = Simulator(to_engine(card, load_arrays(card)), drawn, labels).correct(Conditions(), seed=0, draw=0)
    assert right / len(labels) > 0.9
