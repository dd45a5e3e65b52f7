"""Runs, and answers of other jobs, as files."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fastapi import Response
from starlette.concurrency import run_in_threadpool

from backend.datasets import UnknownDataset
from backend.exports import ELSEWHERE, EXPORTS, MEDIA_TYPES, AnswerExport, Kind, as_document, as_table, as_zip
from backend.jobs import JobKind
from backend.networks.portable import with_card
from backend.queue import Queue
from backend.schemas.elsewhere import Script, ScriptRequest
from backend.schemas.network import dataset_of
from backend.schemas.run import Run
from backend.schemas.tasks import SCRIPT
from backend.store.datasets import file_of, size_of
from backend.store.networks import find_network
from backend.store.session import Store

FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for _, media_type in EXPORTS.values()}}}
"""For the documentation of a route."""
ANSWER_FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media_type: {} for media_type in MEDIA_TYPES.values()}}}
"""The same, of jobs that are no runs."""
PYTHON = EXPORTS["py"][1]
MOST_DATA_BYTES = 20 * 2**20
"""Largest file of a data set that goes along in a bundle."""
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
    content = await run_in_threadpool(_bundle if kind == "zip" else lambda run, _store: write(run), run, store)
    return _response(content, media_type, f"{stem}.{kind}")


def as_answer_file(kind: JobKind[Any, Any, Any, Any], answer: Any, export: AnswerExport) -> Response:
    """The answer of a job that is no run, as a table or as JSON, under a name of its own."""
    assert kind.rows is not None, "a kind of jobs without rows has no exports"
    content = as_table(kind.rows(answer)) if export == "csv" else as_document(answer)
    return _response(content, MEDIA_TYPES[export], f"mhoscope-{kind.noun}-{answer.id[:12]}.{export}")


def _response(content: str | bytes, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _bundle(run: Run, store: Store) -> bytes:
    return as_zip(run, _own_networks(run, store), _own_data(run, store))


def _own_networks(run: Run, store: Store) -> dict[str, bytes]:
    """Files of the run's networks that do not ship with the program, by id; without those that were deleted."""
    with store.read() as session:
        found = {network: find_network(session, network) for network in run.spec.networks}
    own = {network: one for network, one in found.items() if one is not None}
    return {network: with_card(card, weights) for network, (card, weights) in own.items() if weights is not None}


def _own_data(run: Run, store: Store) -> dict[str, bytes | None]:
    """Files of the run's data sets that users added, by name, None for large ones; without those that were removed."""
    found: dict[str, bytes | None] = {}
    for name in dict.fromkeys(dataset_of(network) for network in run.spec.networks):
        with store.read() as session, suppress(UnknownDataset):
            found[name] = b"".join(file_of(session, name)) if size_of(session, name) <= MOST_DATA_BYTES else None
    return found
