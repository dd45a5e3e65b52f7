"""Networks that were trained or uploaded here, beside the zoo that ships as files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.networks import zoo_cards
from backend.schemas.network import NetworkCard
from backend.store.rows import NetworkRow

MEASURING_AT_MOST_S = 60.0
"""Seconds after which an upload whose clean accuracy is not known is given up."""


def find_network(session: Session, network_id: str, *, unmeasured_too: bool = False) -> tuple[NetworkCard, bytes | None] | None:
    """Return a network's card and its packed weights (None if it ships with the program), or None if there is none of this id.

    Uploads whose clean accuracy is not measured yet are found only with `unmeasured_too`.
    """
    card = zoo_cards().get(network_id)
    if card is not None:
        return card, None
    row = session.get(NetworkRow, network_id)
    return None if row is None or not (row.measured or unmeasured_too) else (NetworkCard.model_validate(row.card), row.weights)


def all_cards(session: Session) -> dict[str, NetworkCard]:
    """Return the cards of all networks by id: the zoo, then those of this store, each ordered by id."""
    own = session.execute(select(NetworkRow.id, NetworkRow.card).where(NetworkRow.measured).order_by(NetworkRow.id))
    return {**zoo_cards(), **{network_id: NetworkCard.model_validate(card) for network_id, card in own}}


def save_network(session: Session, card: NetworkCard, weights: bytes, *, measured: bool = True) -> None:
    """Add a network, or replace the stored one of the same id. Raises ValueError for an id of the zoo.

    With `measured` false, it is not listed until its clean accuracy is known.
    """
    if card.id in zoo_cards():
        raise ValueError(f"{card.id} is the name of a network that ships with the program; choose another")
    session.merge(
        NetworkRow(
            id=card.id, card=card.model_dump(mode="json"), weights=weights, created_at=datetime.now(UTC), measured=measured
        )
    )


class IdTaken(ValueError):
    """A network has this id already, or is about to; the text says which."""


def require_free(session: Session, network_id: str) -> None:
    """Raise IdTaken if a network has this id, or an upload that is being measured."""
    delete_abandoned(session)
    if find_network(session, network_id) is not None:
        raise IdTaken(f"there is a network {network_id} already; choose another name")
    if find_network(session, network_id, unmeasured_too=True) is not None:
        raise IdTaken(f"a network {network_id} is being measured just now; choose another name, or try again in two minutes")


def delete_abandoned(session: Session) -> None:
    """Delete uploads whose measurement must have ended long ago: the process that waited for it was killed.

    Without this they would hold their names for ever, listed nowhere.
    """
    before = datetime.now(UTC) - timedelta(seconds=2 * MEASURING_AT_MOST_S)
    session.execute(delete(NetworkRow).where(~NetworkRow.measured, NetworkRow.created_at < before))


def delete_network(session: Session, network_id: str) -> bool:
    """Delete a network of this store. Return whether there was one."""
    row = session.get(NetworkRow, network_id)
    if row is not None:
        session.delete(row)
    return row is not None
