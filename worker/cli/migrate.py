"""`mhoscope migrate`."""

from __future__ import annotations

import click

from backend.store.prepare import prepare
from backend.store.session import Store
from worker.cli.errors import settings_or_exit, writable_home


@click.command()
def migrate() -> None:
    """Bring the store's tables up to date. Safe to repeat."""
    settings = settings_or_exit()
    if settings.database_url is None:
        writable_home(settings)
    prepare(Store.of(settings))
    click.echo("The store is up to date.")
