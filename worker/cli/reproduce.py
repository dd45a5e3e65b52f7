"""`mhoscope reproduce`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from backend.datasets import DataSetMissing, require
from backend.reproductions import CLAIMS, assess, committed, datasets_of, reproductions, runs_of
from backend.reproductions.measurements import Measurements, read
from backend.schemas.reproduction import VERDICT_WORDS, Reproduction
from backend.settings import Settings
from worker.cli.errors import BadInput, CannotWork, settings_or_exit
from worker.process.sharing import ONE_THREAD, worker_processes
from worker.reproduce.agreement import Compared, compared, same_numbers
from worker.reproduce.writing import CLAIMS_FILE, write_claims, write_run


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID ...]")
@click.option("--quick", is_flag=True, help="Measure anew on 1,000 images and 4 chips (minutes), and compare verdicts.")
@click.option("--run", "whole", is_flag=True, help="Measure anew in full (an hour or more), and compare numbers and verdicts.")
@click.option("--json", "as_json", is_flag=True, help="Print the claims as JSON.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write figures (index.html, for any browser, no internet), claims and runs there; --run continues what is there.",
)
def reproduce(ids: tuple[str, ...], quick: bool, whole: bool, as_json: bool, output: Path | None) -> None:
    """Show the study's claims, each with its verdict and the numbers that decide; all of them, or some by ID.

    Without --quick or --run the verdicts follow from the measurements that ship with the program: nothing is computed.
    With one of them all is measured again, which needs the data sets, and is compared with what ships; the exit code is
    1 if a verdict or a number differs.
    """
    os.environ.update(ONE_THREAD)
    names = _known(ids)
    if quick and whole:
        raise BadInput("--quick and --run exclude each other; give one of them")
    shipped = [reproductions()[name] for name in names]
    if not (quick or whole):
        _show(shipped, as_json)
        _write(output, shipped, committed(), names)
        return
    settings = settings_or_exit()
    _require_data(names, settings)
    measured = _measure(names, settings, quickly=quick, output=output if whole else None)
    anew = [assess(CLAIMS[name], measured) for name in names]
    verdicts = {one.id: compared(one, other) for one, other in zip(shipped, anew, strict=True)}
    _show(anew, as_json, verdicts)
    _write(output, anew, measured, names)
    same = same_numbers(committed().runs, measured.runs)
    _conclude(verdicts, same)


def _known(ids: Sequence[str]) -> list[str]:
    for name in ids:
        if name not in CLAIMS:
            raise BadInput(f"ID must be one of {', '.join(CLAIMS)}; received {name!r}")
    return list(dict.fromkeys(ids)) or list(CLAIMS)


def _require_data(names: Sequence[str], settings: Settings) -> None:
    for dataset in datasets_of(names):
        try:
            require(dataset, settings.data_path)
        except DataSetMissing as error:
            raise BadInput(str(error)) from None


def _measure(names: Sequence[str], settings: Settings, *, quickly: bool, output: Path | None) -> Measurements:
    from worker.reproduce.measuring import measure

    needed = list(runs_of(names))
    known = read(output / "results").runs if output is not None and (output / "results").is_dir() else {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        runs = progress.add_task("runs", total=len(needed))
        points = progress.add_task("points", total=None)

        def on_progress(name: str, done: int, total: int) -> None:
            progress.update(points, description=name, completed=done, total=total)
            if name in needed:
                progress.update(runs, completed=needed.index(name) + (done == total))

        return measure(
            names,
            data_path=settings.data_path,
            processes=worker_processes(settings),
            date=datetime.now(UTC).date().isoformat(),
            quickly=quickly,
            known=known,
            on_file=lambda name, run: write_run(output, name, run) if output is not None else None,
            on_progress=on_progress,
        )


def _show(claims: Sequence[Reproduction], as_json: bool, verdicts: dict[str, Compared] | None = None) -> None:
    if as_json:
        click.echo(json.dumps([claim.model_dump(mode="json") for claim in claims], indent=2))
        return
    console = Console()
    for claim in claims:
        heading = f"{claim.id}: {VERDICT_WORDS[claim.verdict]}"
        console.print(heading, style="bold", highlight=False, markup=False)
        paragraphs = [claim.claim, *([_words(verdicts[claim.id])] if verdicts else []), claim.evidence]
        for text in paragraphs:
            console.print(Padding(Text(text), (0, 0, 0, 2)))
        console.print()


def _words(one: Compared) -> str:
    return (
        f"Against what ships ({VERDICT_WORDS[one.committed]}): {one.agreement}. Of the comparisons, {one.alike} are decided "
        f"alike, {one.unlike} unlike, {one.undecided} not by both."
    )


def _write(output: Path | None, claims: Sequence[Reproduction], measured: Measurements, names: Sequence[str]) -> None:
    if output is None:
        return
    try:
        write_claims(output, claims)
        for name in runs_of(names):
            if name in measured.runs:
                write_run(output, name, measured.runs[name])
    except OSError as error:
        raise BadInput(f"{output} cannot be written ({error.strerror}); choose another folder with -o") from None
    # The face draws its own figures; it is named, not imported, as by `mhoscope serve`.
    drawn = subprocess.run([sys.executable, "-m", "frontend.features.reproduce.report", str(output / CLAIMS_FILE)], check=False)
    if drawn.returncode:
        raise CannotWork(f"the figures could not be drawn; {output / CLAIMS_FILE} holds them as data")
    Console(stderr=True).print(f"{output / 'index.html'} shows the figures.", highlight=False, markup=False)


def _conclude(verdicts: dict[str, Compared], same: dict[str, bool]) -> None:
    """Say in a sentence whether it agrees; exit code 1 if not."""
    console = Console(stderr=True)
    if same:
        console.print(f"{sum(same.values())} of {len(same)} runs give the same numbers, bit for bit.", highlight=False)
    other = [name for name, one in verdicts.items() if one.agreement == "differs"]
    unclear = [name for name, one in verdicts.items() if one.agreement == "cannot tell"]
    if unclear:
        console.print(f"Too little was measured to tell: {', '.join(unclear)}.", highlight=False)
    if other:
        raise CannotWork(f"verdicts differ from what ships: {', '.join(other)}")
    if not all(same.values()):
        raise CannotWork(f"numbers differ from what ships: {', '.join(name for name, equal in same.items() if not equal)}")
    console.print("Nothing contradicts the verdicts that ship.", highlight=False)
