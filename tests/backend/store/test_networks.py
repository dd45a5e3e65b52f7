"""Networks of a store: cards are kept as they were written, and read with what is counted today."""

from __future__ import annotations

from backend.networks import load_card
from backend.store.networks import all_cards, find_network, save_network
from backend.store.session import Store

COUNTS = {"parameters", "cells", "macs"}


def test_a_card_that_was_counted_otherwise_is_counted_anew(store: Store) -> None:
    """A GRU took four columns a unit once."""
    gru, mlp = (load_card(f"digits/{name}") for name in ("gru-t8-noise0", "mlp-noise0"))
    old = gru.model_copy(update={"id": "digits/mine", "cells": 38144, "macs": 148096, "origin": "trained"})
    with store.write() as session:
        save_network(session, old, b"weights")
        save_network(session, mlp.model_copy(update={"id": "digits/other"}), b"weights")
    with store.read() as session:
        found, cards = find_network(session, "digits/mine"), all_cards(session)
    assert found is not None and found == (cards["digits/mine"], b"weights")
    assert found[0] == old.model_copy(update=gru.model_dump(include=COUNTS)) and found[0] != old
    assert cards["digits/other"] == mlp.model_copy(update={"id": "digits/other"})
