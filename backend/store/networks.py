"""Networks that were trained or uploaded here, beside the zoo that ships as files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.networks import zoo_cards
from backend.networks.describe import describe
from backend.schemas.job import UNFINISHED
from backend.schemas.network import NetworkCard
from backend.store.rows import NetworkRow, TrainingRow, UploadRow


def find_network(session: Session, network_id: str) -> tuple[NetworkCard, bytes | None] | None:
    """Return a network's card and its packed weights (None if it ships with the program), or None if there is none of this id."""
    card = zoo_cards().get(network_id)
    if card is not None:
        return card, None
    row = session.get(NetworkRow, network_id)
    return None if row is None else (_card(row.card), row.weights)


def all_cards(session: Session) -> dict[str, NetworkCard]:
    """Return the cards of all networks by id: the zoo, then those of this store, each ordered by id."""
    own = session.execute(select(NetworkRow.id, NetworkRow.card).order_by(NetworkRow.id))
    return {**zoo_cards(), **{network_id: _card(card) for network_id, card in own}}


def _card(stored: dict[str, Any]) -> NetworkCard:
    """A card with what is counted of its layers today: older programs counted some kinds in another way."""
    card = NetworkCard.model_validate(stored)
    facts = describe(card.layers, card.input_shape)
    counted = {"parameters": facts.parameters, "cells": facts.cells, "macs": facts.macs}
    return card if counted.items() <= card.model_dump(include=set(counted)).items() else card.model_copy(update=counted)


def save_network(session: Session, card: NetworkCard, weights: bytes) -> None:
    """Add a network, or replace the stored one of the same id. Raises ValueError for an id of the zoo."""
    if card.id in zoo_cards():
        raise ValueError(f"{card.id} is the name of a network that ships with the program; choose another")
    session.merge(NetworkRow(id=card.id, card=card.model_dump(mode="json"), weights=weights, created_at=datetime.now(UTC)))


class IdTaken(ValueError):
    """A network has this id already, or is about to; the text says which."""


def require_free(session: Session, network_id: str, *, but: str | None = None) -> None:
    """Raise IdTaken if a network has this id, or will have it after a training or an upload, except for job `but`."""
    if network_id in zoo_cards() or session.get(NetworkRow, network_id) is not None:
        raise IdTaken(f"there is a network {network_id} already; choose another name")
    for kind, doing in ((UploadRow, "measured"), (TrainingRow, "trained")):
        coming = select(kind.id).where(kind.network == network_id, kind.state.in_(UNFINISHED), kind.id != (but or "")).limit(1)
        if session.scalar(coming) is not None:
            raise IdTaken(f"a network {network_id} is being {doing} just now; choose another name")


def delete_network(session: Session, network_id: str) -> bool:
    """Delete a network of this store. Return whether there was one."""
    row = session.get(NetworkRow, network_id)
    if row is not None:
        session.delete(row)
    return row is not None
