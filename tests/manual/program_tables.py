"""The program as tables: its commands with their options, environment variables, routes, states of a run."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path
from types import NoneType
from typing import Any

import click

import mhoscope
from backend.api.app import create_app
from backend.schemas.run import STATES
from backend.settings import Settings
from tests.manual.marks import table
from worker.cli import COMMANDS

CONSTANTS = {"ENGINE_VERSION": "The same spec gives the same numbers as long as it stays."}


def commands() -> str:
    """A row for each command."""
    return table(["command", "does"], [[f"[`mhoscope {name}`](#mhoscope-{name})", text] for name, text in COMMANDS.items()])


def options() -> str:
    """For each command how it is called, what it does, and its options."""
    return "\n\n".join(part for name in COMMANDS for part in _command(f"mhoscope {name}", _found(name)))


def _found(name: str) -> click.Command:
    command: click.Command = getattr(importlib.import_module(f"worker.cli.{name}"), name)
    return command


def _command(name: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    parts = [f"### {name}", f"```\n{usage}\n```", " ".join((command.help or "").split())]
    rows = [_option(option) for option in command.params if isinstance(option, click.Option)]
    if rows:
        parts.append(table(["option", "default", "meaning"], rows))
    if isinstance(command, click.Group):
        parts.append(
            table(
                ["command", "does"],
                [[f"`{name} {inner}`", " ".join((found.help or "").split())] for inner, found in command.commands.items()],
            )
        )
    return parts


def _option(option: click.Option) -> list[object]:
    word = "" if option.is_flag else f" {option.make_metavar(click.Context(click.Command('')))}"
    default = option.default
    plain = isinstance(default, int | float | str) and not isinstance(default, bool) and default != ""
    return [f"`{', '.join(option.opts)}{word}`", f"`{default}`" if plain else "", option.help or ""]


def environment() -> str:
    """A row for each variable, with its default."""
    rows: list[list[object]] = []
    for name, info in Settings.model_fields.items():
        meaning, _, default = (info.description or "").rstrip(".").partition("; default: ")
        rows.append([f"`MHOSCOPE_{name.upper()}`", meaning, default or _default(info.default)])
    return table(["variable", "meaning", "default"], rows)


def _default(value: Any) -> str:
    if isinstance(value, NoneType | Path):
        return "none"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def routes() -> str:
    """A row for each route of the API and each one for machines."""
    rows: list[list[object]] = [
        [f"`{method.upper()} {path}`", route["summary"]]
        for path, methods in create_app(Settings(home=Path("nowhere"))).openapi()["paths"].items()
        for method, route in methods.items()
    ]
    return table(["route", "what it does"], rows)


def door() -> str:
    """A row for each name that `mhoscope` gives to Python, with the first sentence of what it says of itself."""
    rows: list[list[object]] = []
    for name in mhoscope.__all__:
        found = getattr(mhoscope, name)
        words = _first_sentence(inspect.getdoc(found) or "") if callable(found) else CONSTANTS[name]
        rows.append([f"`{name}`", words])
    return table(["name", "what it is"], rows)


def _first_sentence(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def states() -> str:
    """A row for each state of a run."""
    return table(["state", "meaning"], [[f"`{state}`", meaning] for state, meaning in STATES.items()])
