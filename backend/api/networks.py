"""Whether the network that a question names is here."""

from __future__ import annotations

from backend.api.errors import ApiError
from backend.networks import NetworkNotFound
from backend.store.networks import all_cards
from backend.store.session import Store


def require_network(network_id: str, store: Store) -> None:
    """Raises ApiError, 422, for a network that is neither in the zoo nor in the store, with the nearest names."""
    with store.read() as session:
        known = list(all_cards(session))
    if network_id not in known:
        raise ApiError(422, f"network: {NetworkNotFound(network_id, known)}", field="network")
