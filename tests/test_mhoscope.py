"""The public door: what it opens, and that nothing behind it is defined there."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import mhoscope
from backend.networks import load_card, zoo_cards
from backend.settings import get_settings
from worker.runs.offline import compute

ROOT = Path(__file__).parents[1]
SPEC = {
    "networks": ["digits/mlp-noise0"],
    "images": 60,
    "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.1]}},
    "sampling": {"half_width": 0.2, "min_draws": 2, "max_draws": 3},
}


def test_it_only_hands_on() -> None:
    body = ast.parse((ROOT / "mhoscope.py").read_text()).body
    assert all(isinstance(statement, ast.ImportFrom | ast.Assign | ast.Expr) for statement in body)
    assigned = [ast.unparse(statement.targets[0]) for statement in body if isinstance(statement, ast.Assign)]
    assert assigned == ["__all__"]


def test_every_name_is_there_and_explains_itself() -> None:
    for name in mhoscope.__all__:
        value = getattr(mhoscope, name)
        if name != "ENGINE_VERSION":
            assert value.__doc__ and value.__doc__.strip(), name


def test_simulate_gives_what_the_command_gives() -> None:
    heard: list[tuple[int, int]] = []
    result = mhoscope.simulate(SPEC, processes=1, on_point=lambda done, total: heard.append((done, total)))
    spec = mhoscope.Spec.model_validate(SPEC)
    cards = {network: load_card(network) for network in spec.networks}
    assert result == compute(spec, cards, data_path=get_settings().data_path, processes=1)
    assert heard == [(1, 2), (2, 2)] and result.state == "done"


def test_simulate_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text('{"networks": ["digits/mlp-noise0"], "images": 0}')
    with pytest.raises(ValueError, match=r"^images must be .*1.*; received 0$"):
        mhoscope.simulate(path)
    path.write_text("{")
    with pytest.raises(ValueError, match="is not valid JSON"):
        mhoscope.simulate(str(path))


def test_a_network_that_is_not_here_is_named() -> None:
    with pytest.raises(LookupError, match="did you mean digits/mlp-noise0"):
        mhoscope.simulate({"networks": ["digits/mlp-noise00"]})
    with pytest.raises(LookupError, match="there is no network"):
        mhoscope.load_network("digits/nobody")


def test_a_network_by_hand_is_that_of_its_card() -> None:
    data, card = mhoscope.load_dataset("digits"), mhoscope.load_card("digits/mlp-noise0")
    simulator = mhoscope.Simulator(mhoscope.load_network(card.id), data.test_images, data.test_labels)
    right = simulator.correct(mhoscope.Conditions(), seed=0, draw=0)
    assert right / len(data.test_labels) == pytest.approx(card.clean_accuracy, abs=1e-9) and card == zoo_cards()[card.id]


def test_a_script_that_was_shared_before_there_was_a_door_still_runs(tmp_path: Path) -> None:
    script = tmp_path / "rerun.py"
    script.write_text((ROOT / "tests/stability/rerun_engine5.py.txt").read_text())
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    empty = {**os.environ, "MHOSCOPE_HOME": str(tmp_path / "home"), "PYTHONPATH": path}
    answer = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, env=empty)
    lines = answer.stdout.strip().splitlines()
    assert answer.returncode == 0, answer.stderr
    assert len(lines) == 2 and all(line.endswith("same") for line in lines)
