"""Children are restarted, stopped together, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from types import FrameType
from typing import Any

import psutil
import pytest

from worker.process.supervise import Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_killed_child_is_started_again_and_stop_ends_it() -> None:
    supervisor = Supervisor()
    child = Child("sleeper", SLEEP)
    supervisor.start(child)
    thread = threading.Thread(target=supervisor.watch)
    thread.start()
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: child.process is not None and child.process.pid != first and child.alive)
    supervisor.stop()
    thread.join()
    assert not child.alive


def test_a_child_that_dies_again_and_again_is_restarted_ever_more_slowly() -> None:
    now = [0.0]
    supervisor = Supervisor(clock=lambda: now[0])
    child = Child("faulty", [sys.executable, "-c", "raise SystemExit(3)"])
    supervisor.start(child)
    pauses = []
    for _ in range(5):
        wait_for(lambda: not child.alive)
        supervisor._look_after(child, now[0])
        pauses.append(max(0.0, child.restart_at - now[0]))
        now[0] += pauses[-1]
        if child.restart_at:
            supervisor._look_after(child, now[0])
    supervisor.stop()
    assert pauses[0] == 0 and pauses == sorted(pauses) and pauses[-1] > 1


def test_a_failing_tick_does_not_end_the_watch() -> None:
    ticks: list[int] = []

    def tick() -> None:
        ticks.append(1)
        raise ConnectionError("Redis is away")

    supervisor = Supervisor(tick=tick)
    thread = threading.Thread(target=supervisor.watch)
    thread.start()
    wait_for(lambda: len(ticks) >= 2)
    supervisor.stop()
    thread.join()


def test_a_signal_at_any_moment_ends_the_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handler runs between any two lines of what it interrupts, and must not wait for a lock that is held there."""
    monkeypatch.setattr("worker.process.supervise.POLL_S", 0.001)
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for moment in range(1, 60):
        lines = count(1)

        def trace(_frame: FrameType, event: str, _argument: object, at: int = moment, lines: count[int] = lines) -> Any:
            if event == "line" and next(lines) == at:
                signal.raise_signal(signal.SIGTERM)
            return trace

        supervisor = Supervisor()
        supervisor.stop_on_signals()
        sys.settrace(trace)
        try:
            supervisor.watch()
        finally:
            sys.settrace(None)
            for sign, handler in before.items():
                signal.signal(sign, handler)
        assert supervisor.stopping


def test_children_die_with_a_killed_parent() -> None:
    code = (
        "import sys; from worker.process.supervise import Child, Supervisor\n"
        f"child = Child('sleeper', {SLEEP!r}); Supervisor().start(child)\n"
        "print(child.process.pid, flush=True); import time; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert running(pid)
        parent.kill()
        parent.wait()
        wait_for(lambda: not running(pid))
