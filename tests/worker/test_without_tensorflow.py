"""What serves and infers never loads TensorFlow, which takes seconds and half a gigabyte."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["frontend.asgi", "worker.tasks", "worker.runs.offline", "worker.cli.serve", "worker.cli.energy"]
)
def test_tensorflow_stays_out(module: str) -> None:
    code = f"import sys, {module}; print({{'tensorflow', 'keras'}} & sys.modules.keys() or 'free')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "free"), done.stderr
