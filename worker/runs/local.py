"""The networks and devices that a spec names, as this machine has them: shipped with the program, or kept in its store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from backend.datasets.own import library
from backend.datasets.own.own_set import OwnSet
from backend.devices import model_for
from backend.devices.named import own_device_of
from backend.networks import NetworkNotFound, zoo_cards
from backend.schemas.device import DevicePreset, check_levels, g_max_us
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.settings import Settings
from backend.store.unusable import StoreUnusable, in_a_sentence

if TYPE_CHECKING:
    from backend.store.session import Store


class NotOnThisMachine(LookupError):
    """A network is not on this machine, or the store or file that may contain it cannot be read; the text says which."""


Given = Mapping[str, tuple[NetworkCard, bytes]]
"""Cards and packed weights of networks that came in files, by id."""


def from_files(paths: Sequence[str | Path]) -> Given:
    """Return the networks of files that were downloaded from a server or came in a bundle. Raises NotOnThisMachine."""
    if not paths:
        return {}
    from backend.networks.own import NotAccepted, from_path

    try:
        found = [from_path(Path(path)) for path in paths]
    except NotAccepted as error:
        raise NotOnThisMachine(str(error)) from None
    return {card.id: (card, weights) for card, weights in found}


def find_networks(
    networks: Sequence[str], settings: Settings, given: Given = MappingProxyType({})
) -> tuple[dict[str, NetworkCard], dict[str, bytes]]:
    """Return the cards of networks, and the packed weights of those that do not ship with the program, by id.

    A network that is `given` is not looked for in the store. Raises NotOnThisMachine.
    """
    cards = {network: zoo_cards()[network] for network in networks if network in zoo_cards()}
    weights: dict[str, bytes] = {}
    for network in given.keys() & set(networks):
        cards[network], weights[network] = given[network]
    missing = [network for network in networks if network not in cards]
    if missing and has_store(settings):
        _look_in_store(missing, settings, cards, weights)
    for index, network in enumerate(networks):
        if network not in cards:
            raise NotOnThisMachine(f"networks[{index}]: {NetworkNotFound(network)}")
    return cards, weights


def find_device(setting: Setting, settings: Settings) -> DevicePreset | None:
    """Return the user's own device that a setting names, or None if it names none or the store has none of this id.

    Raises NotOnThisMachine if the store cannot be read, and DeviceError if the setting names two.
    """
    device = own_device_of(setting)
    if device is None or not has_store(settings):
        return None
    from backend.store.devices import find_device_in

    try:
        with in_a_sentence():
            store = open_store(settings)
            return None if store is None else find_device_in(store, device)
    except StoreUnusable as error:
        raise _unreadable(device, error) from None


def check_devices(spec: Spec, own: DevicePreset | None) -> None:
    """Raise DeviceError unless the device of every point supports its setting; `own` is the user's own device, if any."""
    for layer in (layer for point in spec.grid() for layer in point.setting.everywhere()):
        model = model_for(layer.internal_noise, lambda device: own if own and own.id == device else None)
        check_levels(layer, model)
        g_max_us(layer, model)


class OwnDataSets:
    """Users' own data sets in the store of this machine, which is opened once one is asked for."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._opened: library.Library | None = None

    def find(self, name: str) -> OwnSet | None:
        """Return the data set of this name, or None if the store has none, or cannot be read."""
        return next((one for one in self.all() if one.record.name == name), None)

    def all(self) -> Sequence[OwnSet]:
        """Return all data sets, the oldest first."""
        if not has_store(self._settings):
            return ()
        from backend.store.datasets import library_of

        try:
            with in_a_sentence():
                if self._opened is None:
                    store = open_store(self._settings)
                    assert store is not None
                    self._opened = library_of(store, self._settings)
                return self._opened.all()
        except StoreUnusable:  # whatever else is read from it says why it cannot be
            return ()


def use_own_data_sets(settings: Settings) -> Settings:
    """Have this process find users' own data sets in the store of these settings, which are returned."""
    library.use(OwnDataSets(settings))
    return settings


def has_store(settings: Settings) -> bool:
    """Return whether this machine has a store."""
    return settings.database_url is not None or (settings.home / "mhoscope.db").exists()


def open_store(settings: Settings) -> Store | None:
    """Return the store of this machine, or None if it has none. Tables that are missing or old are brought up to date first.

    Those of a server elsewhere are left as they are. Raises StoreUnusable.
    """
    if not has_store(settings):
        return None
    from backend.store.migrate import is_current, upgrade
    from backend.store.session import Store

    with in_a_sentence():
        store = Store.of(settings)
        if not is_current(store):
            if settings.database_url is not None:
                raise StoreUnusable(
                    "the tables of the store are not those of this version; bring them up to date by `mhoscope migrate`"
                )
            upgrade(store)
        return store


def _look_in_store(missing: list[str], settings: Settings, cards: dict[str, NetworkCard], weights: dict[str, bytes]) -> None:
    from backend.store.networks import find_network

    try:
        with in_a_sentence():
            store = open_store(settings)
            assert store is not None
            with store.read() as session:
                for network in missing:
                    found = find_network(session, network)
                    if found is not None and found[1] is not None:
                        cards[network], weights[network] = found[0], found[1]
    except StoreUnusable as error:
        raise _unreadable(missing[0], error) from None


def _unreadable(name: str, error: Exception) -> NotOnThisMachine:
    return NotOnThisMachine(f"{name} cannot be looked for: {error}")
