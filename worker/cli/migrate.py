"""`mhoscope migrate`."""

from __future__ import annotations

import click
from sqlalchemy.exc import SQLAlchemyError

from backend.store.prepare import prepare
from backend.store.session import Store
from worker.cli.errors import CannotWork, settings_or_exit, writable_home


@click.command()
def migrate() -> None:
    """Bring the store's tables up to date. Safe to repeat."""
    settings = settings_or_exit()
    if settings.database_url is None:
        writable_home(settings)
    try:
        prepare(Store.of(settings))
    except SQLAlchemyError as error:
        raise CannotWork(f"the store cannot be reached: {str(error).splitlines()[0]}") from None
    click.echo("The store is up to date.")
