"""`mhoscope reproduce`: the claims that ship, what it refuses, and the page it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.reproductions import CLAIMS, reproductions
from worker.cli.reproduce import reproduce


def test_all_claims_with_their_verdicts() -> None:
    result = CliRunner().invoke(reproduce, ["--json"])
    assert result.exit_code == 0
    told = {claim["id"]: claim["verdict"] for claim in json.loads(result.stdout)}
    assert told == {name: one.verdict for name, one in reproductions().items()}


def test_some_as_paragraphs(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a narrow terminal as well: no line is longer than it is wide."""
    monkeypatch.setenv("COLUMNS", "60")
    result = CliRunner().invoke(reproduce, ["parameters", "energy-isaac"])
    assert result.exit_code == 0
    assert "parameters: holds partly\n" in result.stdout and "result-1" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 60


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["result-9"], f"ID must be one of {', '.join(CLAIMS)}; received 'result-9'"),
        (["--quick", "--run"], "--quick and --run exclude each other; give one of them"),
    ],
)
def test_what_is_refused(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(reproduce, arguments)
    assert result.exit_code == 2 and said in result.stderr


def test_without_the_data_sets_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MHOSCOPE_DATA_DIR", str(tmp_path))
    result = CliRunner().invoke(reproduce, ["--quick", "result-1"])
    assert result.exit_code == 2 and "mhoscope data fetch" in result.stderr


def test_what_needs_no_data_is_measured_again_and_agrees(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MHOSCOPE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    result = CliRunner().invoke(reproduce, ["--quick", "energy-training", "energy-isaac", "parameters"])
    assert result.exit_code == 0
    assert result.stdout.count("agrees") == 3 and "Nothing contradicts" in result.stderr


def test_figures_numbers_and_claims_are_written(tmp_path: Path) -> None:
    result = CliRunner().invoke(reproduce, ["parameters", "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    claims = json.loads((tmp_path / "out" / "reproductions.json").read_text(encoding="utf-8"))
    assert [claim["id"] for claim in claims] == ["parameters"]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'src="http' not in page and "<link" not in page
    assert claims[0]["claim"] in page and "Plotly.newPlot" in page
    assert all(cell in page for row in claims[0]["charts"][0]["numbers"]["rows"] for cell in row)
