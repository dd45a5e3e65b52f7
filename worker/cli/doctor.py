"""`mhoscope doctor`."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from backend.settings import Settings
from worker.cli.errors import settings_or_exit


@dataclass(frozen=True)
class Finding:
    """One thing that was checked. What is not `needed` may be missing."""

    what: str
    good: bool
    detail: str
    needed: bool = True


@click.command()
def doctor() -> None:
    """Check the installation and say what to do. Exits 1 if something that is needed is wrong."""
    settings = settings_or_exit()
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(3):
        table.add_column(overflow="fold")  # a path that is cut short is of no use
    healthy = True
    for finding in _findings(settings):
        mark = "[green]ok[/]" if finding.good else ("[red]wrong[/]" if finding.needed else "[yellow]missing[/]")
        table.add_row(mark, finding.what, escape(finding.detail))
        healthy &= finding.good or not finding.needed
    Console().print(table)
    sys.exit(0 if healthy else 1)


def _findings(settings: Settings) -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding("Python", sys.version_info >= (3, 11), f"{version} on {platform.system()} {platform.machine()}")
    for what, check in (("home", _home), ("Redis", _redis), ("store", _store), ("zoo", _zoo), ("engine", _engine)):
        yield _guarded(what, check, settings)
    yield from _data(settings)
    yield _training()


def _guarded(what: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(what, True, check(settings))
    except Exception as error:  # noqa: BLE001
        # A doctor reports every illness; the reason is the finding.
        return Finding(what, False, str(error).splitlines()[0] if str(error) else type(error).__name__)


def _home(settings: Settings) -> str:
    from worker.cli.errors import writable_home

    return str(writable_home(settings))


def _redis(settings: Settings) -> str:
    import redis

    from worker.process.private_redis import find_server

    if settings.broker_url:
        with redis.Redis.from_url(settings.broker_url) as client:
            return f"{client.info('server')['redis_version']} at MHOSCOPE_BROKER_URL"
    program, version = find_server()
    return f"{version}, to be started privately from {program}"


def _store(settings: Settings) -> str:
    from backend.store.migrate import is_current
    from backend.store.session import Store
    from worker.runs.local import has_store

    if not has_store(settings):  # to open it would make an empty one
        return "none yet; it is made at the next `mhoscope serve`"
    store = Store.of(settings)
    if not is_current(store):
        return f"{store.engine.dialect.name}, tables are made at the next `mhoscope serve` or `mhoscope migrate`"
    return f"{store.engine.dialect.name}, up to date"


def _zoo(settings: Settings) -> str:
    from backend.networks import load_arrays, zoo_cards

    cards = zoo_cards()
    for card in cards.values():
        load_arrays(card)
    return f"{len(cards)} networks, all intact"


def _engine(settings: Settings) -> str:
    from backend.networks import zoo_cards
    from backend.schemas.dataset import ALWAYS_HERE
    from worker.simulators import Simulators

    card = next(card for card in zoo_cards().values() if card.dataset == ALWAYS_HERE)
    accuracy = Simulators(data_path=settings.data_path).get(card, 10_000).clean_accuracy
    if abs(accuracy - card.clean_accuracy) > 0.005:
        raise ValueError(f"{card.id} gives {accuracy:.3f} where its card says {card.clean_accuracy:.3f}")
    return f"{card.id} gives {100 * accuracy:.1f} % as its card says"


def _data(settings: Settings) -> Iterator[Finding]:
    from backend.datasets import status
    from backend.schemas.dataset import ALWAYS_HERE

    for info in status(settings.data_path):
        yield Finding(f"data set {info.name}", info.present, info.detail, needed=info.name == ALWAYS_HERE)


def _training() -> Finding:
    from worker.training.available import NoTensorFlow, training_versions

    try:
        return Finding("training", True, training_versions(), needed=False)
    except NoTensorFlow as error:
        return Finding("training", False, f"{error}; nothing else needs them", needed=False)
