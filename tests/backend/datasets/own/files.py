"""Files as users make them, good and bad."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray


def arrays_of(
    shape: tuple[int, ...] = (4, 5, 3), *, train: int = 24, test: int = 12, classes: int = 4, seed: int = 0, high: int = 255
) -> dict[str, NDArray[Any]]:
    """Arrays of images that a network can tell apart: noise around one pattern for each class, from 0 to `high`."""
    random = np.random.default_rng(seed)
    patterns = random.random((classes, *shape))

    def part(count: int) -> tuple[NDArray[Any], NDArray[Any]]:
        labels = np.arange(count) % classes
        values = 0.8 * patterns[labels] + 0.2 * random.random((count, *shape))
        return np.rint(values * high).astype(np.uint8), labels

    x_train, y_train = part(train)
    x_test, y_test = part(test)
    # Both ends of the range are there, so that a test can say what becomes 0 and 1.
    x_train.flat[0], x_train.flat[1] = 0, high
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


def npz(**arrays: Any) -> bytes:
    """Arrays as numpy.savez_compressed writes them."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()
