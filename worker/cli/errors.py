"""What a command says when it cannot go on: one sentence, no traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, Any, TypeVar

import click
from pydantic import BaseModel, ValidationError
from pydantic_settings import SettingsError

from backend.schemas.explain import explain
from backend.schemas.spec import Spec
from backend.settings import Settings

Request = TypeVar("Request", bound=BaseModel)


class BadInput(click.ClickException):
    """Something the user gave is wrong: exit code 2."""

    exit_code = 2


class CannotWork(click.ClickException):
    """The installation or the machine does not allow it: exit code 1."""

    exit_code = 1


def settings_or_exit() -> Settings:
    """The settings; a wrong environment variable is named in one sentence."""
    from worker.runs.local import use_own_data_sets

    try:
        return use_own_data_sets(Settings())
    except (ValidationError, SettingsError) as error:
        if isinstance(error, SettingsError):
            raise BadInput(f"the settings in the environment cannot be read: {error}") from None
        field, _, rest = explain(error).partition(" ")
        raise BadInput(f"environment variable MHOSCOPE_{field.upper()} {rest}") from None


def read_spec(source: IO[str]) -> Spec:
    """A spec from an open file. Raises BadInput: which field, what was allowed, what came."""
    return read_request(source, Spec)


def read_request(source: IO[str], request: type[Request]) -> Request:
    """What is asked, from an open file. Raises BadInput: which field, what was allowed, what came."""
    try:
        text = source.read()
    except UnicodeDecodeError:
        raise BadInput(f"{source.name} is not a text file in UTF-8") from None
    try:
        # Read once by the standard library: it keeps NaN apart from text and says where JSON breaks.
        document: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInput(f"{source.name} is not valid JSON: {error}") from None
    try:
        return request.model_validate(document)
    except ValidationError as error:
        raise BadInput(f"{explain(error)}") from None


def check_output(output: Path | None) -> None:
    """Whether a file can be written there, before it takes long to make. Raises BadInput."""
    if output is not None and not os.access(output.parent, os.W_OK):
        raise BadInput(f"{output} cannot be written; choose another place with -o")


def writable_home(settings: Settings) -> Path:
    """The home folder, made if need be. Raises CannotWork with what to do."""
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        raise CannotWork(
            f"{home} cannot be written ({error.strerror}); set MHOSCOPE_HOME to a folder that can, or free some space"
        ) from None
    return home
