"""What is taken along opens, and computes the same again."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from backend.datasets import load
from backend.devices.measured import from_csv
from backend.examples import shipped_results
from backend.exports import as_bibtex, as_csv, as_notebook, as_script, as_zip
from backend.networks import load_card, zoo_weights
from backend.networks.portable import read, with_card
from backend.schemas.run import Point, Result, Run
from backend.schemas.spec import Spec
from backend.settings import get_settings
from worker.runs.offline import compute

OWN = from_csv("level (uS),mean,std,read\n0,1,4,0.5\n50,49,6,1\n100,97,9,1.5\n", title='It\'s "mine"')


@pytest.fixture(scope="module")
def run() -> Run:
    """The first shipped result, as a run of two quick points."""
    result = shipped_results()[0]
    values = result.spec.sweep.x.values[:2]
    spec = result.spec.model_copy(
        update={
            "networks": ["digits/mlp-noise0"],
            "sweep": result.spec.sweep.model_copy(update={"x": result.spec.sweep.x.model_copy(update={"values": values})}),
        }
    )
    points = [point for point in result.points if point.network == "digits/mlp-noise0" and point.x in values]
    document = result.model_dump() | {
        "spec": spec.model_dump(),
        "points": [point.model_dump() for point in points],
        "spec_hash": spec.spec_hash,
    }
    return Run(**document, id="abc", created_at="2026-01-01T00:00:00+00:00", progress=1, sequence=1)


IN_A_LAYER = {"dense": {"digital": True}, "dense_1": {"internal_noise": {"device": OWN.id}}}


@pytest.fixture(scope="module", params=["everywhere", "in a layer"])
def run_on_own(request: pytest.FixtureRequest) -> Run:
    """Two points on a user's device, computed here; its store knows nobody."""
    spec = Spec.model_validate(
        {
            "networks": ["digits/mlp-noise0"],
            "images": 50,
            **({"overrides": IN_A_LAYER} if request.param == "in a layer" else {"internal_noise": {"device": OWN.id}}),
            "sweep": {"x": {"parameter": "converters.adc_bits", "values": [3, 8]}},
            "sampling": {"half_width": 0.1, "max_draws": 5},
        }
    )
    cards = {network: load_card(network) for network in spec.networks}
    result = compute(spec, cards, data_path=get_settings().data_path, processes=1, device=OWN)
    assert result.state == "done"
    return Run(**result.model_dump(), id="abc", created_at="2026-01-01T00:00:00+00:00", progress=1, sequence=1)


def ran(script: Path, text: str) -> list[str]:
    """What a program prints, started in its folder on a machine whose store is empty."""
    script.write_text(text)
    path = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    empty = {**os.environ, "MHOSCOPE_HOME": str(script.parent / "home"), "PYTHONPATH": path}
    answer = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, env=empty, cwd=script.parent
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip().splitlines()


def test_the_script_computes_the_same_again(run: Run, tmp_path: Path) -> None:
    lines = ran(tmp_path / "rerun.py", as_script(run))
    assert len(lines) == len(run.points) == 2 and all(line.endswith("same") for line in lines)


def test_a_device_of_ones_own_goes_along(run_on_own: Run, tmp_path: Path) -> None:
    for name, text in (("rerun.py", as_script(run_on_own)), ("cells.py", _program(run_on_own))):
        lines = ran(tmp_path / name, text)
        assert len(lines) == 2 and all(line.endswith("same") for line in lines)


def test_the_bundles_spec_runs_on_the_bundles_device(run_on_own: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(as_zip(run_on_own))) as archive:
        archive.extractall(tmp_path)
    folder = next(tmp_path.glob("mhoscope-*"))
    line = re.search(r"`mhoscope (run .*)`", (folder / "README.txt").read_text())
    assert line and "--device device.csv" in line[1]
    empty = {**os.environ, "MHOSCOPE_HOME": str(tmp_path / "home"), "MHOSCOPE_DATA_DIR": str(tmp_path / "data")}
    (folder / "result.json").unlink()
    command = [sys.executable, "-m", "worker.cli", *line[1].split()]
    path = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env={**empty, "PYTHONPATH": path})
    assert answer.returncode == 0, answer.stderr
    again = Result.model_validate_json((folder / "result.json").read_text())
    assert (again.spec_hash, again.points) == (run_on_own.spec_hash, run_on_own.points)


def test_a_network_of_ones_own_goes_along(run: Run, tmp_path: Path) -> None:
    """The bundle alone, on a machine that never heard of the network, gives the same numbers in every way it offers."""
    zoo, own = load_card("digits/mlp-noise0"), "digits/mine"
    points = [point.model_copy(update={"network": own}) for point in run.points]
    spec = run.spec.model_copy(update={"networks": [own]})
    on_own = run.model_copy(update={"points": points, "spec": spec, "spec_hash": spec.spec_hash})
    file = with_card(zoo.model_copy(update={"id": own, "origin": "trained"}), zoo_weights(zoo))
    with zipfile.ZipFile(io.BytesIO(as_zip(on_own, {own: file}))) as archive:
        archive.extractall(tmp_path)
    folder = next(tmp_path.glob("mhoscope-*"))
    readme = (folder / "README.txt").read_text()
    assert "`mhoscope run spec.json --network networks/digits/mine.npz -o result.json`" in readme
    assert "networks that do not ship" in readme and (folder / "networks/digits/mine.npz").read_bytes() == file
    for name, text in (("rerun.py", (folder / "rerun.py").read_text()), ("cells.py", _program(folder))):
        lines = ran(folder / name, text)
        assert len(lines) == 2 and all(line.endswith("same") for line in lines)


def test_a_table_names_the_layers_with_settings_of_their_own(run_on_own: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(run_on_own))))
    said = f"layer dense: digital; layer dense_1: device {OWN.id}" if run_on_own.spec.overrides else ""
    assert {row["layers"] for row in rows} == {said}


def test_the_notebook_holds_the_same_code(run: Run) -> None:
    notebook = json.loads(as_notebook(run))
    assert notebook["nbformat"] == 4
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    compile(code, "notebook", "exec")
    assert run.spec_hash[:12] in "".join(notebook["cells"][0]["source"])


def test_the_bundle_is_whole_and_its_page_asks_nobody(run: Run) -> None:
    with zipfile.ZipFile(io.BytesIO(as_zip(run))) as archive:
        contents = {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}
    network, data = (contents.pop(f"{name}.npz") for name in ("networks/digits/mlp-noise0", "datasets/digits"))
    card, _arrays = read(network)
    assert card == load_card("digits/mlp-noise0")
    digits = load("digits", Path())
    with np.load(io.BytesIO(data)) as arrays:
        np.testing.assert_array_equal(arrays["x_test"].reshape(-1, 8, 8, 1) / np.float32(16), digits.test_images)
        np.testing.assert_array_equal(arrays["y_test"], digits.test_labels)
    files = {name: content.decode() for name, content in contents.items()}
    assert set(files) == {
        *("README.txt", "figure.html", "points.csv", "result.json", "spec.json", "rerun.py", "rerun.ipynb", "cite.bib")
    }
    assert files["points.csv"] == as_csv(run)
    assert json.loads(files["spec.json"]) == run.spec.model_dump(mode="json")
    head = files["figure.html"].split("<script>")[0]
    assert "http" not in head and "src=" not in head and run.spec_hash in files["figure.html"]


def test_a_name_cannot_end_the_script_it_stands_in(run: Run) -> None:
    point = Point(**{**run.points[0].model_dump(), "network": "digits/mlp-noise0"})
    harmful = run.model_copy(
        update={"points": [point], "spec": run.spec.model_copy(update={"networks": ["</script><script>alert(1)"]})}
    )
    with zipfile.ZipFile(io.BytesIO(as_zip(harmful))) as archive:
        page = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("figure.html"))
    assert "</script><script>alert(1)" not in page


def test_a_citation_names_the_numbers_and_no_address(run: Run) -> None:
    entry = as_bibtex(run)
    assert entry.startswith(f"@software{{mhoscope-{run.spec_hash[:12]},") and entry.count("{") == entry.count("}")
    assert f"spec {run.spec_hash}" in entry and f"Engine {run.engine_version}" in entry and "{2026}" in entry
    assert "http" not in entry


def test_the_notebook_runs(run: Run, tmp_path: Path) -> None:
    assert sum("same" in line for line in ran(tmp_path / "cells.py", _program(run))) == 2


def _program(run: Run | Path) -> str:
    """A notebook's code cells, one after another, as a kernel would run them, in a file that multiprocessing may import.

    The notebook is that of a run, or of an unpacked bundle.
    """
    notebook = as_notebook(run) if isinstance(run, Run) else (run / "rerun.ipynb").read_text()
    cells = [cell for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]
    program = "\n".join("".join(cell["source"]) for cell in cells[:-1])
    return f'{program}\n\nif __name__ == "__main__":\n    {"".join(cells[-1]["source"])}\n'
