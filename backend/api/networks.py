"""Whether the network that a question names is here, and has what is asked of it."""

from __future__ import annotations

from backend.api.errors import ApiError
from backend.datasets import record_of
from backend.networks import NetworkNotFound
from backend.schemas.inspect import Look
from backend.schemas.network import NetworkCard
from backend.store.networks import all_cards
from backend.store.session import Store


def require_network(network_id: str, store: Store) -> NetworkCard:
    """Its card. Raises ApiError, 422, for a network that is neither in the zoo nor in the store, with the nearest names."""
    with store.read() as session:
        known = all_cards(session)
    if network_id not in known:
        raise ApiError(422, f"network: {NetworkNotFound(network_id, list(known))}", field="network")
    return known[network_id]


def require_classes(request: Look, store: Store) -> None:
    """Raises ApiError, 422, for a network that this machine does not have, or a class that its data set does not have."""
    card = require_network(request.network, store)
    data = record_of(card.dataset)
    for field in data.lacking(request.classes):
        most = len(data.classes) - 1
        raise ApiError(422, f"{field} must be at most {most}; received {request.classes[field]}", field=field)
