"""Test images as pictures of a page: PNG without loss, shown pixel by pixel."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np

RGB = 3


def png_uri(pixels: str, height: int, width: int, channels: int = 1) -> str:
    """Base64 of bytes, row by row, as the address of a PNG of 8 bits. Raises ValueError for another number of bytes.

    Three channels are red, green and blue; of any other number the mean is shown in grey.
    """
    raw = np.frombuffer(base64.b64decode(pixels), np.uint8)
    if len(raw) != height * width * channels:
        raise ValueError(f"an image of {height} x {width} has {height * width * channels} bytes; received {len(raw)}")
    image = raw.reshape(height, width, channels)
    if channels not in (1, RGB):
        image = np.rint(image.mean(axis=2, keepdims=True)).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in image)
    colours = 2 if channels == RGB else 0
    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
