"""`mhoscope serve`: everything on this machine."""

from __future__ import annotations

import fcntl
import logging
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

import click

from backend.settings import Settings
from worker.cli.errors import BadInput, CannotWork, settings_or_exit, writable_home
from worker.process.sharing import quick_worker, run_workers, web
from worker.process.supervise import Child, Supervisor

READY_S = 180.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every one.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve the dashboard with its own Redis, store and workers until stopped. Prints the address when ready."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    settings = settings_or_exit()
    home = writable_home(settings)
    url = f"http://{'localhost' if host in ('0.0.0.0', '127.0.0.1', '::') else host}:{port}"
    lock = _lock(home, url)
    _check_port(host, port)
    supervisor = Supervisor()
    supervisor.stop_on_signals()
    try:
        # The pages take longest to load: they are first, and everything else is got ready meanwhile.
        supervisor.start(web(host, port))
        supervisor.tick = _start_the_rest(settings, supervisor)
        _announce(supervisor, url)
        supervisor.watch()
    finally:
        supervisor.stop()
        lock.close()


def _start_the_rest(settings: Settings, supervisor: Supervisor) -> Callable[[], object]:
    """Redis, store and workers. Returns the housekeeping to be done now and then."""
    from backend.queue import Queue
    from backend.store.prepare import prepare
    from backend.store.session import Store
    from worker.process import private_redis
    from worker.process.housekeeping import Housekeeping

    if settings.broker_url is None:
        try:
            server, _version = private_redis.find_server()
        except private_redis.NoRedis as error:
            raise CannotWork(str(error)) from None
        command = private_redis.command(server, socket=settings.redis_socket, home=settings.home)
        supervisor.start(Child("redis", command))
    store = Store.of(settings)
    prepare(store)
    if not private_redis.wait_until_up(settings.redis_url, meanwhile=supervisor.look):
        raise CannotWork("Redis does not answer; `mhoscope doctor` tells more")
    supervisor.start(run_workers(settings))
    supervisor.start(quick_worker())
    return Housekeeping(supervisor, store, Queue(settings))


def _lock(home: Path, url: str) -> IO[str]:
    """One server per home: two would share a Redis socket and a store. Held until the process ends."""
    lock = (home / "serve.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise BadInput(
            f"Mhoscope already serves {home} ({lock.read().strip()}); open that address, or set MHOSCOPE_HOME to another folder"
        ) from None
    lock.truncate(0)
    lock.write(f"{url}, process {os.getpid()}")
    lock.flush()
    return lock


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInput(f"cannot listen on {host} port {port} ({error.strerror}); choose another with --port") from None


def _announce(supervisor: Supervisor, url: str) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and not supervisor.stopping:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                break
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    else:
        if not supervisor.stopping:
            raise CannotWork(f"the web part did not get ready within {READY_S:g} s; see its messages above")
    if not supervisor.stopping:
        click.echo(f"Mhoscope is ready at {url}  (Ctrl-C stops it)")
        sys.stdout.flush()
