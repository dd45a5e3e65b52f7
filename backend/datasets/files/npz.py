"""NumPy's .npz, read as data alone: every size is known and bounded before anything of it is allocated."""

from __future__ import annotations

import ast
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

MOST_MEMBERS = 64
MOST_DIRECTORY_BYTES = 2**16
"""Largest directory of an archive; a few arrays need a few hundred bytes."""
MOST_AXES = 8
MOST_BYTES_AT_ONCE = 2**26
"""Largest array that is turned round in memory, where it is stored column after column."""
HEADER_BYTES = 2**14
BLOCK_BYTES = 2**22
_MAGIC = b"\x93NUMPY"
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\5\6", 22, 2**16
_END_64, _END_64_SIZE = b"PK\6\7", 20
_DAMAGE = (
    *(OSError, LookupError, ValueError, TypeError, ArithmeticError, RuntimeError, EOFError, SyntaxError, MemoryError),
    *(zlib.error, struct.error, zipfile.BadZipFile, NotImplementedError, RecursionError),
)


class NotReadable(ValueError):
    """A file is no .npz that is read here; the text says what is wrong, as a sentence about the file."""


@dataclass(frozen=True)
class Array:
    """An array in an archive, of which only the header was read."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    in_columns: bool
    """Whether it is stored column after column (Fortran's order)."""
    header_bytes: int
    member: zipfile.ZipInfo

    @property
    def values(self) -> int:
        """Number of values."""
        return prod(self.shape)


class Archive:
    """An open .npz: the headers of its arrays, and their values in blocks."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Read the headers of all arrays. Raises NotReadable."""
        self._zip = archive
        members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
        names = [member.filename.removesuffix(".npy") for member in members]
        if len(set(names)) < len(names):
            raise NotReadable("it holds two arrays of one name")
        self.arrays = {name: self._header(name, member) for name, member in zip(names, members, strict=True)}
        """What the file holds, by name."""

    def blocks(self, array: Array) -> Iterator[NDArray[Any]]:
        """Yield an array in parts along its first axis, of a few megabytes each. Raises NotReadable."""
        if array.in_columns:
            yield self._turned(array)
            return
        row = prod(array.shape[1:]) * array.dtype.itemsize
        rows = max(1, BLOCK_BYTES // max(row, 1))
        with self._values(array) as stream:
            for start in range(0, array.shape[0], rows):
                count = min(rows, array.shape[0] - start)
                yield np.frombuffer(_exactly(stream, count * row), array.dtype).reshape(count, *array.shape[1:])
            if stream.read(1):
                raise NotReadable(f"{array.name} holds more than it says")

    def whole(self, array: Array) -> NDArray[Any]:
        """Return all values of an array that is known to be small. Raises NotReadable."""
        if not array.shape:
            with self._values(array) as stream:
                return np.frombuffer(_exactly(stream, array.dtype.itemsize), array.dtype).reshape(())
        parts = list(self.blocks(array))
        return np.concatenate(parts) if parts else np.empty(array.shape, array.dtype)

    def _turned(self, array: Array) -> NDArray[Any]:
        size = array.values * array.dtype.itemsize
        if size > MOST_BYTES_AT_ONCE:
            raise NotReadable(f"{array.name} is stored column after column; save numpy.ascontiguousarray({array.name})")
        with self._values(array) as stream:
            return np.ascontiguousarray(np.frombuffer(_exactly(stream, size), array.dtype).reshape(array.shape[::-1]).T)

    @contextmanager
    def _values(self, array: Array) -> Iterator[IO[bytes]]:
        with _readable(), self._zip.open(array.member) as stream:
            _exactly(stream, array.header_bytes)
            yield stream

    def _header(self, name: str, member: zipfile.ZipInfo) -> Array:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotReadable(f"{name} is compressed in a way that is not read")
        if member.flag_bits & 1:
            raise NotReadable(f"{name} is encrypted")
        with self._zip.open(member) as stream:
            array = Array(name, *header_of(stream.read(HEADER_BYTES), name), member)
        _check(array)
        return array


def header_of(start: bytes, name: str) -> tuple[tuple[int, ...], np.dtype[Any], bool, int]:
    """Return shape, type, whether it is stored in columns, and the length of the header, from the first bytes of an array.

    Raises NotReadable. NumPy's own reader is for files that one trusts: it also takes apart what no version has written.
    """
    layout = {b"\1\0": "<H", b"\2\0": "<I"}.get(start[len(_MAGIC) : len(_MAGIC) + 2])
    if not start.startswith(_MAGIC):
        raise NotReadable(f"{name} is damaged")
    if layout is None:
        raise NotReadable(f"{name} is of a format that is not read")
    begin = len(_MAGIC) + 2 + struct.calcsize(layout)
    end = begin + int(struct.unpack_from(layout, start, len(_MAGIC) + 2)[0])
    try:
        told = ast.literal_eval(start[begin:end].decode("latin-1").strip())
        descr, in_columns, shape = (told[key] for key in ("descr", "fortran_order", "shape"))
        dtype = np.dtype(descr) if isinstance(descr, str) else np.dtype("V")
    except (*_DAMAGE, AttributeError):
        raise NotReadable(f"{name} has a header that is damaged") from None
    if end > len(start) or type(in_columns) is not bool or type(shape) is not tuple or any(type(n) is not int for n in shape):
        raise NotReadable(f"{name} has a header that is damaged")
    return shape, dtype, in_columns, end


def _check(array: Array) -> None:
    """Raise NotReadable unless an array is of numbers or text, and as large as its header says."""
    if array.dtype.hasobject:
        raise NotReadable(f"{array.name} is an array of objects, which could hold programs; save numbers or text")
    if array.dtype.kind not in "biufUS" or array.dtype.subdtype is not None:
        raise NotReadable(f"{array.name} must hold numbers or text; received {str(array.dtype)[:40]}")
    if len(array.shape) > MOST_AXES or any(length < 0 for length in array.shape):
        raise NotReadable(f"{array.name} has no shape of numbers of rows, columns and so on")
    if array.member.file_size != array.header_bytes + array.values * array.dtype.itemsize:
        raise NotReadable(f"{array.name} is not as large as its shape {array.shape} says")


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) != count:
        raise NotReadable("it is cut off")
    return content


@contextmanager
def opened(source: Path | IO[bytes]) -> Iterator[Archive]:
    """An .npz to read from. Raises NotReadable."""
    with ExitStack() as open_files:
        with _readable():
            file = open_files.enter_context(source.open("rb")) if isinstance(source, Path) else source
            _check_directory(file)
            archive = Archive(open_files.enter_context(zipfile.ZipFile(file)))
        yield archive


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever is wrong with a file is said as NotReadable."""
    try:
        yield
    except NotReadable:
        raise
    except _DAMAGE as error:
        raise NotReadable(f"it is damaged ({type(error).__name__})") from None


def _check_directory(file: IO[bytes]) -> None:
    """Refuse archives of very many members before they are listed, which takes memory for each."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _END_64_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise NotReadable("it is no .npz, as numpy.savez writes")
    members, directory = struct.unpack_from("<HL", tail, at + 10)
    if members > MOST_MEMBERS or directory > MOST_DIRECTORY_BYTES or tail[max(0, at - _END_64_SIZE) : at].startswith(_END_64):
        raise NotReadable(f"it holds more than {MOST_MEMBERS} arrays")
    file.seek(0)
