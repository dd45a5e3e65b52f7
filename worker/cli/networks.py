"""The networks that a command is given, from the zoo and from the store of this machine."""

from __future__ import annotations

from collections.abc import Sequence

from backend.schemas.network import NetworkCard
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.errors import BadInput
from worker.runs import local
from worker.runs.local import NotOnThisMachine


def find_networks(spec: Spec, settings: Settings) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """As `find_named`, of a spec. Scripts exported before there was `mhoscope.simulate` import it."""
    return find_named(spec.networks, settings)


def find_named(networks: Sequence[str], settings: Settings) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """Cards by network, and the packed weights of those that do not ship with the program. Raises BadInput."""
    try:
        return local.find_networks(networks, settings)
    except NotOnThisMachine as error:
        raise BadInput(str(error)) from None


def find_card(network: str, settings: Settings) -> NetworkCard:
    """One network's card. Raises BadInput."""
    try:
        return local.find_networks([network], settings)[0][network]
    except NotOnThisMachine as error:
        raise BadInput(str(error).removeprefix("networks[0]: ")) from None
