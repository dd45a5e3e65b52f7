"""What serves and infers never loads TensorFlow, which takes seconds and half a gigabyte; and it may be missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from worker.training.available import NoTensorFlow, require_training, training_versions


@pytest.mark.parametrize(
    "module", ["frontend.asgi", "worker.tasks", "worker.runs.offline", "worker.cli.serve", "worker.cli.energy"]
)
def test_tensorflow_stays_out(module: str) -> None:
    code = f"import sys, {module}; print({{'tensorflow', 'keras'}} & sys.modules.keys() or 'free')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "free"), done.stderr


@pytest.fixture
def lean(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python that has no TensorFlow."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules.update(tensorflow=None, keras=None)\n")
    path = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    return {**os.environ, "PYTHONPATH": path, "MHOSCOPE_HOME": str(tmp_path / "home"), "COLUMNS": "400"}


def mhoscope(*arguments: str, environment: dict[str, str], given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "worker.cli", *arguments]
    return subprocess.run(command, input=given, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--reproduce", "digits/mlp-noise0"),
        ("-o", "network.keras"),
        ("--zoo", "digits", "--zoo-folder", "zoo"),
    ],
)
def test_train_says_in_one_sentence_what_is_missing(arguments: tuple[str, ...], lean: dict[str, str]) -> None:
    answer = mhoscope("train", *arguments, environment=lean)
    assert answer.returncode == 2
    assert answer.stderr.startswith("Error: training needs TensorFlow and Keras, which are not installed: ")
    assert answer.stderr.count("\n") == 1 and not answer.stdout


def test_doctor_says_what_is_missing_and_all_else_works(lean: dict[str, str]) -> None:
    doctor = mhoscope("doctor", environment=lean)
    assert doctor.returncode == 0, doctor.stdout
    (line,) = (line for line in doctor.stdout.splitlines() if "training" in line)
    assert line.startswith("missing") and 'pip install "mhoscope[training]"' in line
    spec = {"networks": ["digits/mlp-noise0"], "images": 50, "sampling": {"max_draws": 5}}
    run = mhoscope("run", "-", environment=lean, given=json.dumps(spec))
    assert json.loads(run.stdout)["state"] == "done", run.stderr


def test_what_can_be_done_depends_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keras", None)
    for version, system, processor, said in (
        ((3, 13), "linux", "x86_64", 'pip install "mhoscope[training]"`'),
        ((3, 13), "darwin", "arm64", 'pip install "mhoscope[training]"`'),
        ((3, 13), "darwin", "x86_64", "no package for Macs with an Intel processor"),
        ((3, 14), "linux", "x86_64", "no package for Python 3.14"),
    ):
        monkeypatch.setattr("sys.version_info", version)
        monkeypatch.setattr("sys.platform", system)
        monkeypatch.setattr("platform.machine", lambda processor=processor: processor)
        with pytest.raises(NoTensorFlow) as refused:
            require_training()
        assert said in str(refused.value)


def test_where_it_is_here_its_versions_are_told() -> None:
    pytest.importorskip("keras", reason="TensorFlow is not installed")
    require_training()
    assert training_versions().startswith("TensorFlow 2.")
