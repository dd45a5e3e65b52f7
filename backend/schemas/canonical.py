"""Canonical text and digest of a document."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def canonical_json(document: Any) -> str:
    """Return the same text for equal documents: keys sorted, no spaces, whole floats written as integers."""

    def plain(value: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value

    return json.dumps(plain(document), sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(document: Any) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def meaning(model: BaseModel) -> dict[str, Any]:
    """Return the fields of a model that differ from their defaults, so that a field added later changes no digest."""

    def told(document: dict[str, Any]) -> dict[str, Any]:
        inner = {name: told(value) if isinstance(value, dict) else value for name, value in document.items()}
        return {name: value for name, value in inner.items() if value != {}}

    return told(model.model_dump(mode="json", exclude_defaults=True))
