"""What requests of several kinds are checked for before anything is queued."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from sqlalchemy.orm import Session

from backend.datasets import DataSetMissing, require
from backend.devices import model_for
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
    """Raises DeviceError for what no device can be asked."""
    for setting in settings:
        model = model_for(setting.internal_noise, lambda device: find_device(session, device))
        check_levels(setting, model)
        g_max_us(setting, model)


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
