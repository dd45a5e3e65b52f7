"""Who holds a lease: a process, named so that others on its machine can tell whether it still lives."""

from __future__ import annotations

import os
import socket

import psutil


def this_process() -> str:
    """`host:pid:start`, unique on Linux even when the kernel uses a pid again."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Whether the owner is a process of this machine that is gone. Of other machines nothing is known: False."""
    host, pid, started = owner.rsplit(":", 2)
    return host == socket.gethostname() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """Start of a process in hundredths of a second since boot; "?" where that is not known exactly, "" if it is gone."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return ""
        # Two readings of one clock, so that setting it changes nothing. Linux alone counts from boot; elsewhere a pid that
        # was given out again passes for the owner, and the lease runs out.
        return str(round(100 * (process.create_time() - psutil.boot_time()))) if psutil.LINUX else "?"
    except psutil.NoSuchProcess:
        return ""
    except psutil.AccessDenied:
        return "?"
