"""`mhoscope energy`."""

from __future__ import annotations

import json
from typing import IO, get_args

import click
from rich.console import Console
from rich.table import Table

from backend.datasets import DataSetMissing
from backend.schemas.energy import COMPONENT_TITLES, DEFAULT_TECHNOLOGY, EnergyEstimate, EnergyMode
from backend.schemas.spec import Spec
from worker.cli.errors import BadInput, read_spec, settings_or_exit
from worker.cli.networks import find_networks
from worker.energy import UnknownTechnology, estimate_spec
from worker.energy.activity import Activities, activities_of
from worker.simulators import Simulators


@click.command()
@click.argument("spec", type=click.File(encoding="utf-8"), metavar="SPEC.json")
@click.option(
    "--mode",
    type=click.Choice(get_args(EnergyMode)),
    default="inference",
    show_default=True,
    help="One inference, or one training step.",
)
@click.option("--technology", default=DEFAULT_TECHNOLOGY, show_default=True, help="A technology preset.")
@click.option("--constant", "constants", multiple=True, metavar="NAME=VALUE", help="Replace a constant; may be repeated.")
@click.option("--measured", is_flag=True, help="With the networks' real inputs, on training images, instead of half-scale ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as JSON, by network.")
def energy(spec: IO[str], mode: EnergyMode, technology: str, constants: tuple[str, ...], measured: bool, as_json: bool) -> None:
    """Estimate the energy of a spec's networks, by component. `-` reads the spec from standard input."""
    estimates = _estimates(read_spec(spec), mode, technology, _numbers(constants), measured)
    if as_json:
        click.echo(json.dumps({name: one.model_dump(mode="json") for name, one in estimates.items()}, indent=2))
        return
    console = Console()
    for one in estimates.values():
        console.print(_table(one))
    first = next(iter(estimates.values()))
    console.print(f"Unit costs: {first.source}", highlight=False, markup=False)
    for assumption in dict.fromkeys(text for one in estimates.values() for text in one.assumptions):
        console.print(f"- {assumption}", highlight=False, markup=False)


def _numbers(constants: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for text in constants:
        name, _, value = text.partition("=")
        try:
            found[name] = float(value)
        except ValueError:
            raise BadInput(f"--constant must be NAME=VALUE with a number; received {text!r}") from None
    return found


def _estimates(
    spec: Spec, mode: EnergyMode, technology: str, constants: dict[str, float], measured: bool
) -> dict[str, EnergyEstimate]:
    settings = settings_or_exit()
    cards, weights = find_networks(spec, settings)
    activities: dict[str, Activities] = {}
    if measured:
        simulators = Simulators(data_path=settings.data_path)
        try:
            for network, card in cards.items():
                tested = simulators.get(card, 1, weights=weights.get(network))
                activities[network] = activities_of(tested.simulator)
        except DataSetMissing as error:
            raise BadInput(str(error)) from None
    try:
        return {
            network: estimate_spec(
                cards[network],
                spec,
                technology=technology,
                mode=mode,
                constants=constants,
                activities=activities.get(network),
            )
            for network in spec.networks
        }
    except (UnknownTechnology, ValueError) as error:
        raise BadInput(str(error)) from None


def _table(one: EnergyEstimate) -> Table:
    of = "inference" if one.mode == "inference" else "training step"
    table = Table(title=f"{one.network}: one {of} on {one.technology}", title_justify="left")
    table.add_column("component")
    table.add_column("energy (pJ)", justify="right")
    table.add_column("share", justify="right")
    for name, title in COMPONENT_TITLES.items():
        if name in one.components:
            energy_pj = one.components[name]
            table.add_row(title, f"{energy_pj:,.1f}", f"{energy_pj / one.total_pj:.1%}")
    table.add_section()
    table.add_row("total", f"{one.total_pj:,.1f}", "100.0%", style="bold")
    if one.total_low_pj is not None and one.total_high_pj is not None:
        table.add_row("range of the assumptions", f"{one.total_low_pj:,.1f} to {one.total_high_pj:,.1f}", "")
    table.add_row("per multiply-accumulate", f"{one.pj_per_mac:.4f}", f"of {one.macs:,}")
    if one.crossbars is not None:
        table.add_row("matrix-vector multiplications", f"{one.crossbars.mvms:,}", f"on {one.crossbars.arrays:,} arrays")
        table.add_row("column conversions", f"{one.crossbars.column_outputs:,}", f"in {one.crossbars.array_reads:,} array reads")
    if one.latency_s is not None:
        table.add_row("latency", f"{one.latency_s * 1e6:,.2f} us", "")
    return table
