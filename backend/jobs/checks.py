"""What requests of several kinds are checked for before anything is queued."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy.orm import Session

from backend.datasets import DataSetMissing, require
from backend.devices import model_for
from backend.devices.named import own_device_of
from backend.schemas.by_layer import check_overrides
from backend.schemas.device import check_levels, g_max_us
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from backend.settings import Settings
from backend.store.devices import find_device
from backend.store.networks import all_cards


class Unfit(ValueError):
    """A request that cannot be done; the text is one sentence for a person."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def check_devices(settings: Iterable[Setting], session: Session) -> None:
    """Raises DeviceError for what no device can be asked, and for two devices of one's own."""
    for setting in settings:
        own_device_of(setting)
        for layer in setting.everywhere():
            model = model_for(layer.internal_noise, lambda device: find_device(session, device))
            check_levels(layer, model)
            g_max_us(layer, model)


def check_layers(setting: Setting, cards: Mapping[str, NetworkCard], swept: Sequence[str] = ()) -> None:
    """Raises Unfit for an override of a layer that no network has, and for a sweep that no layer takes part in."""
    try:
        check_overrides(setting, cards.values(), swept)
    except ValueError as error:
        raise Unfit(str(error), field="overrides") from None


def cards_of(networks: Sequence[str], session: Session, settings: Settings) -> dict[str, NetworkCard]:
    """The cards of networks that are here with their data sets. Raises Unfit."""
    known = all_cards(session)
    cards = {}
    for index, network in enumerate(networks):
        if network not in known:
            near = get_close_matches(network, known, n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else "; GET /api/v1/networks lists them"
            raise Unfit(f"networks[{index}]: there is no network {network!r}{hint}", field=f"networks[{index}]")
        cards[network] = known[network]
        try:
            require(known[network].dataset, settings.data_path)
        except DataSetMissing as error:
            raise Unfit(f"networks[{index}]: {error}", field=f"networks[{index}]") from None
    return cards
