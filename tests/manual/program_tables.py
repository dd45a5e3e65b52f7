"""The program as tables: its commands with their options, environment variables, routes, states of a run."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import NoneType
from typing import Any

import click

from backend.api.app import create_app
from backend.schemas.run import STATES
from backend.settings import Settings
from tests.manual.marks import table
from worker.cli import COMMANDS


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


def states() -> str:
    """A row for each state of a run."""
    return table(["state", "meaning"], [[f"`{state}`", meaning] for state, meaning in STATES.items()])
