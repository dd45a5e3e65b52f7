"""A run as a file in an answer."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from starlette.concurrency import run_in_threadpool

from backend.exports import ELSEWHERE, EXPORTS, Kind, as_zip
from backend.networks.portable import with_card
from backend.queue import Queue
from backend.schemas.elsewhere import Script, ScriptRequest
from backend.schemas.run import Run
from backend.schemas.tasks import SCRIPT
from backend.store.networks import find_network
from backend.store.session import Store

FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for _, media_type in EXPORTS.values()}}}
"""For the documentation of a route."""


PYTHON = EXPORTS["py"][1]
PATIENCE_S = 60
"""Full scales of converters of many networks take a while the first time."""


async def as_file(run: Run, kind: Kind, store: Store, queue: Queue) -> Response:
    """The run as the export `kind` writes it, under a name of its own; a bundle with the networks that were brought here.

    Scripts for other simulators are written by a worker. Raises NoAnswer and Refused.
    """
    stem = f"mhoscope-{run.spec_hash[:12]}"
    if kind in ELSEWHERE:
        request = ScriptRequest.model_validate({"kind": kind, "run": run})
        answer = await queue.ask(SCRIPT, request.model_dump(mode="json"), timeout=PATIENCE_S)
        return _response(Script.model_validate(answer).text, PYTHON, f"{stem}-{kind}.py")
    write, media_type = EXPORTS[kind]
    content = await run_in_threadpool(lambda: as_zip(run, _own_networks(run, store)) if kind == "zip" else write(run))
    return _response(content, media_type, f"{stem}.{kind}")


def _response(content: str | bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _own_networks(run: Run, store: Store) -> dict[str, bytes]:
    """Files of the run's networks that do not ship with the program, by id; without those that were deleted."""
    with store.read() as session:
        found = {network: find_network(session, network) for network in run.spec.networks}
    own = {network: one for network, one in found.items() if one is not None}
    return {network: with_card(card, weights) for network, (card, weights) in own.items() if weights is not None}
