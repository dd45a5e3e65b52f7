"""From uploaded bytes to a network in the store: what is checked before anything is kept."""

from __future__ import annotations

from backend.api.errors import ApiError
from backend.datasets import DataSetMissing, record_of, require
from backend.networks import NetworkNotFound
from backend.networks.inputs import completed
from backend.networks.own import NotAccepted, from_file
from backend.schemas.input_values import conversion
from backend.schemas.network import Measured, NetworkCard
from backend.settings import Settings
from backend.store.networks import IdTaken, find_network, require_free, save_network
from backend.store.session import Store


def accept(content: bytes, *, dataset: str, name: str, inputs: str, store: Store, settings: Settings) -> NetworkCard:
    """Read a file, check that it fits its data set, and keep its network, not yet measured. Raises ApiError."""
    try:
        require(dataset, settings.data_path)
    except DataSetMissing as error:
        raise ApiError(422, f"dataset: {error}", field="dataset") from None
    data = record_of(dataset)
    try:
        conversion(inputs, data.channels)
    except ValueError as error:
        raise ApiError(422, f"input {error}", field="input") from None
    try:
        card, weights = from_file(content, data=data, name=name, inputs=inputs)
    except NotAccepted as error:
        raise ApiError(422, f"file: {error}", field="file") from None
    try:
        with store.write() as session:
            require_free(session, card.id)
            save_network(session, card, weights, measured=False)
    except IdTaken as error:
        raise ApiError(409, str(error), field="name") from None
    return card


def complete(network: str, measured: Measured, *, store: Store) -> NetworkCard:
    """Add what was measured to an upload, list it from now on, and return its card. Raises NetworkNotFound."""
    with store.write() as session:
        found = find_network(session, network, unmeasured_too=True)
        if found is None or found[1] is None:
            raise NetworkNotFound(network)
        card, weights = completed(found[0], found[1], measured, record_of(found[0].dataset))
        save_network(session, card, weights)
    return card
