"""The command as a user meets it: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

SPEC: dict[str, Any] = {
    "networks": ["digits/mlp-noise0"],
    "sweep": {"x": {"values": [0, 0.1]}},
    "sampling": {"half_width": 0.05, "max_draws": 9},
}


def mhoscope(
    *arguments: str, home: Path, given: str | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "worker.cli", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "MHOSCOPE_HOME": str(home), "MHOSCOPE_DATA_DIR": str(home / "data"), **(environment or {})},
    )


def refused(answer: subprocess.CompletedProcess[str], code: int = 2) -> str:
    """One sentence, the right exit code, no traceback."""
    assert answer.returncode == code, answer.stderr
    lines = [line for line in answer.stderr.strip().splitlines() if not line.startswith(("Usage:", "Try "))]
    lines = [line for line in lines if line.strip()]
    assert len(lines) == 1 and lines[0].startswith("Error: "), answer.stderr
    assert "Traceback" not in answer.stderr
    return lines[0]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.mark.parametrize(
    "command",
    ["serve", "run", "dynamics", "energy", "train", "data", "devices", "networks", "bench", "doctor", "api", "worker", "migrate"],
)
def test_every_command_has_help(command: str, home: Path) -> None:
    assert "Usage:" in mhoscope(command, "--help", home=home).stdout


def test_a_run_from_standard_input_to_standard_output(home: Path) -> None:
    answer = mhoscope("run", "-", home=home, given=json.dumps(SPEC))
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result["state"] == "done" and len(result["points"]) == 2
    for field in ("spec", "spec_hash", "engine_version", "clean", "energy"):
        assert result[field]
    for field in ("network", "x", "y", "accuracy", "ci_low", "ci_high", "std_draws", "draws", "images"):
        assert field in result["points"][0]


def test_a_run_to_a_file_is_the_same_each_time(home: Path) -> None:
    (home / "spec.json").write_text(json.dumps(SPEC))
    for name in ("one.json", "two.json"):
        assert mhoscope("run", str(home / "spec.json"), "-o", str(home / name), home=home).returncode == 0
    assert (home / "one.json").read_bytes() == (home / "two.json").read_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"images": 0}, "images must be at least 1; received 0"),
        ({"networks": ["digits/nothing"]}, "networks[0]: there is no network 'digits/nothing'"),
        ({"networks": ["mnist/mlp-noise0"]}, "networks[0]: data set mnist is not installed"),
        ({"colour": 1}, "colour must be left out"),
        (
            {"overrides": {"gru": {"digital": True}}},
            "overrides.gru must be a layer with weights; digits/mlp-noise0 has dense (1)",
        ),
        ({"internal_noise": {"law": "inverse"}}, "crossbar.on_off_ratio must be given for internal_noise.law 'inverse'"),
        (
            {
                "internal_noise": {"device": "sonos-2022"},
                "crossbar": {"wire_resistance_ohm": 1},
                "sweep": {"x": {"parameter": "crossbar.rows", "values": [64]}},
            },
            "crossbar.g_max_us must be given for wires or the noise floor of sonos-2022",
        ),
        ({"sampling": {"half_width": float("nan")}}, "sampling.half_width must be"),
    ],
)
def test_a_bad_spec_exits_2_with_one_sentence(change: dict[str, Any], said: str, home: Path) -> None:
    assert said in refused(mhoscope("run", "-", home=home, given=json.dumps({**SPEC, **change})))


def test_files_that_are_no_specs(home: Path) -> None:
    assert "not valid JSON" in refused(mhoscope("run", "-", home=home, given="{"))
    assert "No such file" in refused(mhoscope("run", str(home / "nowhere.json"), home=home))
    (home / "spec.json").write_text(json.dumps(SPEC))
    assert "cannot be written" in refused(
        mhoscope("run", str(home / "spec.json"), "-o", str(home / "no" / "where.json"), home=home)
    )


def test_an_interrupted_run_keeps_what_it_has(home: Path) -> None:
    """As at a terminal: once the bar has counted a point, Ctrl-C."""
    spec = {**SPEC, "sweep": {"x": {"values": [0, *(0.1 + number / 1000 for number in range(190))]}}}
    spec["sampling"] = {"half_width": 1e-6, "max_draws": 10_000}  # the point at 0 is done at once, the others take minutes
    output = home / "interrupted.json"
    terminal, its_end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "worker.cli", "run", "-", "-o", str(output)],
        stdin=subprocess.PIPE,
        stderr=its_end,
        env={**os.environ, "MHOSCOPE_HOME": str(home), "MHOSCOPE_WORKERS": "1", "TERM": "xterm"},
    ) as process:
        os.close(its_end)
        assert process.stdin
        process.stdin.write(json.dumps(spec).encode())
        process.stdin.close()
        said = b""
        while not re.search(rb"\b[1-9]\d*/191", said):
            more = heard(terminal, seconds=120)
            assert more, said
            said += more
        process.send_signal(signal.SIGINT)
        while rest := heard(terminal, seconds=20):
            said += rest
        assert process.wait(timeout=20) == 130, said
        assert b"Traceback" not in said
    os.close(terminal)
    result = json.loads(output.read_text())
    assert result["state"] == "cancelled" and 0 < len(result["points"]) < 191


def heard(terminal: int, *, seconds: float) -> bytes:
    """What a program writes next to its terminal; nothing once it has ended."""
    assert select.select([terminal], [], [], seconds)[0], f"nothing is said for {seconds:g} s"
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so where others say nothing
        return b""


def test_energy(home: Path) -> None:
    answer = mhoscope("energy", "-", home=home, given=json.dumps(SPEC))
    assert answer.returncode == 0 and "digits/mlp-noise0" in answer.stdout
    refused(mhoscope("energy", "-", home=home, given='{"networks": []}'))


def test_data_tells_what_is_here(home: Path) -> None:
    answer = mhoscope("data", home=home)
    assert answer.returncode == 0 and "digits" in answer.stdout and "missing" in answer.stdout


def test_doctor_finds_a_good_installation_good(home: Path) -> None:
    answer = mhoscope("doctor", home=home)
    assert answer.returncode == 0, answer.stdout
    assert "all intact" in answer.stdout and "wrong" not in answer.stdout


def test_migrate_is_repeatable(home: Path) -> None:
    for _ in range(2):
        assert mhoscope("migrate", home=home).stdout == "The store is up to date.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--family", "rnn", "--time-steps", "5"), "divide the number of pixels (64): 1, 2, 4, 8, 16, 32, 64; received 5"),
        (("--family", "transformer"), "family must be 'mlp', 'cnn', 'lenet5'"),
        (("--hidden", "a,b"), "--hidden must be whole numbers"),
        (("--dataset", "mnist"), "data set mnist is not installed"),
        (("--epochs", "0"), "epochs must be at least 1"),
        (("--noise", "-1"), "noise must be at least 0"),
    ],
)
def test_a_training_that_cannot_be_is_refused(arguments: tuple[str, ...], said: str, home: Path) -> None:
    assert said in refused(mhoscope("train", *arguments, home=home))


def test_a_trained_network_is_in_the_store(home: Path) -> None:
    answer = mhoscope("train", "--epochs", "2", "--name", "mine", home=home)
    assert answer.returncode == 0, answer.stderr
    assert "digits/mine: clean accuracy" in answer.stdout
    result = mhoscope("run", "-", home=home, given=json.dumps({**SPEC, "networks": ["digits/mine"]}))
    assert json.loads(result.stdout)["state"] == "done", result.stderr


def test_a_port_in_use(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port}" in refused(mhoscope("serve", "--port", str(port), home=home))


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for command in (("serve",), ("migrate",)):
        assert "cannot be written" in refused(mhoscope(*command, home=tmp_path / "file" / "home"), 1)


def test_a_wrong_variable_is_named(home: Path) -> None:
    answer = mhoscope("migrate", home=home, environment={"MHOSCOPE_WORKERS": "many"})
    assert "MHOSCOPE_WORKERS" in refused(answer)


def test_postgresql_without_its_driver(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['psycopg'] = None\n")
    path = os.pathsep.join([str(tmp_path), str(Path.cwd())])
    url = "postgresql://someone@localhost/mhoscope"
    for command in ("migrate", "doctor", "api"):
        answer = mhoscope(command, home=home, environment={"PYTHONPATH": path, "MHOSCOPE_DATABASE_URL": url})
        said = refused(answer)
        assert "MHOSCOPE_DATABASE_URL: PostgreSQL needs the package psycopg" in said and "mhoscope[postgres]" in said


OWN = "level (uS),mean,std\n0,0,0.5\n50,50,1\n100,100,2\n"
ON_BITS = {**SPEC, "sweep": {"x": {"parameter": "converters.adc_bits", "values": [8]}}}


def test_a_run_on_a_device_of_ones_own(home: Path, tmp_path: Path) -> None:
    """The file's id is its content: the same spec hash, file or spec that names it."""
    table = tmp_path / "mine.csv"
    table.write_text(OWN, encoding="utf-8")
    answer = mhoscope("run", "-", "--device", str(table), home=home, given=json.dumps(ON_BITS))
    assert answer.returncode == 0, answer.stderr
    result = json.loads(answer.stdout)
    assert result["device"]["title"] == "mine" and result["spec"]["internal_noise"]["device"] == result["device"]["id"]
    assert 0.5 < result["points"][0]["accuracy"] < result["clean"]["digits/mlp-noise0"] + 0.02
    again = json.dumps({**ON_BITS, "internal_noise": {"device": result["device"]["id"]}})
    assert "or a device of your own that is here" in refused(mhoscope("run", "-", home=home, given=again))
    same = mhoscope("run", "-", "--device", str(table), home=home, given=again)
    assert json.loads(same.stdout)["spec_hash"] == result["spec_hash"]


def test_a_design_question_on_a_device_of_ones_own(home: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("level (uS),mean,std\n0,0,3\n100,100,6\n")
    request = {"question": "fewest_bits", "parameter": "converters.adc_bits", "networks": ["digits/mlp-noise0"], "images": 50}
    given = json.dumps({**request, "sampling": {"half_width": 0.05, "max_draws": 5}})
    answers = [mhoscope("design", "-", "--json", *more, home=home, given=given) for more in ([], ["--device", str(table)])]
    assert all(answer.returncode == 0 for answer in answers), answers
    ideal, own = (json.loads(answer.stdout)[0] for answer in answers)
    assert ideal["measured"] != own["measured"] and ideal["target"] == own["target"]


def test_a_bad_table_or_a_sweep_that_no_device_has_is_refused(home: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text(OWN.replace("0.5", "-0.5"), encoding="utf-8")
    said = refused(mhoscope("run", "-", "--device", str(table), home=home, given=json.dumps(ON_BITS)))
    assert "mine.csv: row 1: std must be a number from 0" in said
    table.write_text(OWN, encoding="utf-8")
    said = refused(mhoscope("run", "-", "--device", str(table), home=home, given=json.dumps(SPEC)))
    assert "internal_noise.device must be null to sweep programming" in said
