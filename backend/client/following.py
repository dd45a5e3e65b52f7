"""Following a run by its events, through broken streams and restarts of the server."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator

from backend.client.wire import Wire
from backend.schemas.problem import ApiProblem
from backend.schemas.run import RUN_JOBS, Run, RunUpdate

PATIENCE_S = 120.0
"""Seconds without a word from the server after which following is given up; the run itself goes on there."""
AGAIN_AFTER_S = 1.0
"""Seconds between attempts to reach the server again."""
PASSING = frozenset({None, 429, 502, 503, 504})
"""Statuses of a server, or a proxy before it, that is being started again; None: nobody answered."""


def follow(wire: Wire, run: Run) -> Generator[Run]:
    """Yield a run as it is, then after each change until it has ended; the last one is complete.

    A stream that breaks is opened again from where it was. Raises ApiProblem if the run was deleted, or the server could not be
    reached for two minutes.
    """
    yield run
    heard = time.monotonic()
    while run.state not in RUN_JOBS.ended:
        try:
            for update in _updates(wire, run):
                run, heard = _with(run, update), time.monotonic()
                if run.state not in RUN_JOBS.ended:
                    yield run
            # Energies and times are not part of events; and a stream ends by itself after a while.
            run, heard = wire.get(f"{RUN_JOBS.path}/{run.id}", Run), time.monotonic()
            yield run
            if run.state not in RUN_JOBS.ended:
                time.sleep(AGAIN_AFTER_S)
        except ApiProblem as problem:
            if problem.status not in PASSING or time.monotonic() - heard > PATIENCE_S:
                raise
            time.sleep(AGAIN_AFTER_S)


def _updates(wire: Wire, run: Run) -> Iterator[RunUpdate]:
    with wire.events(f"{RUN_JOBS.path}/{run.id}/events", after=run.sequence) as source:
        for event in source:
            if event.event == "update":
                yield RunUpdate.model_validate_json(event.data)


def _with(run: Run, update: RunUpdate) -> Run:
    """The run with what has changed; its points in the order in which they came first."""
    points = {(point.network, point.x, point.y): point for point in (*run.points, *update.points)}
    changed = {name: getattr(update, name) for name in RunUpdate.model_fields}
    return run.model_copy(update={**changed, "points": list(points.values())})
