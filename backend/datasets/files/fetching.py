"""Download of a data set from its public mirrors, checked before it is kept."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx2

from backend.datasets.files.source import Fetchable, Progress

MOST_BYTES = 512 * 2**20
"""Largest file that is downloaded."""


class FetchFailed(RuntimeError):
    """No mirror gave the right file, or what was computed is not the data set."""


def fetch(data: Fetchable, folder: Path, progress: Progress = lambda name, done, total: None) -> None:
    """Get what is missing of a data set into a folder. Raises FetchFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    data.fetch(folder, progress)


def download(urls: Sequence[str], target: Path, kept: Callable[[bytes], bytes], progress: Progress) -> None:
    """Write to `target` what is kept of the first right file that the addresses serve.

    `kept` returns what to keep of the served bytes, and raises ValueError for a wrong file. Raises FetchFailed.
    """
    reasons = []
    for url in urls:
        try:
            content = kept(_served(url, target.name, progress))
        except (httpx2.HTTPError, OSError, EOFError, zlib.error, ValueError) as error:
            reasons.append(f"{url}: {error or type(error).__name__}")
            continue
        keep(content, target)
        return
    raise FetchFailed(f"{target.parent.name}: no mirror gave {target.name} ({'; '.join(reasons)})")


def _served(url: str, name: str, progress: Progress) -> bytes:
    parts = []
    with httpx2.stream("GET", url, follow_redirects=True, timeout=30) as answer:
        answer.raise_for_status()
        total, done = int(answer.headers.get("content-length", 0)), 0
        for part in answer.iter_raw():
            parts.append(part)
            done += len(part)
            if done > MOST_BYTES:
                raise OSError(f"it is larger than {MOST_BYTES:,} bytes")
            progress(name, done, total)
    return b"".join(parts)


def keep(content: bytes, target: Path) -> None:
    """Write a file, never half of it under its final name."""
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
