"""Creation and migration of the tables, by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from backend.store.session import Store
from backend.store.unusable import StoreUnusable

if TYPE_CHECKING:
    from alembic.config import Config


MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(store: Store) -> None:
    """Create the tables, or migrate them to the current version. Safe to repeat, and for several processes at a time.

    All of it is one transaction: a process that is killed leaves the tables as they were. Raises StoreUnusable for tables of a
    newer version of the program.
    """
    from alembic import command

    config = _config()
    with store.alone() as connection:
        _check_known(_revision(connection))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def is_current(store: Store) -> bool:
    """Return whether the tables are those of this version of the program."""
    with store.engine.connect() as connection:
        return _revision(connection) == revisions()[-1]


def revisions() -> list[str]:
    """Return the versions that tables can have, the current one last: the numbers with which the files of migrations begin."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _revision(connection: Connection) -> str | None:
    """Return the version of the tables; None if there are none yet. Alembic, which would know too, takes long to import."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _check_known(revision: str | None) -> None:
    if revision is not None and revision not in revisions():
        raise StoreUnusable(
            f"the store was made by a newer version of the program (tables of {revision}, here {revisions()[-1]} is the "
            "newest); install that version, or set MHOSCOPE_HOME to another folder"
        )


def _config() -> Config:
    # Alembic is imported where it is used: it costs a third of a second of every start.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
