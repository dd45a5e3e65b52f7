"""The user's own device that a spec names: from a file, or from the store of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from backend.devices.measured import from_csv
from backend.schemas.design import DesignRequest
from backend.schemas.device import DeviceError, DevicePreset
from backend.schemas.explain import explain
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.errors import BadInput
from worker.runs import local
from worker.runs.local import NotOnThisMachine

LARGEST_FILE = 65_536
Command = TypeVar("Command", bound=Callable[..., Any])
Asked = TypeVar("Asked", Spec, DesignRequest)


def device_option(command: Command) -> Command:
    """`--device FILE.csv`, given to the command as `device_file`."""
    option = click.option(
        "--device",
        "device_file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE.csv",
        help="On a device of your own: columns level, mean, std, if known read, with the unit as in `level (uS)`.",
    )
    return option(command)


def own_device(asked: Asked, file: Path | None, settings: Settings) -> tuple[Asked, DevicePreset | None]:
    """What is asked, and the user's own device it is asked for, if any: the file's, else the store's. Raises BadInput."""
    if file is None:
        return asked, from_store(asked, settings)
    device = from_file(file)
    return with_device(asked, device), device


def with_device(asked: Asked, device: DevicePreset) -> Asked:
    """The same on another device. Raises BadInput."""
    document = asked.model_dump()
    document["internal_noise"]["device"] = device.id
    try:
        return type(asked).model_validate(document)
    except ValidationError as error:
        raise BadInput(explain(error)) from None


def from_file(path: Path) -> DevicePreset:
    """A device from a CSV file. Raises BadInput."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadInput(f"{path} must have at most {LARGEST_FILE} bytes; it has {path.stat().st_size}")
        return from_csv(path.read_text(encoding="utf-8"), title=path.stem)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}") from None
    except DeviceError as error:
        raise BadInput(f"{path}: {error.reason}") from None


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
