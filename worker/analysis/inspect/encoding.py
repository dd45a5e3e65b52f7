"""Pictures as text."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray


def bytes_text(image: NDArray[np.float32]) -> str:
    """Return pixels from 0 to 1 as base64 of bytes from 0 to 255, row by row."""
    return base64.b64encode(np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8).tobytes()).decode()


def floats_text(values: NDArray[Any]) -> str:
    """Return numbers as base64 of little-endian float32, row by row."""
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()


def square_of(text: str, side: int) -> NDArray[np.float32]:
    """Return base64 of side x side bytes as an array (side, side) from 0 to 1. Raises ValueError for anything else."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise ValueError("drawing.ink must be base64") from None
    if len(raw) != side * side:
        raise ValueError(f"drawing.ink must be base64 of {side} x {side} bytes, one a pixel; received {len(raw)} bytes")
    return np.frombuffer(raw, np.uint8).reshape(side, side).astype(np.float32) / np.float32(255)
