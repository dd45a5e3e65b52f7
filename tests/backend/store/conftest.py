"""A fresh store: SQLite always, PostgreSQL too where MHOSCOPE_TEST_DATABASE_URL names one."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from backend.store.migrate import upgrade
from backend.store.session import Store

POSTGRES = os.environ.get("MHOSCOPE_TEST_DATABASE_URL")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        made = Store(f"sqlite:///{tmp_path / 'store.db'}")
        upgrade(made)
        yield made
        made.close()
        return
    if not POSTGRES:
        pytest.skip("MHOSCOPE_TEST_DATABASE_URL names no PostgreSQL")
    url = POSTGRES.replace("postgresql://", "postgresql+psycopg://", 1)
    schema = f"test_{uuid.uuid4().hex}"
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    joint = "&" if "?" in POSTGRES else "?"
    made = Store(f"{POSTGRES}{joint}options=-csearch_path%3D{schema}")
    upgrade(made)
    yield made
    made.close()
    with owner.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    owner.dispose()
