"""What is taken along opens, and computes the same again."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from backend.examples import shipped_results
from backend.exports import as_bibtex, as_csv, as_notebook, as_script, as_zip
from backend.schemas.run import Point, Run


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


def test_the_script_computes_the_same_again(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "rerun.py"
    script.write_text(as_script(run))
    answer = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    lines = answer.stdout.strip().splitlines()
    assert len(lines) == len(run.points) == 2 and all(line.endswith("same") for line in lines)


def test_the_notebook_holds_the_same_code(run: Run) -> None:
    notebook = json.loads(as_notebook(run))
    assert notebook["nbformat"] == 4
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    compile(code, "notebook", "exec")
    assert run.spec_hash[:12] in "".join(notebook["cells"][0]["source"])


def test_the_bundle_is_whole_and_its_page_asks_nobody(run: Run) -> None:
    with zipfile.ZipFile(io.BytesIO(as_zip(run))) as archive:
        files = {name.split("/")[1]: archive.read(name).decode() for name in archive.namelist()}
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
    """Its code cells, one after another, as a kernel would."""
    cells = [cell for cell in json.loads(as_notebook(run))["cells"] if cell["cell_type"] == "code"]
    program = "\n".join("".join(cell["source"]) for cell in cells[:-1])
    script = tmp_path / "cells.py"  # what multiprocessing may import
    script.write_text(f'{program}\n\nif __name__ == "__main__":\n    {"".join(cells[-1]["source"])}\n')
    answer = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.count("same") == 2
