"""How far a job is: a bar in a terminal, plain lines in notebooks and where the output goes into a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

STEP = 0.1
"""Share of a job after which there is another plain line."""


class Shown(Protocol):
    """What is known of every job that is followed."""

    @property
    def id(self) -> str:
        """Return its id."""

    @property
    def state(self) -> str:
        """Return its state, as the API has it."""

    @property
    def progress(self) -> float:
        """Return how far it is, from 0 to 1."""

    @property
    def error(self) -> str | None:
        """Return why it failed, if it did."""

    @property
    def sequence(self) -> int:
        """Return the number of its latest change."""


@contextmanager
def shown(wanted: bool, what: str) -> Iterator[Callable[[Shown], None]]:
    """Give a function that is called with a job after every change, and shows on standard error how far it is.

    `what` it is called, such as "run".
    """
    if not wanted:
        yield lambda job: None
    elif sys.stderr.isatty():
        with _bar(what) as show:
            yield show
    else:
        yield _lines(what)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[Shown], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("", total=1.0)
        yield lambda job: progress.update(bar, completed=job.progress, description=_state(what, job))


def _lines(what: str) -> Callable[[Shown], None]:
    last = ""

    def show(job: Shown) -> None:
        nonlocal last
        share = int(job.progress / STEP) * STEP
        line = _state(what, job) + (f", {share:.0%}" if share and job.state == "running" else "")
        if line != last:
            print(line, file=sys.stderr, flush=True)  # noqa: T201
        last = line

    return show


def _state(what: str, job: Shown) -> str:
    return f"{what} {job.id} {job.state}" + (f": {job.error}" if job.error else "")
