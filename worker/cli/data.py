"""`mhoscope data`."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Table

from backend.datasets import SOURCES, status
from backend.datasets.files.source import Fetchable
from worker.cli.errors import CannotWork, settings_or_exit

FETCHED = {name: source for name, source in SOURCES.items() if isinstance(source, Fetchable)}
"""Data sets that do not come along, but can be fetched."""


@click.group(invoke_without_command=True)
@click.pass_context
def data(context: click.Context) -> None:
    """Show which data sets are here, and fetch those that are not."""
    if context.invoked_subcommand is None:
        context.invoke(show_status)


@data.command(name="status")
def show_status() -> None:
    """Which data sets are here."""
    table = Table(box=None, pad_edge=False)
    for heading in ("data set", "images", "train", "test", ""):
        table.add_column(heading)
    for info in status(settings_or_exit().data_path):
        size = " x ".join(map(str, info.image_shape))
        mark = "[green]here[/]" if info.present else "[yellow]missing[/]"
        table.add_row(info.name, size, f"{info.train_images:,}", f"{info.test_images:,}", f"{mark}: {info.detail}")
    Console(soft_wrap=True).print(table)


@data.command(name="fetch")
@click.argument("names", nargs=-1, type=click.Choice(list(FETCHED)))
def fetch_data(names: tuple[str, ...]) -> None:
    """Fetch data sets (all that are missing, if none is named) and check them."""
    from backend.datasets.files.fetching import FetchFailed, fetch

    folder = settings_or_exit().data_path
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bars: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int) -> None:
            bar = bars.setdefault(name, progress.add_task(name, total=None))
            progress.update(bar, completed=done, total=total or None)

        for name in names or tuple(FETCHED):
            try:
                fetch(FETCHED[name], folder / name, show)
            except FetchFailed as error:
                raise CannotWork(f"{error}; put the files into {folder / name} by hand") from None
            except OSError as error:
                raise CannotWork(f"{folder / name} cannot be written ({error.strerror}); set MHOSCOPE_DATA_DIR") from None
    click.echo(f"Complete in {folder}", file=sys.stderr)
