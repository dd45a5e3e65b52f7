"""The programs that an installation runs, as children of a supervisor."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping

from backend.schemas.tasks import PREDICTIONS, QUICK, RUNS, TRAININGS, UPLOADS
from backend.settings import Settings
from worker.process.supervise import Child

# NumPy's matrix products use one thread in each process: cores are shared out by processes.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def worker_processes(settings: Settings) -> int:
    """How many processes compute: as many as MHOSCOPE_WORKERS says, else one per core."""
    return settings.workers or usable_cores()


def usable_cores() -> int:
    """Processor cores that this process may use; all of them where the system does not tell, as on macOS."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_workers(settings: Settings) -> Child:
    """Celery processes that compute points and, in turn with them, predict curves and measure uploads."""
    return _celery(
        "worker", f"{RUNS},{PREDICTIONS},{UPLOADS}", "--pool", "prefork", "--concurrency", str(worker_processes(settings))
    )


def quick_worker() -> Child:
    """A Celery process that answers at once, however long the queue of points is."""
    return _celery("quick worker", QUICK, "--pool", "solo")


def trainer() -> Child:
    """A Celery process that trains networks, one after the other, each in a process that ends and frees its memory."""
    child = _celery("trainer", TRAININGS, "--pool", "prefork", "--concurrency", "1", "--max-tasks-per-child", "1")
    # TensorFlow shares out the cores itself; it stands behind the points in the line for them.
    return Child(child.name, ["nice", "-n", "5", *child.command])


def measurer() -> Child:
    """A Celery process that measures uploads while those that compute points are busy for longer, as with design questions."""
    return _celery("measurer", UPLOADS, "--pool", "prefork", "--concurrency", "1", "--max-tasks-per-child", "1")


def predictor() -> Child:
    """A Celery process that predicts curves while those that compute points are busy for longer, as with dynamics."""
    return _celery("predictor", PREDICTIONS, "--pool", "prefork", "--concurrency", "1")


ON_DEMAND: Mapping[str, Callable[[], Child]] = {TRAININGS: trainer, UPLOADS: measurer, PREDICTIONS: predictor}
"""Workers that are started once something waits in their queue: most never train; most uploads and predictions need not wait."""


def web(host: str, port: int) -> Child:
    return Child("web", [sys.executable, "-m", "worker.cli", "api", "--host", host, "--port", str(port)], ONE_THREAD)


def _celery(name: str, queue: str, *options: str) -> Child:
    # No mingle, gossip or heartbeat: workers need nothing of each other, and each costs seconds at the start.
    lean = ("--without-mingle", "--without-gossip", "--without-heartbeat")
    # Behind the pages in the line for the processor, at the start and ever after.
    celery = ["nice", "-n", "5", sys.executable, "-m", "celery", "--quiet", "-A", "worker.app", "worker"]
    options = ("-Q", queue, "-n", f"{queue.partition(',')[0]}@%h-{os.getpid()}", "--loglevel", "WARNING", *lean, *options)
    return Child(name, [*celery, *options], ONE_THREAD)
