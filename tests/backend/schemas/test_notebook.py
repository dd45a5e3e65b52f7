"""A result in a notebook: a table, a figure, a file."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import mhoscope
from backend.examples import shipped_results
from backend.schemas.run import Result


@pytest.fixture(scope="module")
def result() -> Result:
    return shipped_results()[0]


class Frame:
    """As much of a DataFrame as is used."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows


def test_a_frame_has_a_row_for_each_point(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=Frame))
    frame, point = result.frame(), result.points[0]
    energy = result.energy[point.network].total_pj
    assert len(frame.rows) == len(result.points)
    assert frame.rows[0] == {**point.model_dump(), "clean": result.clean[point.network], "energy_pj": energy}
    assert frame.attrs["x"] == "internal_noise.programming" and "y" not in frame.attrs


def test_without_pandas_it_is_said_in_a_sentence(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        result.frame()


def test_a_figure_has_a_line_for_each_network(result: Result) -> None:
    figure = result.curve()
    assert [line.name for line in figure.data] == result.spec.networks
    line = figure.data[0]
    points = [point for point in result.points if point.network == line.name]
    assert list(line.x) == pytest.approx([100 * point.x for point in points])  # percent of the weight range
    assert list(line.y) == [100 * point.accuracy for point in points]
    assert line.error_y.array[1] == 100 * (points[1].ci_high - points[1].accuracy)
    assert figure.layout.xaxis.title.text == "Programming error (%)"


def test_a_map_has_a_line_for_each_value_of_its_second_parameter(result: Result) -> None:
    network, axis = result.spec.networks[0], {"parameter": "internal_noise.read", "values": [0.0, 0.02]}
    spec = {"networks": [network], "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0.1]}, "y": axis}}
    points = [{**result.points[0].model_dump(), "x": 0.1, "y": y} for y in (0.0, 0.02)]
    both = Result.model_validate({**result.model_dump(), "spec": spec, "points": points})
    assert [line.name for line in both.curve().data] == [f"{network}, Read noise 0 %", f"{network}, Read noise 2 %"]


def test_it_is_saved_as_a_result_and_read_again(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "RESULT.json"
    run = mhoscope.Run(**result.model_dump(), id="abc", created_at="", progress=1, sequence=1)
    assert run.save(path) == path and Result.load(str(path)) == result
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"is not a RESULT\.json: spec must be given"):
        Result.load(path)
    assert [one.name for one in tmp_path.iterdir()] == ["RESULT.json"]
