"""Creation and migration of the tables, by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backend.store.session import Store

if TYPE_CHECKING:
    from alembic.config import Config


def upgrade(store: Store) -> None:
    """Create the tables, or migrate them to the current version. Safe to repeat."""
    from alembic import command

    config = _config()
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def is_current(store: Store) -> bool:
    """Return whether the tables are those of this version of the program."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(_config()).get_current_head()
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _config() -> Config:
    # Alembic is imported where it is used: it costs a third of a second of every start.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
