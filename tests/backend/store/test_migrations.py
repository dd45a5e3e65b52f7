"""What stores of earlier versions hold is brought into the form that is read now."""

from __future__ import annotations

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from backend.networks.recipe import recipe_of
from backend.schemas.titles import title
from backend.store import migrate
from backend.store.networks import all_cards, find_network
from backend.store.rows import ShareRow
from backend.store.session import Store

OLD = Path(__file__).parents[2] / "stability" / "stored-0007.sql.gz"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as database:
        database.executescript(gzip.decompress(OLD.read_bytes()).decode())
    database.close()
    return path


def cards(path: Path) -> dict[str, dict[str, Any]]:
    database = sqlite3.connect(path)
    found = {network: json.loads(card) for network, card in database.execute("SELECT id, card FROM networks")}
    database.close()
    return found


def test_cards_get_what_only_the_command_of_their_training_said(old: Path) -> None:
    store = Store(f"sqlite:///{old}")
    migrate.upgrade(store)
    with store.read() as session:
        found = {network: card for network, card in all_cards(session).items() if card.origin != "zoo"}
    store.close()
    said = {name: (card.seed, card.weight_noise, card.weight_clip, card.time_steps) for name, card in found.items()}
    assert said == {
        "digits/mine": (None, None, None, None),
        "digits/mlp-noise0.1-wn0.02-s2": (2, 0.02, 2.5, None),
        "digits/short-rnn": (0, 0.0, None, 8),
    }
    assert [title(card) for card in found.values()] == ["mine", "MLP, trained at 0.1, weight noise 2 %, seed 2", "short-rnn"]
    for card in found.values():
        recipe = recipe_of(card)
        assert (recipe and recipe.command()) == (card.training and card.training.command)


def test_the_way_back_leaves_cards_as_they_were(old: Path) -> None:
    before, store = cards(old), Store(f"sqlite:///{old}")
    migrate.upgrade(store)
    assert cards(old) != before
    config = migrate._config()
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0008")
        connection.commit()
    store.close()
    assert cards(old) == before


def test_a_second_upgrade_changes_nothing(old: Path) -> None:
    store = Store(f"sqlite:///{old}")
    migrate.upgrade(store)
    once = cards(old)
    migrate.upgrade(store)
    with store.read() as session:
        found = find_network(session, "digits/mine")
    store.close()
    assert cards(old) == once and found is not None


def test_the_current_version_is_that_of_alembic(tmp_path: Path) -> None:
    head = ScriptDirectory.from_config(migrate._config()).get_current_head()
    assert migrate.revisions()[-1] == head
    store = Store(f"sqlite:///{tmp_path / 'new.db'}")
    assert not migrate.is_current(store)
    migrate.upgrade(store)
    assert migrate.is_current(store)
    store.close()


def test_a_process_that_is_killed_while_it_migrates_leaves_the_tables_as_they_were(old: Path) -> None:
    before, program = cards(old), KILLED.format(old)
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    assert cards(old) == before
    store = Store(f"sqlite:///{old}")
    migrate.upgrade(store)
    assert migrate.is_current(store)
    store.close()


KILLED = """
import os
from alembic import op
from backend.store import migrate
from backend.store.rows import ShareRow
from backend.store.session import Store

def kill(name, *columns):
    if name == "predictions":
        os.kill(os.getpid(), 9)
    return create(name, *columns)

create, op.create_table = op.create_table, kill
migrate.upgrade(Store("sqlite:///{}"))
"""


def test_two_processes_may_migrate_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    program = f"from backend.store import migrate, session; migrate.upgrade(session.Store('sqlite:///{path}'))"
    both = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]


def test_shares_of_old_stores_are_of_runs(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    store = Store(f"sqlite:///{path}")
    migrate.upgrade(store)
    config = migrate._config()
    with store.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0011")
        connection.execute(text("INSERT INTO shares VALUES ('a', '', '', '2026-01-01 00:00:00', '{}', 'b')"))
        connection.commit()
    migrate.upgrade(store)
    with store.read() as session:
        assert session.get_one(ShareRow, "a").kind == "run"
    store.close()
