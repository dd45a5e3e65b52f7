"""The Celery app of the workers: `celery -A worker.app worker`."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_init, worker_process_init

from backend.queue import celery_client
from backend.settings import get_settings
from worker.process.die_with_parent import die_with_parent

app = celery_client(get_settings())
app.conf.imports = ("worker.tasks",)


@worker_init.connect
def _worker_starts(**_: Any) -> None:
    """What every point needs is loaded once, before the pool is forked: the first point then comes at once."""
    from backend.datasets import load
    from backend.networks import zoo_cards
    from backend.schemas.dataset import ALWAYS_HERE

    load(ALWAYS_HERE, get_settings().data_path)
    zoo_cards()


@worker_process_init.connect
def _pool_process_starts(**_: Any) -> None:
    die_with_parent()
