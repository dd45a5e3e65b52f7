"""No orphans: a child that ends when its parent does, even after kill -9."""

from __future__ import annotations

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when its parent ends (Linux; elsewhere nothing)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, sign)
