"""Models that travel through a store of the browser, as JSON: read at the border of a callback, written at its other end."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    """What a dcc.Store holds. Scripts in the browser see the same fields."""

    model_config = ConfigDict(frozen=True)

    @classmethod
    def read(cls, data: Any) -> Self | None:
        """From a store's JSON; None where the store is empty."""
        return None if data is None else cls.model_validate(data)

    def stored(self) -> dict[str, Any]:
        """As JSON for a store."""
        return self.model_dump(mode="json")

    def changed(self, **fields: Any) -> Self:
        """The same with some fields set otherwise."""
        return self.model_copy(update=fields)
