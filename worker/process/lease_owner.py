"""Who holds a lease: a process, named so that others on its machine can tell whether it still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """`host:pid:start`, unique even when the kernel uses a pid again."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Whether the owner is a process of this machine that is gone. Of other machines nothing is known: False."""
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname() or started == "?":
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str:
    """Start time of a process in clock ticks since boot; "?" where the system does not tell, "" if it is gone."""
    if not Path("/proc/self/stat").exists():
        return "?"
    try:
        # The command name, in parentheses, may hold blanks; start time is field 22.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if fields[0] == "Z" else fields[19]
