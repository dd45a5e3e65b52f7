"""The networks that a command is given, from the zoo and from the store of this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.schemas.by_layer import check_overrides
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.errors import BadInput
from worker.runs import local
from worker.runs.local import NotOnThisMachine


def find_networks(spec: Spec, settings: Settings) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """As `find_named`, of a spec. Scripts exported before there was `mhoscope.simulate` import it."""
    cards, weights = find_named(spec.networks, settings)
    check_layers(spec, cards, [axis.parameter for axis in spec.sweep.axes])
    return cards, weights


def check_layers(setting: Setting, cards: Mapping[str, NetworkCard], swept: Sequence[str] = ()) -> None:
    """Raises BadInput for an override of a layer that no network has, and for a sweep that no layer takes part in."""
    try:
        check_overrides(setting, cards.values(), swept)
    except ValueError as error:
        raise BadInput(str(error)) from None


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
