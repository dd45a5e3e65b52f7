"""The networks that a spec names, from the zoo and from the store of this machine."""

from __future__ import annotations

from collections.abc import Sequence

from backend.networks import NetworkNotFound, zoo_cards
from backend.schemas.network import NetworkCard
from backend.schemas.spec import Spec
from backend.settings import Settings
from worker.cli.errors import BadInput


def find_networks(spec: Spec, settings: Settings) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """As `find_named`, of a spec."""
    return find_named(spec.networks, settings)


def find_named(networks: Sequence[str], settings: Settings) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """Cards by network, and the packed weights of those that do not ship with the program. Raises BadInput."""
    cards = {network: zoo_cards()[network] for network in networks if network in zoo_cards()}
    weights: dict[str, bytes] = {}
    missing = [network for network in networks if network not in cards]
    if missing and has_store(settings):
        _look_in_store(missing, settings, cards, weights)
    for index, network in enumerate(networks):
        if network not in cards:
            raise BadInput(f"networks[{index}]: {NetworkNotFound(network)}")
    return cards, weights


def find_card(network: str, settings: Settings) -> NetworkCard:
    """One network's card. Raises BadInput."""
    cards = {network: zoo_cards()[network]} if network in zoo_cards() else {}
    if not cards and has_store(settings):
        _look_in_store([network], settings, cards, {})
    if network not in cards:
        raise BadInput(str(NetworkNotFound(network)))
    return cards[network]


def has_store(settings: Settings) -> bool:
    """Whether this machine has a store to look in."""
    return settings.database_url is not None or (settings.home / "mhoscope.db").exists()


def _look_in_store(missing: list[str], settings: Settings, cards: dict[str, NetworkCard], weights: dict[str, bytes]) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from backend.store.networks import find_network
    from backend.store.session import Store

    try:
        with Store.of(settings).read() as session:
            for network in missing:
                found = find_network(session, network)
                if found is not None and found[1] is not None:
                    cards[network], weights[network] = found[0], found[1]
    except SQLAlchemyError as error:
        raise BadInput(f"the store cannot be read for {missing[0]}: {str(error).splitlines()[0]}") from None
