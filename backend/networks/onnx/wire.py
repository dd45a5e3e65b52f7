"""What an ONNX file holds, counted in its bytes before anything is made of them: a few bytes can ask for gigabytes."""

from __future__ import annotations

import onnx

MOST_BYTES = 128 * 2**20
MOST_FIELDS = 200_000
MOST_PACKED_BYTES = 16 * 2**20
"""Of numbers that take one byte in the file and up to eight in memory."""
MOST_DEPTH = 12
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_VARINT_TYPES = (3, 4, 5, 8, 13, 14, 17, 18)
"""Protobuf's types of fields that are written as numbers of one to ten bytes."""
_MESSAGE = 11


class NotAnOnnxFile(ValueError):
    """The bytes are no ONNX model that can be read; the text says what is wrong."""


def check(content: bytes) -> None:
    """Raise NotAnOnnxFile unless a file's fields lie within each other and there are few enough of them."""
    if len(content) > MOST_BYTES:
        raise NotAnOnnxFile(f"the file is larger than {MOST_BYTES // 2**20} MB")
    waiting = [(0, len(content), onnx.ModelProto.DESCRIPTOR, 0)]
    fields = packed = 0
    while waiting:
        at, end, message, depth = waiting.pop()
        if depth > MOST_DEPTH:
            raise NotAnOnnxFile(f"more than {MOST_DEPTH} parts of the file lie within each other")
        while at < end:
            fields += 1
            if fields > MOST_FIELDS:
                raise NotAnOnnxFile(f"the file has more than {MOST_FIELDS:,} entries")
            key, at = _number(content, at, end)
            field = message.fields_by_number.get(key >> 3)
            start, at = _value(content, at, end, key & 7)
            if key & 7 != _BYTES or field is None:
                continue
            if field.type == _MESSAGE:
                waiting.append((start, at, field.message_type, depth + 1))
            elif field.type in _VARINT_TYPES:
                packed += at - start
                if packed > MOST_PACKED_BYTES:
                    raise NotAnOnnxFile("too many numbers of the file are not stored as raw data")


def _value(content: bytes, at: int, end: int, kind: int) -> tuple[int, int]:
    """Return where the value of a field begins and ends."""
    start = at
    if kind == _VARINT:
        at = _number(content, at, end)[1]
    elif kind == _BYTES:
        length, start = _number(content, at, end)
        at = start + length
    elif kind in (_FIXED32, _FIXED64):
        at += 4 if kind == _FIXED32 else 8
    else:
        raise NotAnOnnxFile("the file is not an ONNX model, or it is damaged")
    if at > end:
        raise NotAnOnnxFile("the file is damaged: a part of it is longer than what it lies in")
    return start, at


def _number(content: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a number of one to ten bytes, seven bits in each, and where it ends."""
    value = shift = 0
    while at < end and shift < 70:
        byte = content[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise NotAnOnnxFile("the file is damaged: a number in it has no end")
