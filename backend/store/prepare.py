"""Make a store ready for use."""

from __future__ import annotations

from backend.examples import shipped_results
from backend.store.migrate import upgrade
from backend.store.session import Store
from backend.store.shipped import import_results


def prepare(store: Store) -> None:
    """Bring the tables up to date and add the results that ship with the program. Safe to repeat."""
    upgrade(store)
    with store.write() as session:
        import_results(session, shipped_results())
