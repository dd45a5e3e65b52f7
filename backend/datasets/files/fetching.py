"""Download of a data set from its public mirrors, checked before it is kept."""

from __future__ import annotations

import gzip
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import httpx2

from backend.datasets.files import idx
from backend.datasets.files.idx import IdxFile, IdxSet

Progress = Callable[[str, int, int], None]
"""Hears file name, bytes so far, and bytes in all (0 if unknown)."""


class FetchFailed(RuntimeError):
    """No mirror gave the right file."""


def fetch(data: IdxSet, folder: Path, progress: Progress = lambda name, done, total: None) -> None:
    """Download what is missing of a data set into a folder. Raises FetchFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in data.files:
        if idx.find(folder, file) is None:
            _fetch_file(data, file, folder, progress)


def _fetch_file(data: IdxSet, file: IdxFile, folder: Path, progress: Progress) -> None:
    reasons = []
    for mirror in data.mirrors:
        target = folder / f"{file.name}.gz"
        try:
            zipped = _download(f"{mirror}/{target.name}", file.name, progress)
            idx.parse(gzip.decompress(zipped), target, file)
        except (httpx2.HTTPError, OSError, EOFError, zlib.error, idx.DamagedFile) as error:
            reasons.append(f"{mirror}: {error or type(error).__name__}")
            continue
        _keep(zipped, target)
        return
    raise FetchFailed(f"{data.record.name}: no mirror gave {file.name} ({'; '.join(reasons)})")


def _download(url: str, name: str, progress: Progress) -> bytes:
    parts = []
    with httpx2.stream("GET", url, follow_redirects=True, timeout=30) as answer:
        answer.raise_for_status()
        total, done = int(answer.headers.get("content-length", 0)), 0
        for part in answer.iter_raw():
            parts.append(part)
            done += len(part)
            progress(name, done, total)
    return b"".join(parts)


def _keep(content: bytes, target: Path) -> None:
    """Never a half-written file under its final name."""
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
