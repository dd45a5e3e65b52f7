"""What tests of several parts share: settings with a home of their own, and a real Redis on its socket."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.datasets.own import library
from backend.settings import Settings
from worker.process import private_redis


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the home of whoever runs it."""
    monkeypatch.setenv("MHOSCOPE_HOME", str(tmp_path_factory.getbasetemp() / "home"))


@pytest.fixture(autouse=True)
def _no_own_data_sets() -> None:
    """No test finds the data sets of another one's store."""
    library.use(library.Shelf())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", data_dir=tmp_path / "data")


@pytest.fixture
def redis_server(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    program, _version = private_redis.find_server()
    command = private_redis.command(program, socket=settings.redis_socket, home=settings.home)
    with subprocess.Popen(command) as process:
        assert private_redis.wait_until_up(settings.redis_url)
        yield process
        process.terminate()
