"""Conversion of a drawing to an image like those that networks were trained on.

MNIST: scaled into a box of 20 x 20 pixels with its proportions kept, grey levels by anti-aliasing, then moved so that its
centre of mass lies in the middle of 28 x 28 (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits"); in
its files that is pixel 14, to the nearest pixel.

Digits: a bitmap of 32 x 32, then the count of ink in blocks of 4 x 4, divided by 16 (E. Alpaydin, C. Kaynak, "Optical
Recognition of Handwritten Digits", UCI, 1998). The original bitmaps were normalised by NIST's routines (M. D. Garris et al.,
NISTIR 5469, 1994). Here a digit is sheared upright, fills the bitmap from top to bottom, and is as wide as the training digits
are. This is similar but not identical: drawings are recognised less well than the test set.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dataset import DRAWING_SHAPES, DrawingStyle

Floats = NDArray[np.float32]

MNIST_SIDE, MNIST_BOX, MNIST_MIDDLE = DRAWING_SHAPES["mnist"][0], 20, 14
DIGITS_BITMAP, DIGITS_BLOCK = 32, 4
DIGITS_WIDTHS = 12, 22
"""Columns of the bitmap that nine in ten of the training digits take, to the nearest block."""
MOST_SLANT = 1.0
"""Largest shear, in columns for each row."""
INK = 0.1
"""Pixels below this are paper, so that the soft edge of a stroke does not widen the digit's box."""


def as_training_image(drawing: Floats, style: DrawingStyle) -> Floats:
    """Return a drawing (side, side), from 0 (paper) to 1 (ink), as an image (height, width, 1) in the style of a data set.

    Raises ValueError for a drawing without ink.
    """
    box = _box(drawing)
    if style == "mnist":
        return _like_mnist(box)[..., None]
    return _like_digits(_box(upright(box)))[..., None]


def _box(drawing: Floats) -> Floats:
    """Return the smallest part that contains all ink. Raises ValueError if there is none."""
    rows, columns = np.flatnonzero((drawing > INK).any(axis=1)), np.flatnonzero((drawing > INK).any(axis=0))
    if not len(rows):
        raise ValueError("drawing must hold some ink; received an empty one")
    return drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _like_mnist(box: Floats) -> Floats:
    scale = MNIST_BOX / max(box.shape)
    small = resized(box, *(max(1, round(length * scale)) for length in box.shape))
    places = np.indices(small.shape)
    centre = [float((small * place).sum() / small.sum()) for place in places]
    image = np.zeros((MNIST_SIDE, MNIST_SIDE), np.float32)
    top, left = (
        int(np.clip(round(MNIST_MIDDLE - middle), 0, MNIST_SIDE - length))
        for middle, length in zip(centre, small.shape, strict=True)
    )
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def _like_digits(box: Floats) -> Floats:
    width = int(np.clip(round(DIGITS_BITMAP * box.shape[1] / box.shape[0]), *DIGITS_WIDTHS))
    bitmap = np.zeros((DIGITS_BITMAP, DIGITS_BITMAP), np.float32)
    left = (DIGITS_BITMAP - width) // 2
    bitmap[:, left : left + width] = resized(box, DIGITS_BITMAP, width) >= 0.5
    blocks = DIGITS_BITMAP // DIGITS_BLOCK
    counts: Floats = bitmap.reshape(blocks, DIGITS_BLOCK, blocks, DIGITS_BLOCK).sum(axis=(1, 3))
    return counts / np.float32(DIGITS_BLOCK**2)


def upright(image: Floats) -> Floats:
    """Return an image, sheared so that the covariance of rows and columns is zero; its height stays, its width grows."""
    height, width = image.shape
    places = np.arange(width)
    by_row, by_column, mass = image.sum(axis=1), image.sum(axis=0), image.sum()
    down = np.arange(height) - by_row @ np.arange(height) / mass
    right = places - by_column @ places / mass
    spread = float(by_row @ down**2)
    slant = float(np.clip(down @ image @ right / spread, -MOST_SLANT, MOST_SLANT)) if spread else 0.0
    margin = int(np.ceil(abs(slant) * height))
    wider = np.arange(-margin, width + margin)
    sheared = [np.interp(wider + slant * down[row], places, image[row], left=0, right=0) for row in range(height)]
    return np.stack(sheared).astype(np.float32)


def resized(image: Floats, height: int, width: int) -> Floats:
    """Return an image (h, w) in another size: each new pixel is the mean of the area that it covers."""
    result: Floats = (_coverage(image.shape[0], height) @ image @ _coverage(image.shape[1], width).T).astype(np.float32)
    return result


def _coverage(length: int, cells: int) -> NDArray[np.float64]:
    """Return the share of each cell that each pixel covers: (cells, length), where rows sum to 1."""
    edges = np.linspace(0, length, cells + 1)
    low, high = edges[:-1, None], edges[1:, None]
    pixels = np.arange(length)
    overlap = np.clip(np.minimum(high, pixels + 1) - np.maximum(low, pixels), 0, None)
    return np.asarray(overlap / (high - low))
