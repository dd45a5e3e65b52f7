"""`mhoscope bench`: without any peer, and with a Python that has none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(600)  # it measures: how long that takes is the machine's affair

SECTIONS = {"speed", "circuits", "wires", "curve", "memory", "scaling", "linearity"}


def bench(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "worker.cli", "bench", *options], capture_output=True, text=True, timeout=500)


def test_everything_works_and_what_is_left_out_is_said() -> None:
    answer = bench("--quick", "--json", "--threads", "1")
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert {row["section"] for row in report["rows"]} == SECTIONS
    assert report["machine"]["cores"] >= 1 and report["machine"]["blas"] != "unknown"
    assert all(row["value"]["median"] > 0 for row in report["rows"] if row["unit"] in ("images/s", "GFLOP/s", "MiB", "s"))
    left_out = {one["what"]: one["why"] for one in report["left_out"]}
    assert "--peers-python" in left_out["aihwkit"]


def test_one_section_as_a_table() -> None:
    answer = bench("--quick", "--only", "memory")
    assert answer.returncode == 0, answer.stderr
    assert "most memory" in answer.stdout and "images/s" not in answer.stdout


def test_a_python_without_the_peer_is_refused(tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text("#!/bin/sh\necho 'ModuleNotFoundError: No module named aihwkit' >&2\nexit 1\n")
    bare.chmod(0o755)
    answer = bench("--quick", "--peers-python", str(bare))
    assert answer.returncode == 2
    assert "cannot import aihwkit (ModuleNotFoundError" in answer.stderr
