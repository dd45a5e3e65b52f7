"""`mhoscope dynamics`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from backend.datasets import DataSetMissing
from backend.schemas.device import DeviceError
from backend.schemas.dynamics import DynamicsRequest, DynamicsResult
from backend.schemas.network import NetworkCard
from backend.settings import Settings
from worker.cli.devices import device_option, own_device
from worker.cli.errors import BadInput, check_output, read_request, settings_or_exit
from worker.cli.networks import check_layers, find_named, require_data
from worker.process.sharing import ONE_THREAD
from worker.translate import own_devices


@click.command()
@click.argument("request", type=click.File(encoding="utf-8"), metavar="REQUEST.json")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the answer goes, as JSON or, if the name ends in .csv, as a table; default: JSON to standard output.",
)
@device_option
def dynamics(request: IO[str], output: Path | None, device_file: Path | None) -> None:
    """Compute what the hidden states of recurrent networks do over time, without noise and on simulated chips.

    REQUEST.json is the body of `POST /api/v1/dynamics`, such as {"networks": ["digits/rnn-t8-noise0.1"], "internal_noise":
    {"read": 0.05}, "parts": ["distances"]}; `-` reads it from standard input. An interrupt keeps the parts so far (exit code
    130).
    """
    # Set before NumPy is first imported.
    os.environ.update(ONE_THREAD)
    settings = settings_or_exit()
    body, own = own_device(read_request(request, DynamicsRequest), device_file, settings)
    cards, weights = find_named(body.networks, settings)
    _check_recurrent({network: cards[network] for network in body.networks})
    check_layers(body, cards)
    require_data(body.networks, cards, settings)
    check_output(output)
    if own is not None:
        own_devices.add(own)
    result = _compute(body, cards, weights, settings)
    _write(result, output)
    if result.state == "cancelled":
        sys.exit(130)


def _check_recurrent(cards: Mapping[str, NetworkCard]) -> None:
    from backend.jobs.checks import Unfit
    from backend.jobs.dynamics import check_recurrent

    try:
        check_recurrent(cards)
    except Unfit as error:
        raise BadInput(str(error)) from None


def _compute(
    body: DynamicsRequest, cards: dict[str, NetworkCard], weights: dict[str, bytes], settings: Settings
) -> DynamicsResult:
    from worker.dynamics.offline import compute

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("parts", total=1.0)
        try:
            return compute(
                body,
                cards,
                weights,
                data_path=settings.data_path,
                on_progress=lambda done: progress.update(bar, completed=done),
            )
        except (DataSetMissing, DeviceError) as error:
            raise BadInput(str(error)) from None


def _write(result: DynamicsResult, output: Path | None) -> None:
    from backend.exports import as_table

    if output is None:
        click.echo(result.model_dump_json(indent=2))
    elif output.suffix == ".csv":
        output.write_text(as_table(result.rows()), encoding="utf-8")
    else:
        result.save(output)
