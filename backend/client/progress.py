"""How far a run is: a bar in a terminal, plain lines in notebooks and where the output goes into a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from backend.schemas.run import RUN_JOBS, Run

Show = Callable[[Run], None]
STEP = 0.1
"""Share of a run after which there is another plain line."""


@contextmanager
def shown(wanted: bool) -> Iterator[Show]:
    """Give a function that is called with the run after every change, and shows on standard error how far it is."""
    if not wanted:
        yield lambda run: None
    elif sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Show]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=1.0)
        yield lambda run: progress.update(bar, completed=run.progress, description=_state(run))


def _lines() -> Show:
    last: tuple[str, int] | None = None

    def show(run: Run) -> None:
        nonlocal last
        now = (run.state, int(run.progress / STEP))
        if now != last:
            ended = run.state in RUN_JOBS.ended
            print(_state(run) if ended else f"{_state(run)}, {run.progress:.0%}", file=sys.stderr, flush=True)  # noqa: T201
        last = now

    return show


def _state(run: Run) -> str:
    return f"run {run.id} {run.state}" + (f": {run.error}" if run.error else "")
