"""Images and sequences as pictures of a page: PNG without loss, or lines as SVG, the same in light and dark."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from frontend.kit.theme import SERIES

Kind = Literal["image", "sequence"]
Values = NDArray[Any]
RGB = 3
MOST_LINES = 6
"""Features of a sequence that are told apart as lines; more are a heat map, one row each."""
MOST_POINTS = 512
"""Of a line; a longer one is drawn by its lowest and highest value in each of half so many parts."""
EDGE = 0.04
"""Above and below lines, as a share of their height; scripts that read a place on them know it."""
PAPER = "#0b0c0f"
HEAT = np.array([(11, 12, 15), (42, 58, 122), (150, 60, 130), (236, 120, 84), (252, 235, 175)], np.float64)
"""Colours from 0 to 1 of a heat map, lighter and lighter."""


def values_of(text: str, shape: Sequence[int]) -> Values:
    """Return base64 of bytes as values from 0 to 1 of a shape. Raises ValueError for another number of bytes."""
    raw = np.frombuffer(base64.b64decode(text), np.uint8)
    if len(raw) != np.prod(shape):
        raise ValueError(f"an image of {' x '.join(map(str, shape))} has {np.prod(shape)} bytes; received {len(raw)}")
    return raw.reshape(shape).astype(np.float64) / 255


def picture_uri(values: Values, kind: Kind, channel: int | None = None) -> str:
    """Return the address of a picture of values from 0 to 1.

    Images are (height, width, channels): 1 channel in grey, 3 as red, green and blue, others side by side, or one of them by
    its number. Sequences are (time steps, features): few features as lines, many as a heat map; one by its number as a line.
    """
    if kind == "image":
        return _png(_pixels(values if channel is None else values[..., channel : channel + 1]))
    series = values.reshape(values.shape[0], -1)
    if channel is not None:
        series = series[:, channel : channel + 1]
    return lines_uri(series) if series.shape[1] <= MOST_LINES else _png(_heat(series))


def _pixels(image: Values) -> NDArray[np.uint8]:
    if image.shape[2] not in (1, RGB):
        image = _side_by_side(image)
    return _bytes(image)


def _bytes(image: Values) -> NDArray[np.uint8]:
    return np.asarray(np.rint(255 * np.clip(image, 0, 1)), np.uint8)


def _side_by_side(image: Values) -> Values:
    """Channels in a nearly square grid, a pixel apart: (rows, columns, 1)."""
    height, width, channels = image.shape
    columns = int(np.ceil(np.sqrt(channels)))
    rows = -(-channels // columns)
    grid = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1, 1), 0.25)
    for index in range(channels):
        top, left = (height + 1) * (index // columns), (width + 1) * (index % columns)
        grid[top : top + height, left : left + width, 0] = image[..., index]
    return grid


def _heat(series: Values) -> NDArray[np.uint8]:
    """Time goes to the right, the first feature is at the top: (features, time steps, 3)."""
    places = np.clip(series.T, 0, 1) * (len(HEAT) - 1)
    colours = [np.interp(places, range(len(HEAT)), HEAT[:, at]) for at in range(RGB)]
    return np.asarray(np.rint(np.stack(colours, axis=-1)), np.uint8)


def lines_uri(series: Values) -> str:
    """Return the address of a picture of a sequence (time steps, features), a line each, from 0 at the bottom to 1 at the top."""
    low, high = min(0.0, float(series.min())), max(1.0, float(series.max()))
    lines = "".join(
        f'<polyline points="{_points(series[:, index], low, high)}" stroke="{SERIES["dark"][index]}"/>'
        for index in range(series.shape[1])
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * len(series)}" height="{len(series)}" preserveAspectRatio="none" '
        f'viewBox="-0.5 {-EDGE} {len(series)} {1 + 2 * EDGE}">'
        f'<rect x="-9999" y="-9" width="99999" height="99" fill="{PAPER}"/>'
        f'<g fill="none" stroke-width="1.6" stroke-linejoin="round" vector-effect="non-scaling-stroke">{lines}</g></svg>'
    )
    return "data:image/svg+xml," + quote(svg.replace("<polyline", '<polyline vector-effect="non-scaling-stroke"'))


def _points(line: Values, low: float, high: float) -> str:
    places = np.arange(len(line), dtype=np.float64)
    if len(line) > MOST_POINTS:
        parts = np.array_split(np.arange(len(line)), MOST_POINTS // 2)
        chosen = [sorted((part[line[part].argmin()], part[line[part].argmax()])) for part in parts]
        places = np.array(chosen, np.float64).ravel()
        line = line[places.astype(np.intp)]
    heights = (high - line) / (high - low)
    return " ".join(f"{x:g},{y:.4g}" for x, y in zip(places, heights, strict=True))


def _png(pixels: NDArray[np.uint8]) -> str:
    """The address of a PNG of 8 bits of (height, width, 1 or 3)."""
    height, width, channels = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == RGB else 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
