"""A program under measurement: child processes that are told what to do, line by line, and answer so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from worker.process.sharing import ONE_THREAD

ENGINE = (sys.executable, "-m", "worker.bench.engine_side")
PEERS = Path(__file__).parent / "peers"


class ContenderFailed(RuntimeError):
    """A child could not do what it was told, or ended; the text says which and why."""


@dataclass(frozen=True)
class Arrangement:
    """How many processes, with how many threads for matrix products each."""

    processes: int
    threads: int

    def __str__(self) -> str:
        return f"{self.processes} x {self.threads}"


def arrangements(threads: int) -> list[Arrangement]:
    """The two ways to keep so many cores busy: as many processes, or as many threads."""
    return [Arrangement(threads, 1)] if threads == 1 else [Arrangement(threads, 1), Arrangement(1, threads)]


class Contender:
    """So many children of one program; a context manager that ends them."""

    def __init__(self, name: str, command: Sequence[str], arrangement: Arrangement) -> None:
        self.name = name
        self.arrangement = arrangement
        self._chips = 0
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the children
        environment = {**os.environ, **dict.fromkeys(ONE_THREAD, str(arrangement.threads))}
        self._children = [
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                text=True,
                env=environment,
            )
            for _ in range(arrangement.processes)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            child.kill()
            child.communicate()
        self._complaints.close()

    def tell(self, call: str, **arguments: Any) -> list[Any]:
        """Tell all children the same; their answers, once the last has answered."""
        return self._tell(call, [arguments] * len(self._children))

    def new_chips(self, count: int) -> range:
        """Draws that the program was not asked for before by this: whatever it keeps of others is of no use for them."""
        self._chips += count
        return range(self._chips - count, self._chips)

    def work(self, draws: Sequence[int], *, call: str = "work", **arguments: Any) -> list[int]:
        """Have the children share draws; the images that each draw gets right, in the order of the draws."""
        count = len(self._children)
        answers = self._tell(call, [{**arguments, "draws": list(draws[child::count])} for child in range(count)])
        correct = dict.fromkeys(draws, 0)
        for child, answer in enumerate(answers):
            correct |= dict(zip(draws[child::count], answer or (), strict=False))
        return list(correct.values())

    def _tell(self, call: str, arguments: Sequence[dict[str, Any]]) -> list[Any]:
        for child, own in zip(self._children, arguments, strict=True):
            assert child.stdin is not None
            try:
                child.stdin.write(json.dumps({"call": call, "with": own}) + "\n")
                child.stdin.flush()
            except BrokenPipeError:
                raise ContenderFailed(self._why(child)) from None
        return [self._answer(child) for child in self._children]

    def _answer(self, child: subprocess.Popen[str]) -> Any:
        assert child.stdout is not None
        line = child.stdout.readline()
        if not line:
            raise ContenderFailed(self._why(child))
        document = json.loads(line)
        if "trouble" in document:
            raise ContenderFailed(f"{self.name}: {document['trouble']}")
        return document["answer"]

    def _why(self, child: subprocess.Popen[str]) -> str:
        code = child.wait()
        self._complaints.seek(0)
        lines = self._complaints.read().strip().splitlines()
        return f"{self.name} ended with code {code}" + (f": {lines[-1]}" if lines else "")
