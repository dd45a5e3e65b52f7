"""`mhoscope dynamics` as a user meets it."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.schemas.dynamics import DynamicsResult
from tests.worker.cli.test_cli import heard, mhoscope, refused

REQUEST: dict[str, Any] = {
    "networks": ["digits/rnn-t4-noise0"],
    "parts": ["trajectories", "distances"],
    "images": 20,
    "draws": 3,
    "internal_noise": {"read": 0.05},
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def test_the_same_as_json_and_as_a_table(home: Path, tmp_path: Path) -> None:
    printed = mhoscope("dynamics", "-", home=home, given=json.dumps(REQUEST))
    assert printed.returncode == 0, printed.stderr
    assert not (home / "mhoscope.db").exists(), "it takes no store"
    request, table = tmp_path / "request.json", tmp_path / "found.csv"
    request.write_text(json.dumps(REQUEST))
    for output in (tmp_path / "found.json", table):
        assert mhoscope("dynamics", str(request), "-o", str(output), home=home).returncode == 0
    result = DynamicsResult.load(tmp_path / "found.json")
    assert result == DynamicsResult.model_validate_json(printed.stdout)
    (network,) = result.networks
    assert result.state == "done" and network.layers[0].distances and network.layers[0].trajectories
    with table.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(list(result.rows())) > 100
    measured = [float(row["mean"]) for row in rows if row["curve"] == "causes.read.measured"]
    assert measured == next(one for one in network.layers[0].distances.causes if one.cause == "read").measured.mean


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"networks": ["digits/mlp-noise0"]}, "networks[0] must have a recurrent layer"),
        ({"networks": ["digits/nobody"]}, "networks[0]: there is no network 'digits/nobody'"),
        ({"networks": ["mnist/rnn-t4-noise0"]}, "networks[0]: data set mnist is not installed"),
        ({"images": 1}, "images must be at least 10"),
        ({"kick": [1]}, "kick must be left out"),
        ({"internal_noise": {"device": "nothing"}}, "internal_noise.device must be one of"),
        ({"overrides": {"dense_7": {"digital": True}}}, "overrides.dense_7"),
    ],
)
def test_a_bad_request_exits_2_with_one_sentence(change: dict[str, Any], said: str, home: Path) -> None:
    assert said in refused(mhoscope("dynamics", "-", home=home, given=json.dumps({**REQUEST, **change})))


def test_files_that_are_no_requests(home: Path, tmp_path: Path) -> None:
    for command in ("dynamics", "design"):
        assert "is not valid JSON" in refused(mhoscope(command, "-", home=home, given="{"))
        path = tmp_path / "latin.json"
        path.write_bytes(b'{"networks": ["\xe9"]}')
        assert "is not a text file in UTF-8" in refused(mhoscope(command, str(path), home=home))
    output = str(tmp_path / "nowhere" / "found.json")
    assert "cannot be written" in refused(mhoscope("dynamics", "-", "-o", output, home=home, given=json.dumps(REQUEST)))


def test_an_interrupt_keeps_the_parts_so_far(home: Path, tmp_path: Path) -> None:
    request = {**REQUEST, "images": 500, "draws": 200, "internal_noise": {"programming": 0.05, "read": 0.05}}
    output = tmp_path / "interrupted.json"
    terminal, its_end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "worker.cli", "dynamics", "-", "-o", str(output)],
        stdin=subprocess.PIPE,
        stderr=its_end,
        env={**os.environ, "MHOSCOPE_HOME": str(home), "TERM": "xterm"},
    ) as process:
        os.close(its_end)
        assert process.stdin
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        said = b""
        while not re.search(rb"\b5[1-9]%", said):  # the first of two parts is there
            more = heard(terminal, seconds=60)
            assert more, said
            said += more
        process.send_signal(signal.SIGINT)
        while rest := heard(terminal, seconds=20):
            said += rest
        assert process.wait(timeout=20) == 130, said
        assert b"Traceback" not in said
    os.close(terminal)
    result = DynamicsResult.load(output)
    assert result.state == "cancelled" and result.networks[0].layers[0].trajectories
    assert result.networks[0].layers[0].distances is None
