"""The command `mhoscope`. Each subcommand is a module, imported only when it is called."""

from __future__ import annotations

import importlib
import sys

import click

from backend.store.unusable import StoreUnusable

COMMANDS = {
    "serve": "Serve the dashboard on this machine; nothing else to install or start.",
    "run": "Run a spec without the web and write its result.",
    "design": "Ask what a device, a converter or a network may be like.",
    "dynamics": "Ask what the hidden states of recurrent networks do over time.",
    "energy": "Estimate the energy of a spec's networks.",
    "train": "Train a network.",
    "reproduce": "Show the study's claims with their verdicts; measure them again.",
    "data": "Show and fetch data sets.",
    "devices": "Show devices, and add your own from a table.",
    "networks": "Show networks, and add your own from a file.",
    "bench": "Measure how fast this program is, and compare it with peers.",
    "doctor": "Check the installation and say what to do.",
    "api": "The web part alone: API and pages (for compose and scale-out).",
    "worker": "The worker part alone (for compose and scale-out).",
    "migrate": "Bring the store's tables up to date.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"worker.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The short texts stand above, so that --help need not import every command.
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mhoscope", prog_name="mhoscope")
def cli() -> None:
    """Mhoscope: how much analog noise a neural network survives on memory crossbars, and what it costs in energy."""


def main() -> None:
    """Entry point. An interrupt exits with 130."""
    try:
        code = cli.main(prog_name="mhoscope", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except StoreUnusable as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    sys.exit(code if isinstance(code, int) else 0)
