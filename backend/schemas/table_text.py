"""The text of a table's file, whichever program wrote it."""

from __future__ import annotations

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheet programs begin, which are no text."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""Byte order marks, and the encodings that they stand for."""


class NotText(ValueError):
    """A file that is no text; the sentence goes after its name."""


def text_of(raw: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 (as Excel's "Unicode text") or Windows-1252 (ANSI). Raises NotText."""
    if raw.startswith(_WORKBOOKS):
        raise NotText("is a workbook of a spreadsheet program; save its sheet as CSV")
    try:
        return raw.decode(_encoding(raw))
    except UnicodeDecodeError:
        raise NotText("is not a text file in UTF-8, UTF-16 or Windows-1252") from None


def _encoding(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    if b"\x00" in raw:
        # Letters of UTF-16 without a mark have every other byte 0.
        if raw[1::2].count(0) > len(raw) // 3:
            return "utf-16-le"
        return "utf-16-be" if raw[0::2].count(0) > len(raw) // 3 else "ascii"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
