"""Commands on a store whose tables are missing or old, of a newer version, or that is none: it is mended, or said."""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.worker.cli.test_cli import mhoscope, refused
from worker.cli import main
from worker.process.sharing import ONE_THREAD

OLD = Path(__file__).parents[2] / "stability" / "stored-0007.sql.gz"
OTHER: dict[str, Any] = {"networks": ["digits/nobody"]}
ON_OWN_DEVICE = {
    "networks": ["digits/mlp-noise0"],
    "internal_noise": {"device": f"own-{'0' * 12}"},
    "sweep": {"x": {"parameter": "converters.adc_bits", "values": [4, 6]}},
}
LOOKS: dict[str, tuple[list[str], dict[str, Any] | None]] = {
    "networks": (["networks", "list"], None),
    "devices": (["devices", "list"], None),
    "data": (["data", "status"], None),
    "run": (["run"], OTHER),
    "energy": (["energy"], OTHER),
    "design": (["design"], {**OTHER, "question": "largest_noise"}),
    "dynamics": (["dynamics"], OTHER),
    "a network removed": (["networks", "remove", "digits/nobody"], None),
    "a data set removed": (["data", "remove", "nothing"], None),
    "a training": (["train", "--dataset", "nothing"], None),
    "a device": (["run"], ON_OWN_DEVICE),
}
"""Every command that looks into the store, and what it is given."""
LISTS = ("networks", "devices", "data")
WITHOUT_OWN_DATA = ("data", "a training")
"""Of an unusable store these lose the user's own data sets, and nothing else."""

Command = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Calls one of the commands in this process; exit code, what it prints, what it says."""
    monkeypatch.setenv("MHOSCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("MHOSCOPE_DATA_DIR", str(tmp_path / "data"))
    for name in ONE_THREAD:
        monkeypatch.setenv(name, "1")
    given = tmp_path / "given.json"

    def call(name: str) -> tuple[int, str, str]:
        arguments, document = LOOKS.get(name, ([name], None))
        given.write_text(json.dumps(document))
        monkeypatch.setattr(sys, "argv", ["mhoscope", *arguments, *([str(given)] if document else [])])
        with pytest.raises(SystemExit) as ended:
            main()
        assert isinstance(ended.value.code, int)
        return (ended.value.code, *capsys.readouterr())

    return call


def no_tables(path: Path) -> None:
    path.write_bytes(b"")


def half_made(path: Path) -> None:
    """What an interrupted first start may leave: not a single table but Alembic's own, which is empty."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.commit()


def old(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(gzip.decompress(OLD.read_bytes()).decode())


def newer(path: Path) -> None:
    half_made(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
        database.commit()


@pytest.mark.parametrize("command", LOOKS)
@pytest.mark.parametrize("make", [no_tables, half_made, old], ids=["no tables", "half made", "old"])
def test_tables_are_brought_up_to_date(make: Callable[[Path], None], command: str, called: Command, tmp_path: Path) -> None:
    make(tmp_path / "mhoscope.db")
    code, printed, said = called(command)
    assert code == (0 if command in LISTS else 2), said
    assert "cannot be" not in said and "no such table" not in said
    assert ("digits/mine" in printed) == (make is old and command == "networks")


@pytest.mark.parametrize("command", LOOKS)
def test_a_newer_store_is_left_as_it_is(command: str, called: Command, tmp_path: Path) -> None:
    path = tmp_path / "mhoscope.db"
    newer(path)
    _code, _printed, said = called(command)
    assert ("newer version of the program" in said) == (command not in WITHOUT_OWN_DATA)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]


@pytest.mark.parametrize("command", ["migrate", "networks", "run"])
def test_a_file_that_is_no_store_is_said(command: str, called: Command, tmp_path: Path) -> None:
    (tmp_path / "mhoscope.db").write_bytes(b"not a database" * 100)
    code, _printed, said = called(command)
    assert code == (2 if command == "run" else 1)
    assert "the store cannot be opened: (sqlite3.DatabaseError) file is not a database" in said


def test_a_traceback_is_never_seen(tmp_path: Path) -> None:
    (tmp_path / "mhoscope.db").write_bytes(b"not a database" * 100)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])
    assert "the store cannot be opened" in refused(mhoscope("serve", "--port", free, home=tmp_path), code=1)
    (tmp_path / "mhoscope.db").unlink()
    newer(tmp_path / "mhoscope.db")
    assert "newer version of the program" in refused(mhoscope("networks", "list", home=tmp_path), code=1)


def test_the_doctor_makes_no_store(tmp_path: Path) -> None:
    answer = mhoscope("doctor", home=tmp_path)
    assert "none yet" in answer.stdout and not (tmp_path / "mhoscope.db").exists()


def test_a_store_elsewhere_is_not_changed(called: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shared.db"
    path.touch()
    monkeypatch.setenv("MHOSCOPE_DATABASE_URL", f"sqlite:///{path}")
    code, _printed, said = called("networks")
    assert code == 1 and "bring them up to date by `mhoscope migrate`" in said
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
