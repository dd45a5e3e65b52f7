"""Networks that were trained or uploaded here, beside the zoo that ships as files."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.networks import zoo_cards
from backend.schemas.network import CleanAccuracy, NetworkCard
from backend.store.rows import NetworkRow


def find_network(session: Session, network_id: str, *, unmeasured_too: bool = False) -> tuple[NetworkCard, bytes | None] | None:
    """A network's card and, unless it ships with the program, its packed weights."""
    card = zoo_cards().get(network_id)
    if card is not None:
        return card, None
    row = session.get(NetworkRow, network_id)
    return None if row is None or not (row.measured or unmeasured_too) else (NetworkCard.model_validate(row.card), row.weights)


def all_cards(session: Session) -> dict[str, NetworkCard]:
    """Every network by id: the zoo, then those of this store, each in order of id."""
    own = session.execute(select(NetworkRow.id, NetworkRow.card).where(NetworkRow.measured).order_by(NetworkRow.id))
    return {**zoo_cards(), **{network_id: NetworkCard.model_validate(card) for network_id, card in own}}


def save_network(session: Session, card: NetworkCard, weights: bytes, *, measured: bool = True) -> None:
    """Add a network, or replace the one of the same id. Raises ValueError for an id of the zoo."""
    if card.id in zoo_cards():
        raise ValueError(f"{card.id} is the name of a network that ships with the program; choose another")
    session.merge(
        NetworkRow(
            id=card.id, card=card.model_dump(mode="json"), weights=weights, created_at=datetime.now(UTC), measured=measured
        )
    )


def save_clean_accuracy(session: Session, network_id: str, measured: CleanAccuracy) -> NetworkCard:
    """Complete the card of an upload, and show it from now on."""
    row = session.get_one(NetworkRow, network_id)
    found = {"clean_accuracy": measured.accuracy, "class_accuracy": measured.by_class}
    card = NetworkCard.model_validate(row.card).model_copy(update=found)
    row.card, row.measured = card.model_dump(mode="json"), True
    return card


def delete_network(session: Session, network_id: str) -> bool:
    """Forget a network of this store. Returns whether there was one."""
    row = session.get(NetworkRow, network_id)
    if row is not None:
        session.delete(row)
    return row is not None
