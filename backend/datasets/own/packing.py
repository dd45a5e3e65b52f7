"""The file in which a data set of one's own is kept: the same arrays give the same bytes, and the same name by digest."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

COMPRESSION = 4
"""Of zlib: within a few percent of its best, at several times its speed."""


class Packer:
    """Writes arrays, given in blocks, into an .npz, and digests them on the way."""

    def __init__(self, path: Path, facts: str) -> None:
        """Begin a file; `facts` are what its values mean, which is part of the digest."""
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION)
        self._digest = hashlib.sha256(facts.encode())

    def say(self, name: str, array: NDArray[Any]) -> None:
        """Write a small array that tells what the others mean; what it tells is part of the facts."""
        self._write(name, array.shape, array.dtype, [array], digested=False)

    def add(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any], blocks: Iterable[NDArray[Any]]) -> None:
        """Write an array of which the blocks are parts along its first axis."""
        self._write(name, shape, dtype, blocks, digested=True)

    def _write(
        self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any], blocks: Iterable[NDArray[Any]], *, digested: bool
    ) -> None:
        header = io.BytesIO()
        npy.write_array_header_1_0(header, {"descr": dtype.str, "fortran_order": False, "shape": shape})
        # A fixed date: bytes depend on the arrays alone.
        info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        if digested:
            self._digest.update(f"\n{name} ".encode() + header.getvalue())
        with self._zip.open(info, "w", force_zip64=True) as member:
            member.write(header.getvalue())
            for block in blocks:
                content = np.ascontiguousarray(block, dtype).tobytes()
                if digested:
                    self._digest.update(content)
                member.write(content)

    def end(self) -> str:
        """Finish the file and return the SHA-256 of its facts and arrays."""
        self._zip.close()
        return self._digest.hexdigest()
