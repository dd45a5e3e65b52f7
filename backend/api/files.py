"""A run as a file in an answer."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from backend.exports import EXPORTS, Kind
from backend.schemas.run import Run

FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for _, media_type in EXPORTS.values()}}}
"""For the documentation of a route."""


def as_file(run: Run, kind: Kind) -> Response:
    """The run as the export `kind` writes it, under a name of its own."""
    write, media_type = EXPORTS[kind]
    content = write(run)
    name = f"mhoscope-{run.spec_hash[:12]}.{kind}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
