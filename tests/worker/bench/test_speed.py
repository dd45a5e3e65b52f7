"""A ratio over a peer is printed if both measured the same thing, and withheld with its reason if not."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from worker.bench.contender import PEERS
from worker.bench.networks import contest, mlp, synthetic_images
from worker.bench.plan import plan
from worker.bench.report import LeftOut, Row
from worker.bench.speed import speed

PEER = f"""
import sys
sys.path.insert(0, {str(PEERS)!r})
from lines import serve
from worker.bench.engine_side import Side

side = Side()

def load(file):
    side.load(file)
    return {{"aihwkit": "0", "torch": "0", "batch": 1}}

def work(programming, read, draws):
    return side.work(FACTOR * programming, read, [1000 + draw for draw in draws])

serve({{"load": load, "work": work}})
"""


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_a_ratio_needs_agreement(tmp_path: Path, factor: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The peer is this engine with chips of its own, in one case with another sigma than it was asked for."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    file = tmp_path / "peer.py"
    file.write_text(PEER.replace("FACTOR", str(factor)))
    few = replace(plan(1, quick=True), agreement_draws=60, agreement_images=400, images=400)
    contests = {"MLP": contest(mlp(), synthetic_images(400))}
    found = list(speed(few, contests, tmp_path, [sys.executable, str(file)]))
    quantities = [one.quantity for one in found if isinstance(one, Row)]
    reasons = [one.why for one in found if isinstance(one, LeftOut)]
    assert "frozen noise" in quantities and "read noise over CrossSim" in quantities
    if factor == 1:
        assert "frozen noise over aihwkit" in quantities and reasons == []
    else:
        assert "frozen noise over aihwkit" not in quantities
        assert len(reasons) == 1 and "accuracies differ" in reasons[0]


def test_a_peer_that_fails_leaves_the_rest(tmp_path: Path) -> None:
    contests = {"MLP": contest(mlp(), synthetic_images(100))}
    broken = [sys.executable, "-c", "raise SystemExit(4)"]
    found = list(speed(plan(1, quick=True), contests, tmp_path, broken))
    assert [one.why for one in found if isinstance(one, LeftOut)] == ["aihwkit ended with code 4"]
    assert any(isinstance(one, Row) and one.quantity == "frozen noise" for one in found)
