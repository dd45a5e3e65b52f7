"""A script and a notebook that run a spec again and compare with the numbers they came with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pprint import pformat
from typing import Any

from backend.schemas.run import Run

_SHOW = """def show(result):
    for point in result.points:
        before = EXPECTED.get((point.network, point.x, point.y))
        same = "new" if before is None else ("same" if before == point.accuracy else f"was {before:.4f}")
        interval = f"[{point.ci_low:.4f}, {point.ci_high:.4f}]"
        print(f"{point.network:32} {point.x:10g} {point.accuracy:.4f} {interval} {point.draws:4} draws  {same}")"""


def as_script(run: Run, networks: Iterable[str] = ()) -> str:
    """Python that runs where Mhoscope is installed. Equal engine versions give equal numbers.

    `networks` are paths of files of networks, from the folder in which it is started.
    """
    return "\n".join(
        (
            f'"""Runs spec {run.spec_hash[:12]} again (engine {run.engine_version}), where Mhoscope is installed."""',
            "",
            _imports(run),
            "",
            f"SPEC = {pformat(_spec(run), width=120, sort_dicts=False)}",
            *_device(run),
            *_networks(networks),
            f"EXPECTED = {pformat(_expected(run), width=120, sort_dicts=False)}",
            "",
            "",
            _compute(run, networks),
            "",
            "",
            _SHOW,
            "",
            "",
            'if __name__ == "__main__":',
            "    show(run())",
            "",
        )
    )


def as_notebook(run: Run, networks: Iterable[str] = ()) -> str:
    """The same as a Jupyter notebook (format 4.5)."""
    cells = [
        _markdown(
            f"# Mhoscope, spec `{run.spec_hash[:12]}`\n\nEngine {run.engine_version}; {run.interval}. "
            "Run all cells where Mhoscope is installed: equal engine versions give equal numbers."
        ),
        _code(_imports(run)),
        _code(f"SPEC = {pformat(_spec(run), width=100, sort_dicts=False)}"),
        *map(_code, (*_device(run), *_networks(networks))),
        _code(f"EXPECTED = {pformat(_expected(run), width=100, sort_dicts=False)}"),
        _code(f"{_compute(run, networks)}\n\n\n{_SHOW}"),
        _code("show(run())"),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    document = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1) + "\n"


def _imports(run: Run) -> str:
    return f"from mhoscope import {'device_from_csv, ' if run.device else ''}simulate"


def _device(run: Run) -> list[str]:
    """A user's own device goes along, whole: elsewhere its id alone would find nothing."""
    if run.device is None:
        return []
    return [f'DEVICE = device_from_csv(\n    """{run.device.table()}""",\n    title={run.device.title!r},\n)']


def _networks(networks: Iterable[str]) -> list[str]:
    found = list(networks)
    return [f"NETWORKS = {found!r}  # in this folder"] if found else []


def _compute(run: Run, networks: Iterable[str]) -> str:
    return f"""def run():
    return simulate(SPEC{", device=DEVICE" if run.device else ""}{", networks=NETWORKS" if list(networks) else ""})"""


def _spec(run: Run) -> dict[str, Any]:
    return run.spec.model_dump(mode="json")


def _expected(run: Run) -> dict[tuple[str, float, float | None], float]:
    return {(point.network, point.x, point.y): point.accuracy for point in run.points}


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text.splitlines(keepends=True)}
