"""`mhoscope bench`."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from worker.cli.errors import BadInput, settings_or_exit

if TYPE_CHECKING:
    from worker.bench.report import LeftOut, Report, Row

NAMES = ("speed", "circuits", "wires", "curve", "memory", "scaling", "linearity")
HOW_TO_GET_IT = (
    "not installed beside this program. In an environment of its own, `pip install aihwkit`; "
    "then `mhoscope bench --peers-python ITS/bin/python`"
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--quick", is_flag=True, help="As little as shows that everything works; its numbers say little.")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="One section; may be repeated.")
@click.option("--threads", type=click.IntRange(1, 64), help="Cores to keep busy; default: all that there are.")
@click.option(
    "--peers-python",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A Python that has aihwkit, to compare with; default: this one.",
)
def bench(as_json: bool, quick: bool, only: tuple[str, ...], threads: int | None, peers_python: Path | None) -> None:
    """Measure how fast this program is, near what the machine could do and next to peers that are installed."""
    from worker.bench.measuring import SECTIONS, measure
    from worker.bench.plan import plan
    from worker.process.sharing import usable_cores

    settings = settings_or_exit()
    peer = _aihwkit(peers_python)
    with Console(stderr=True).status("Measuring ...") as status:
        report = measure(
            plan(threads or usable_cores(), quick=quick),
            only=only,
            data_path=settings.data_path,
            peer=peer,
            on_section=lambda name: status.update(f"Measuring {SECTIONS[name]} ..."),
        )
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        _print(report, Console(width=None if sys.stdout.isatty() else 150))


def _aihwkit(python: Path | None) -> list[str] | LeftOut:
    """The command of aihwkit's side, or why there is none. Raises BadInput for a Python that lacks it."""
    from worker.bench.contender import PEERS
    from worker.bench.report import LeftOut

    side = str(PEERS / "aihwkit_side.py")
    if python is None:
        return [sys.executable, side] if importlib.util.find_spec("aihwkit") else LeftOut("aihwkit", HOW_TO_GET_IT)
    try:
        tried = subprocess.run([python, "-c", "import aihwkit"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise BadInput(f"--peers-python: {python} cannot be run ({error.strerror})") from None
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BadInput(f"--peers-python: {python} cannot import aihwkit ({reason})")
    return [str(python), side]


def _print(report: Report, console: Console) -> None:
    machine = report.machine
    load = f" (load {machine.load:g}: others are using it, which disturbs the numbers)" if machine.load > 0.5 else ""
    console.print(
        f"{machine.processor}, {machine.cores} cores, {machine.memory_gib:g} GiB, {machine.system}{load}", highlight=False
    )
    console.print(
        f"mhoscope {machine.mhoscope}, engine {machine.engine}, Python {machine.python}, NumPy {machine.numpy}, {machine.blas}",
        highlight=False,
    )
    console.print(
        f"{report.threads} threads, {report.images}; medians of {report.repeats} turns, least to greatest in brackets",
        highlight=False,
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("", "figure", "median", "range", "unit", "goal"):
        table.add_column(title, justify="right" if title in ("median", "range") else "left")
    notes: dict[str, int] = {}
    before = None
    for row in report.rows:
        if row.subject != before:
            table.add_section()
            table.add_row(f"[bold]{row.subject}[/]")
        before = row.subject
        mark = f" \\[{notes.setdefault(row.note, len(notes) + 1)}]" if row.note else ""
        table.add_row("", row.quantity + mark, _number(row.value.median), _range(row), row.unit, _goal(row))
    console.print(table, highlight=False)
    for note, number in notes.items():
        console.print(f"[{number}] {note}", highlight=False, markup=False)
    for left_out in report.left_out:
        console.print(f"Left out: {left_out.what}: {left_out.why}.", highlight=False, markup=False)
    console.print(f"Measured in {report.seconds:g} s.", highlight=False)


def _range(row: Row) -> str:
    value = row.value
    return "" if value.least == value.greatest else f"({_number(value.least)} - {_number(value.greatest)})"


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    met = "[green]met[/]" if row.met else "[yellow]not met[/]"
    return f"at {row.goal.at} {row.goal.bound:g}: {met}"


def _number(value: float) -> str:
    """Three digits that say something."""
    if abs(value) >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"
