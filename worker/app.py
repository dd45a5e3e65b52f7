"""The Celery app of the workers: `celery -A worker.app worker`."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Any

from celery.signals import worker_process_init

from backend.queue import celery_client
from backend.settings import get_settings

app = celery_client(get_settings())
app.conf.imports = ("worker.tasks",)


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Have the kernel end this process when its parent ends, however that happened (Linux)."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)


@worker_process_init.connect
def _pool_process_starts(**_: Any) -> None:
    die_with_parent()
    os.nice(5)  # the page stays quick while workers use every core
