"""Child processes that are started, watched, restarted when they die, and stopped together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from worker.process.die_with_parent import die_with_parent

log = logging.getLogger(__name__)

POLL_S = 0.1
STOP_S = 8.0
LONGEST_PAUSE_S = 10.0


@dataclass
class Child:
    """One program that is kept running."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    restart_at: float = 0.0

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the rest in order
            preexec_fn=die_with_parent,  # noqa: PLW1509 - the supervisor has no other threads
        )
        self.started = now

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps children running until told to stop. `tick` is called about once a second."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, tick: Callable[[], object] | None = None) -> None:
        self._clock = clock
        self.tick = tick
        self._children: list[Child] = []
        self._stopping = False  # a plain flag: a signal that came while an Event is waited for could lock up with it

    def start(self, child: Child) -> None:
        child.start(self._clock())
        self._children.append(child)

    def stop_on_signals(self) -> None:
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._on_signal)

    def _on_signal(self, *_: object) -> None:
        self._stopping = True

    @property
    def stopping(self) -> bool:
        return self._stopping

    def watch(self) -> None:
        """Until a stop is asked for: restart what died, ever more slowly if it dies again and again."""
        ticked = self._clock()
        while self._goes_on_after(POLL_S):
            self.look()
            now = self._clock()
            if self.tick and now - ticked >= 1.0:
                ticked = now
                try:
                    self.tick()
                except Exception as error:  # noqa: BLE001
                    # The store or Redis may be restarting; the next tick tries again.
                    log.warning("housekeeping was put off: %s", error)

    def _goes_on_after(self, seconds: float) -> bool:
        time.sleep(seconds)
        return not self._stopping

    def look(self) -> None:
        """Start what died, if it is time."""
        now = self._clock()
        for child in self._children:
            self._look_after(child, now)

    def _look_after(self, child: Child, now: float) -> None:
        if child.alive:
            if child.deaths and now - child.started > 60:
                child.deaths = 0
            return
        if not child.restart_at:
            child.deaths += 1
            pause = 0.0 if child.deaths == 1 else min(LONGEST_PAUSE_S, 0.5 * 2**child.deaths)
            child.restart_at = now + pause
            code = child.process.returncode if child.process else None
            log.warning("%s ended (exit code %s); starting it again in %g s", child.name, code, pause)
        if now >= child.restart_at:
            child.restart_at = 0.0
            child.start(now)

    def stop(self) -> None:
        """Stop the children, the last started first; kill what does not stop in time."""
        self._stopping = True
        for child in reversed(self._children):
            if child.alive and child.process:
                child.process.terminate()
        deadline = self._clock() + STOP_S
        for child in reversed(self._children):
            if child.process is None:
                continue
            try:
                child.process.wait(timeout=max(0.1, deadline - self._clock()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
