"""`mhoscope devices`, and the user's own device that a spec names: from a file, or from the store of this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import click
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from backend.devices import presets
from backend.devices.measured import preview
from backend.schemas.design import DesignRequest
from backend.schemas.device import LARGEST_TABLE, DeviceError, DevicePreset, DevicePreview, Unit
from backend.schemas.dynamics import DynamicsRequest
from backend.schemas.explain import explain
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.errors import BadInput, CannotWork, settings_or_exit, writable_home
from worker.runs import local
from worker.runs.local import NotOnThisMachine

Command = TypeVar("Command", bound=Callable[..., Any])
Asked = TypeVar("Asked", Spec, DesignRequest, DynamicsRequest)


def device_option(command: Command) -> Command:
    """`--device FILE.csv`, given to the command as `device_file`."""
    option = click.option(
        "--device",
        "device_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE.csv",
        help="On a device of your own: a table as `mhoscope devices add` takes it, with the unit as in `level (uS)`.",
    )
    return option(command)


def own_device(asked: Asked, file: Path | None, settings: Settings) -> tuple[Asked, DevicePreset | None]:
    """What is asked, and the user's own device it is asked for, if any: the file's, else the store's. Raises BadInput."""
    if file is None:
        return asked, from_store(asked, settings)
    device = from_file(file)
    return with_device(asked, device), device


def with_device(asked: Asked, device: DevicePreset) -> Asked:
    """The same on another device, or as it is if it names this one already, for all layers or some. Raises BadInput."""
    if device.id in {layer.internal_noise.device for layer in asked.everywhere()}:
        return asked
    document = asked.model_dump()
    document["internal_noise"]["device"] = device.id
    try:
        return type(asked).model_validate(document)
    except ValidationError as error:
        raise BadInput(explain(error)) from None


def from_file(path: Path) -> DevicePreset:
    """A device from a CSV file; how its table was read is said on standard error. Raises BadInput."""
    device = preview_of(path, path.stem, None).device
    for remark in device.remarks:
        click.echo(f"{path}: {remark}", err=True)
    return device


def preview_of(path: Path, title: str, unit: str | None) -> DevicePreview:
    """What a CSV file means. Raises BadInput."""
    try:
        if path.stat().st_size > LARGEST_TABLE:
            raise BadInput(f"{path} must have at most {LARGEST_TABLE:,} bytes; it has {path.stat().st_size:,}")
        return preview(path.read_bytes(), title=title[:60], unit=unit)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error}") from None
    except DeviceError as error:
        raise BadInput(f"{path}: {error.reason}") from None


@click.group(invoke_without_command=True)
@click.pass_context
def devices(context: click.Context) -> None:
    """Show devices, and add your own from a table."""
    if context.invoked_subcommand is None:
        context.invoke(list_devices)


@devices.command(name="list")
def list_devices() -> None:
    """Devices that are here: those that ship, and your own."""
    from backend.store.devices import own_devices

    settings = settings_or_exit()
    own: list[DevicePreset] = []
    if (store := local.open_store(settings)) is not None:
        with store.read() as session:
            own = own_devices(session)
    for device in [*presets(), *own]:
        if device.model is not None:
            window = f"{device.model.low:g} to {device.model.high:g} {device.model.unit}"
            click.echo(f"{device.id:24} {device.title:24} {window}")


@devices.command(name="add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="What to call it; by default the name of the file.")
@click.option("--unit", type=click.Choice(get_args(Unit)), help="Unit of all columns, if the first line names none.")
@click.option("--dry-run", is_flag=True, help="Only show what the table means.")
def add_device(file: Path, name: str | None, unit: str | None, dry_run: bool) -> None:
    """Show what a table of measurements means, and add its device to the store.

    The table has the columns level, mean, std and, if known, read; or, of single measurements, level, value and, if known, time
    and device, to which mean, spread, drift and read noise are fitted.
    """
    from backend.store.devices import TooManyDevices, save_device
    from backend.store.prepare import prepare
    from backend.store.session import Store

    found = preview_of(file, name or file.stem, unit)
    _show(found)
    if dry_run:
        return
    settings = settings_or_exit()
    writable_home(settings)
    store = Store.of(settings)
    prepare(store)
    try:
        with store.write() as session:
            stored, is_new = save_device(session, found.device)
    except TooManyDevices as error:
        raise CannotWork(str(error)) from None
    click.echo(f"{stored.id}: {stored.title}, {'added' if is_new else 'was here already; it keeps this title'}")


def _show(found: DevicePreview) -> None:
    """Print the levels of a device as they were understood, and how its table was read."""
    device, measured = found.device, found.device.measured
    assert device.model is not None and measured is not None
    table = Table(box=None, pad_edge=False)
    fitted: dict[str, Sequence[float | None] | None] = {
        f"level ({device.model.unit})": measured.level,
        "mean": measured.mean,
        "std": measured.std,
        "read": measured.read,
        "nu": measured.nu,
        "nu std": measured.nu_std,
    }
    if found.fit:
        fitted |= {"devices": [one.devices for one in found.fit], "values": [one.values for one in found.fit]}
    known = {heading: values for heading, values in fitted.items() if values is not None}
    for heading in known:
        table.add_column(heading, justify="right")
    for row in zip(*known.values(), strict=True):
        table.add_row(*(f"{value:.4g}" for value in row))
    Console(soft_wrap=True).print(table)
    if measured.t0_s is not None:
        click.echo(f"Drift: mean (t / t0)^-nu with t0 = {measured.t0_s:g} s, measured over {measured.oldest_s:g} s.")
    if any(one.read is not None for one in found.fit):
        click.echo("read is what is left of the points about the fit; std is without it.")
    for remark in device.remarks:
        click.echo(remark)


def from_store(setting: Setting, settings: Settings) -> DevicePreset | None:
    """The user's device that is named, if one is, and it is in the store. Raises BadInput."""
    try:
        return local.find_device(setting, settings)
    except (DeviceError, NotOnThisMachine) as error:
        raise BadInput(str(error)) from None


def check_devices(spec: Spec, own: DevicePreset | None) -> None:
    """Whether every point's device can be asked for what it is asked. Raises BadInput."""
    try:
        local.check_devices(spec, own)
    except DeviceError as error:
        raise BadInput(str(error)) from None
