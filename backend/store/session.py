"""Connections and units of work: SQLite in WAL mode by default, PostgreSQL by its URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from backend.settings import Settings

_WRITES = "mhoscope_writes"


class Store:
    """A database, used in units of work that read (`read`) or write (`write`)."""

    def __init__(self, url: str) -> None:
        """Connect to the database of this URL; "sqlite:///..." or "postgresql://..."."""
        self.engine = _engine(url)
        """SQLAlchemy's engine, for migrations and readiness checks."""
        self._writer = self.engine.execution_options(**{_WRITES: True})

    @classmethod
    def of(cls, settings: Settings) -> Store:
        """Return the store that the settings name, creating the folder of the default one."""
        if settings.database_url is None:
            settings.home.mkdir(parents=True, exist_ok=True)
        return cls(settings.store_url)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A unit of work that only reads."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit of work that writes: it commits when it ends, and rolls back if it raises.

        With SQLite, writing units exclude each other from their beginning.
        """
        with Session(self._writer) as session, session.begin():
            yield session

    def alone(self) -> Connection:
        """Return a connection, to be closed, whose transactions exclude those of other writers from their beginning on."""
        return self._writer.connect()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: DBAPIConnection, _record: Any) -> None:
    # The driver's own implicit transactions begin too late for a read-then-write unit of work.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A writer takes the lock at once: upgrading a read lock later fails under concurrency.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
