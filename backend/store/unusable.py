"""What is said where the store of this machine cannot be used. It imports nothing that takes long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class StoreUnusable(RuntimeError):
    """The store cannot be read or written, or its tables are not those of this version; the text is one sentence."""


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Have what the database says within raised as StoreUnusable."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as error:
        raise StoreUnusable(f"the store cannot be opened: {str(error).splitlines()[0]}") from error
