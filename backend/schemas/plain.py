"""Python objects as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def as_json(document: Mapping[str, Any]) -> str:
    """Return a document as JSON; numbers and arrays of NumPy, and models, may be in it. Raises TypeError for other things."""
    return json.dumps(dict(document), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a {type(value).__name__} has no place in JSON: {value!r:.80}")
