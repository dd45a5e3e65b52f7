"""The real thing, as a user starts it: `mhoscope serve` on a home of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import httpx2
import psutil


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], Any], seconds: float = 60.0, what: str = "it") -> Any:
    """What the condition gives once it is true. Fails when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds:g} s"
        time.sleep(0.03)
    return value


class Server:
    """`mhoscope serve` as a child process; a context manager that waits until it is ready."""

    def __init__(self, home: Path, *, environment: Mapping[str, str] | None = None, patience_s: float = 180.0) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / f"{home.name}.log"
        self._patience_s = patience_s
        self._environment = {**os.environ, "MHOSCOPE_HOME": str(home), **(environment or {})}
        self.http = httpx2.Client(base_url=f"{self.url}/api/v1", timeout=30)

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "worker.cli", "serve", "--port", str(self.port)],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_for(self.ready, self._patience_s, f"a ready server (see {self.log})")
        except BaseException:
            self.__exit__()
            print(self.log.read_text())
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)

    def ready(self) -> bool:
        assert self.process.poll() is None, f"the server ended:\n{self.log.read_text()}"
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=2).is_success
        except httpx2.TransportError:
            return False

    def processes(self, text: str) -> list[int]:
        """Pids of this server's descendants whose command line holds a text."""
        server = psutil.Process(self.process.pid)
        found = []
        for process in (server, *server.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                if text in " ".join(process.cmdline()):
                    found.append(process.pid)
        return sorted(found)

    def submit(self, spec: Mapping[str, Any]) -> str:
        answer = self.http.post("/runs", json=spec)
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        answer = self.http.get(f"/runs/{run_id}")
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def finished(self, run_id: str, seconds: float = 90.0) -> dict[str, Any]:
        def ended() -> dict[str, Any] | None:
            try:
                run = self.run(run_id)
            except httpx2.TransportError:
                return None  # the web part may be restarting
            return run if run["state"] in ("done", "partial", "cancelled", "failed") else None

        run: dict[str, Any] = wait_for(ended, seconds, f"the end of run {run_id}")
        return run
