"""From uploaded bytes to a network in the store: what is checked before anything is kept."""

from __future__ import annotations

from backend.api.errors import ApiError
from backend.datasets import DataSetMissing, record_of, require
from backend.networks.own import NotAccepted, from_file
from backend.schemas.network import NetworkCard
from backend.settings import Settings
from backend.store.networks import IdTaken, require_free, save_network
from backend.store.session import Store


def accept(content: bytes, *, dataset: str, name: str, store: Store, settings: Settings) -> NetworkCard:
    """Read a file, check that it fits its data set, and keep its network, not yet measured. Raises ApiError."""
    try:
        require(dataset, settings.data_path)
    except DataSetMissing as error:
        raise ApiError(422, f"dataset: {error}", field="dataset") from None
    try:
        card, weights = from_file(content, data=record_of(dataset), name=name)
    except NotAccepted as error:
        raise ApiError(422, f"file: {error}", field="file") from None
    try:
        with store.write() as session:
            require_free(session, card.id)
            save_network(session, card, weights, measured=False)
    except IdTaken as error:
        raise ApiError(409, str(error), field="name") from None
    return card
