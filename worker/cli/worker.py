"""`mhoscope worker`."""

from __future__ import annotations

import logging

import click

from backend.queue import Queue
from backend.store.session import Store
from worker.cli.errors import settings_or_exit
from worker.process.housekeeping import Housekeeping
from worker.process.sharing import quick_worker, run_workers
from worker.process.supervise import Supervisor


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), help="Processes that compute points; default: one per core.")
def worker(processes: int | None) -> None:
    """Compute points and answer quick questions until stopped. Redis and store are found as by `api`."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    settings = settings_or_exit()
    if processes:
        settings = settings.model_copy(update={"workers": processes})
    supervisor = Supervisor()
    supervisor.tick = Housekeeping(supervisor, Store.of(settings), Queue(settings))
    supervisor.stop_on_signals()
    supervisor.start(run_workers(settings))
    supervisor.start(quick_worker())
    try:
        supervisor.watch()
    finally:
        supervisor.stop()
