"""Compute what ships with the program: `python -m worker.reproduce.record [--only NAME]`.

Every file is written as soon as it is whole, and a run that is there already, of this engine, is not computed again.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

import backend.reproductions
from backend.reproductions.measurements import ENERGY, GROWTH, PREACTIVATIONS, RECURRENT, read
from backend.reproductions.predicted import PREDICTION, predictions_in
from backend.reproductions.runs import all_specs
from backend.settings import Settings
from worker.process.sharing import ONE_THREAD, worker_processes
from worker.reproduce.writing import write_whole

RESULTS = Path(backend.reproductions.__file__).parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="a run, or another measurement; may be repeated")
    wanted: list[str] | None = parser.parse_args().only
    os.environ.update(ONE_THREAD)
    record(Settings(), RESULTS, wanted)


def record(settings: Settings, folder: Path, wanted: list[str] | None) -> None:
    """Write what is missing in a folder; `wanted` names files, None is all."""
    from worker.reproduce.measuring import (
        WHOLE,
        compute_run,
        measure_energy,
        measure_growth,
        measure_preactivations,
        measure_recurrent,
    )
    from worker.reproduce.predicting import measure_predictions

    date = datetime.now(UTC).date().isoformat()
    for name, spec in all_specs().items():
        if wanted is not None and name not in wanted:
            continue
        known = read(folder).runs.get(name)
        began = time.monotonic()
        found = compute_run(spec, known, data_path=settings.data_path, processes=worker_processes(settings), date=date)
        if found is not known:
            write_whole(folder / f"{name}.json", found.text())
            _say(f"{name}: {time.monotonic() - began:.0f} s")
    others: dict[str, Callable[[], BaseModel]] = {
        ENERGY: lambda: measure_energy(date=date),
        PREACTIVATIONS: lambda: measure_preactivations(settings.data_path, WHOLE, date=date),
        GROWTH: lambda: measure_growth(settings.data_path, WHOLE, date=date),
        PREDICTION: lambda: measure_predictions(
            read(folder).runs,
            data_path=settings.data_path,
            processes=worker_processes(settings),
            date=date,
            known=predictions_in(folder),
            on_file=lambda file: write_whole(folder / f"{PREDICTION}.json", _lines(file)),
        ),
        RECURRENT: lambda: measure_recurrent(settings.data_path, WHOLE, processes=worker_processes(settings), date=date),
    }
    for name, make in others.items():
        if wanted is None or name in wanted:
            made = make()
            write_whole(folder / f"{name}.json", _lines(made))
            _say(name)


def _lines(made: BaseModel) -> str:
    """A line for each item."""
    return made.model_dump_json().replace('},{"network"', '},\n{"network"') + "\n"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a maintainer's command


if __name__ == "__main__":
    main()
