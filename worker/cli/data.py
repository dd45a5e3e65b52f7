"""`mhoscope data`."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn
from rich.table import Table

from backend.datasets import SOURCES, status
from backend.datasets.files.source import Fetchable
from backend.datasets.own.shapes import KINDS
from backend.schemas.dataset import DATASET_NAME, LONGEST_DATASET_NAME
from worker.cli.errors import BadInput, CannotWork, settings_or_exit, writable_home
from worker.runs.local import open_store

FETCHED = {name: source for name, source in SOURCES.items() if isinstance(source, Fetchable)}
"""Data sets that do not come along, but can be fetched."""


@click.group(invoke_without_command=True)
@click.pass_context
def data(context: click.Context) -> None:
    """Show which data sets are here, fetch those that are not, and add your own."""
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


@data.command(name="add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", required=True, help="Its id: small letters, digits and hyphens.")
@click.option("--title", default="", help="Its name for people; default: the id.")
@click.option("--kind", type=click.Choice(KINDS), help="What a row of x_test is; default: as the file says, or else an image.")
@click.option("--licence", default="", help="Under which it may be used.")
@click.option("--citation", default="", help="Who made it, as cited.")
def add_data(file: Path, name: str, title: str, kind: str | None, licence: str, citation: str) -> None:
    """Add a data set from an .npz with x_test, y_test and, to train on, x_train and y_train.

    classes may name the classes. Images are (n, height, width), (n, height, width, channels) or (n, values), sequences (n, time
    steps, features). Only arrays of numbers and text are read, never objects.
    """
    from backend.datasets.own.errors import NotADataset
    from backend.datasets.own.reading import Asked, read
    from backend.store.datasets import DatasetNameTaken, TooManyDatasets, require_free, save_dataset
    from backend.store.prepare import prepare
    from backend.store.session import Store

    if len(name) > LONGEST_DATASET_NAME or re.fullmatch(DATASET_NAME, name) is None:
        raise BadInput(
            f"--name must be at most {LONGEST_DATASET_NAME} small letters, digits and hyphens, the first a letter or digit; "
            f"received {name!r}"
        )
    settings = settings_or_exit()
    writable_home(settings)
    store = Store.of(settings)
    prepare(store)
    try:
        with store.read() as session:
            require_free(session, name)
        with tempfile.TemporaryDirectory(prefix="mhoscope-") as folder:
            kept_at = Path(folder) / "data.npz"
            record = read(file, Asked(name, title, kind, licence, citation), kept_at)
            with store.write() as session:
                save_dataset(session, record, kept_at)
    except (NotADataset, DatasetNameTaken, TooManyDatasets) as error:
        raise BadInput(f"{file}: {error}") from None
    shape = " x ".join(map(str, record.shape))
    click.echo(
        f"{name}: {record.kind}s of {shape}, {len(record.classes)} classes, {record.train_images:,} to train on, "
        f"{record.test_images:,} to test on, added"
    )
    for note in record.notes:
        click.echo(note)


@data.command(name="remove")
@click.argument("name")
@click.option(
    "--force", is_flag=True, help="Also if networks or runs depend on it: networks go with it, runs keep their results."
)
def remove_data(name: str, force: bool) -> None:
    """Remove a data set of your own; what depends on it is named first."""
    from backend.datasets import UnknownDataset
    from backend.store.datasets import DatasetInUse, delete_dataset

    settings = settings_or_exit()
    if name in SOURCES:
        raise BadInput(f"the data set {name} belongs to the program and stays")
    try:
        store = open_store(settings)
        if store is None:
            raise UnknownDataset(name)
        with store.write() as session:
            delete_dataset(session, name, force=force)
    except (UnknownDataset, DatasetInUse) as error:
        raise BadInput(str(error)) from None
    click.echo(f"{name}: removed")
