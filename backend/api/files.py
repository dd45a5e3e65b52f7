"""A run as a file in an answer."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from backend.exports import EXPORTS, Kind, as_zip
from backend.networks.portable import with_card
from backend.schemas.run import Run
from backend.store.networks import find_network
from backend.store.session import Store

FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for _, media_type in EXPORTS.values()}}}
"""For the documentation of a route."""


def as_file(run: Run, kind: Kind, store: Store) -> Response:
    """The run as the export `kind` writes it, under a name of its own; a bundle with the networks that were brought here."""
    write, media_type = EXPORTS[kind]
    content = as_zip(run, _own_networks(run, store)) if kind == "zip" else write(run)
    name = f"mhoscope-{run.spec_hash[:12]}.{kind}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _own_networks(run: Run, store: Store) -> dict[str, bytes]:
    """Files of the run's networks that do not ship with the program, by id; without those that were deleted."""
    with store.read() as session:
        found = {network: find_network(session, network) for network in run.spec.networks}
    own = {network: one for network, one in found.items() if one is not None}
    return {network: with_card(card, weights) for network, (card, weights) in own.items() if weights is not None}
