"""`mhoscope run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backend.schemas.device import DevicePreset
from backend.schemas.network import NetworkCard
from backend.schemas.run import Result
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.devices import check_devices, device_option, own_device
from worker.cli.errors import CannotWork, check_output, read_spec, settings_or_exit
from worker.cli.networks import find_networks, require_data
from worker.process.sharing import ONE_THREAD, worker_processes


@click.command()
@click.argument("spec", type=click.File(encoding="utf-8"), metavar="SPEC.json")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where RESULT.json goes; default: standard output."
)
@device_option
@click.option(
    "--network",
    "network_files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE.npz",
    help="With a network from a bundle, or downloaded from a server, that this machine does not have; may be repeated.",
)
def run(spec: IO[str], output: Path | None, device_file: Path | None, network_files: tuple[Path, ...]) -> None:
    """Compute a spec without the web. `-` reads it from standard input. An interrupt keeps the points so far (exit code 130)."""
    # Set before NumPy is first imported, for this process and its children.
    os.environ.update(ONE_THREAD)
    settings = settings_or_exit()
    document, own = own_device(read_spec(spec), device_file, settings)
    check_devices(document, own)
    cards, weights = find_networks(document, settings, network_files)
    require_data(document.networks, cards, settings)
    check_output(output)
    result = _compute(document, cards, weights, own, settings)
    _write(result, output)
    if result.state == "cancelled":
        sys.exit(130)
    if result.error:
        raise CannotWork(result.error)


def _compute(
    spec: Spec, cards: dict[str, NetworkCard], weights: dict[str, bytes], own: DevicePreset | None, settings: Settings
) -> Result:
    from worker.runs.offline import compute

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("points", total=None)
        return compute(
            spec,
            cards,
            data_path=settings.data_path,
            weights=weights,
            device=own,
            processes=worker_processes(settings),
            on_point=lambda done, total: progress.update(bar, completed=done, total=total),
        )


def _write(result: Result, output: Path | None) -> None:
    if output is None:
        click.echo(result.model_dump_json(indent=2))
    else:
        result.save(output)
