"""Test images as pictures of a page: PNG without loss, shown pixel by pixel."""

from __future__ import annotations

import base64
import struct
import zlib


def png_uri(pixels: str, height: int, width: int) -> str:
    """Base64 of grey bytes, row by row, as the address of a PNG (8 bits, grey). Raises ValueError for another number of bytes."""
    raw = base64.b64decode(pixels)
    if len(raw) != height * width:
        raise ValueError(f"an image of {height} x {width} has {height * width} bytes; received {len(raw)}")
    rows = b"".join(b"\0" + raw[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(png).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
