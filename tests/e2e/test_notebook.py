"""The notebook that ships: its cells run, one after another, against a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from backend.client import LOCAL
from backend.schemas.run import Result
from frontend.features.help.library import pages
from tests.e2e.server import Server

NAME = "from-training-to-pareto.ipynb"
FILE = Path(__file__).parents[2] / "frontend/assets/help" / NAME
SECONDS = 240


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.read_text())
    return document


def test_it_is_kept_without_outputs(notebook: dict[str, Any]) -> None:
    assert FILE.read_text() == json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None


def test_the_server_hands_it_out(site: Server) -> None:
    assert httpx2.get(f"{site.url}/assets/help/{NAME}").json()["nbformat"] == 4
    assert f'href="/assets/help/{NAME}"' in pages()["from-python"].html


@pytest.mark.timeout(SECONDS + 60)
def test_it_goes_from_training_to_the_front(notebook: dict[str, Any], site: Server, tmp_path: Path) -> None:
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code = "\n\n".join(cells)
    assert LOCAL in code
    command = [sys.executable, "-c", code.replace(LOCAL, site.url)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=SECONDS)
    assert told.returncode == 0, told.stderr[-3000:]
    result = Result.load(tmp_path / "result.json")
    names = [network.partition("/")[2] for network in result.spec.networks]
    assert names == ["perceptron-32-noise0", "perceptron-8-noise1", "perceptron-32-noise1", "perceptron-128-noise1"]
    assert result.state == "done" and min(result.clean.values()) > 0.8
    at = {point.network: point.accuracy for point in result.points if point.x == 0.05}
    best, cheapest = max(at, key=at.__getitem__), min(result.energy, key=lambda one: result.energy[one].total_pj)
    front = next(line for line in told.stdout.splitlines() if line.startswith("on the front:")).split()[3:]
    assert front[0] == cheapest and front[-1] == best
