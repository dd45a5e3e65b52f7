"""Preparation of a store for use."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.examples import shipped_results
from backend.reproductions import committed_results
from backend.store.migrate import upgrade
from backend.store.session import Store
from backend.store.shipped import import_results
from backend.store.unusable import in_a_sentence


def prepare(store: Store) -> None:
    """Create or migrate the tables, and add the results that ship with the program. Safe to repeat. Raises StoreUnusable."""
    with in_a_sentence():
        upgrade(store)
        with store.write() as session:
            import_results(session, shipped_results())
            for date, result in committed_results():
                # As old as they are: a list of runs then begins with the user's own.
                import_results(session, [result], at=datetime.fromisoformat(date).replace(tzinfo=UTC))
