"""A spec, or another request, as a user gives it in Python: a model, a dictionary, or the path of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from backend.schemas.plain import as_json
from backend.schemas.spec import Spec


def spec_document(spec: Spec | Mapping[str, Any] | str | Path) -> dict[str, Any]:
    """Return a spec as a document, not yet checked. Raises ValueError with one sentence for a file that is not a spec."""
    return document_of(spec, "a spec")


def document_of(given: BaseModel | Mapping[str, Any] | str | Path, what: str = "a request") -> dict[str, Any]:
    """Return what was given as a document, not yet checked; `what` it is called in errors.

    Raises ValueError with one sentence for a file that is not such a document.
    """
    if isinstance(given, BaseModel):
        return given.model_dump(mode="json")
    if isinstance(given, Mapping):
        plain: dict[str, Any] = json.loads(as_json(given))
        return plain
    try:
        document = json.loads(Path(given).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{given} is not valid JSON: {error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{given} is not a text file in UTF-8") from None
    if not isinstance(document, dict):
        raise ValueError(f"{given} must hold an object with the fields of {what}")  # noqa: TRY004 # what it holds, not a type
    return document
