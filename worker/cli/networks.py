"""`mhoscope networks`, and the networks that a command is given: from the zoo, the store of this machine, or files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend.datasets import DataSetMissing, require
from backend.networks import NetworkNotFound, zoo_cards
from backend.schemas.by_layer import check_overrides
from backend.schemas.input_values import ANYWHERE, AUTO, CHANNELS, Channels
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.errors import BadInput, settings_or_exit, writable_home
from worker.runs import local
from worker.runs.local import NotOnThisMachine

if TYPE_CHECKING:
    pass

CHANNELS_HELP = "Where the channels (of a sequence, the features) of an .onnx file's input are, if its shape fits both."


def find_networks(spec: Spec, settings: Settings, files: Sequence[Path] = ()) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """As `find_named`, of a spec. Scripts exported before there was `mhoscope.simulate` import it."""
    cards, weights = find_named(spec.networks, settings, files)
    check_layers(spec, cards, [axis.parameter for axis in spec.sweep.axes])
    return cards, weights


def check_layers(setting: Setting, cards: Mapping[str, NetworkCard], swept: Sequence[str] = ()) -> None:
    """Raises BadInput for an override of a layer that no network has, and for a sweep that no layer takes part in."""
    try:
        check_overrides(setting, cards.values(), swept)
    except ValueError as error:
        raise BadInput(str(error)) from None


def find_named(
    networks: Sequence[str], settings: Settings, files: Sequence[Path] = ()
) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """Cards by network, and the packed weights of those that do not ship with the program. Raises BadInput."""
    try:
        return local.find_networks(networks, settings, local.from_files(files))
    except NotOnThisMachine as error:
        raise BadInput(str(error)) from None


def require_data(networks: Sequence[str], cards: Mapping[str, NetworkCard], settings: Settings) -> None:
    """Whether the data sets of networks are here. Raises BadInput."""
    for index, network in enumerate(networks):
        try:
            require(cards[network].dataset, settings.data_path)
        except DataSetMissing as error:
            raise BadInput(f"networks[{index}]: {error}") from None


def find_card(network: str, settings: Settings) -> NetworkCard:
    """One network's card. Raises BadInput."""
    try:
        return local.find_networks([network], settings)[0][network]
    except NotOnThisMachine as error:
        raise BadInput(str(error).removeprefix("networks[0]: ")) from None


@click.group(invoke_without_command=True)
@click.pass_context
def networks(context: click.Context) -> None:
    """Show networks, and add your own from a file."""
    if context.invoked_subcommand is None:
        context.invoke(list_networks)


@networks.command(name="list")
def list_networks() -> None:
    """Networks that are here: the zoo, and your own."""
    from backend.store.networks import all_cards

    settings, cards = settings_or_exit(), zoo_cards()
    if (store := local.open_store(settings)) is not None:
        with store.read() as session:
            cards = all_cards(session)
    for card in cards.values():
        click.echo(f"{card.id:40} {card.family:12} {100 * card.clean_accuracy:6.2f} %  {card.origin}")


@networks.command(name="add")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dataset", help="The data set it was trained for; an .npz knows its own.")
@click.option("--name", help="What to call it, in small letters; by default as in the .npz, or the name of the file.")
@click.option(
    "--input",
    "inputs",
    default=AUTO,
    help="The inputs that it was trained on: unit (0 to 1), bytes (0 to 255), symmetric (-1 to 1), or a mean and a standard "
    "deviation, such as 0.13,0.31. By default (auto) they are tried on training images.",
)
@click.option("--channels", type=click.Choice(CHANNELS), default=ANYWHERE, help=CHANNELS_HELP)
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A .safetensors file, whose arrays take the place of those of the same names in the model.",
)
def add_network(file: Path, dataset: str | None, name: str | None, inputs: str, channels: Channels, weights: Path | None) -> None:
    """Add a network to the store: saved by Keras (.keras, .h5), ONNX (.onnx), or downloaded from a server or a bundle (.npz).

    The file is read as data: no code of it is run. The clean accuracy is measured on the full test set.
    """
    settings = settings_or_exit()
    card = _added(file, dataset, name, inputs, settings, channels=channels, weights=weights)
    click.echo(f"{card.id}: clean accuracy {100 * card.clean_accuracy:.2f} % on the full test set, added")
    for note in card.notes:
        click.echo(note)


@networks.command(name="remove")
@click.argument("network", metavar="ID")
def remove_network(network: str) -> None:
    """Forget a network that was trained or added here. Finished runs keep their numbers."""
    from backend.store.networks import delete_network

    settings = settings_or_exit()
    if network in zoo_cards():
        raise BadInput(f"{network} ships with the program and stays")
    if (store := local.open_store(settings)) is not None:
        with store.write() as session:
            if delete_network(session, network):
                click.echo(f"{network}: removed")
                return
    raise BadInput(str(NetworkNotFound(network)))


def _added(
    file: Path,
    dataset: str | None,
    name: str | None,
    inputs: str,
    settings: Settings,
    *,
    channels: Channels,
    weights: Path | None,
) -> NetworkCard:
    """A network of a file, measured and in the store. Raises BadInput."""
    from backend.networks.foreign import saved_model
    from backend.store.networks import IdTaken
    from worker.runs.adding import NotAdded, keep_network, read_network

    if file.is_dir():
        raise BadInput(f"{file}: {saved_model()}")
    content = _content(file, settings.max_upload_bytes)
    beside = None if weights is None else _content(weights, settings.max_upload_bytes)
    try:
        card, packed = read_network(
            content, settings, stem=file.stem, dataset=dataset, name=name, inputs=inputs, channels=channels, weights=beside
        )
        writable_home(settings)
        return keep_network(card, packed, settings)
    except NotAdded as error:
        raise BadInput(f"--{error}" if error.argument else f"{file}: {error}") from None
    except IdTaken as error:
        raise BadInput(f"{error} with --name") from None
    except DataSetMissing as error:
        raise BadInput(str(error)) from None


def _content(file: Path, most: int) -> bytes:
    try:
        size = file.stat().st_size
        if size > most:
            raise BadInput(f"{file} must have at most {most:,} bytes; it has {size:,}")
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from None
