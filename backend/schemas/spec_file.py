"""A spec as a user gives it in Python: a Spec, a dictionary, or the path of a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.schemas.plain import as_json
from backend.schemas.spec import Spec


def spec_document(spec: Spec | Mapping[str, Any] | str | Path) -> dict[str, Any]:
    """Return a spec as a document, not yet checked. Raises ValueError with one sentence for a file that is not a spec."""
    if isinstance(spec, Spec):
        return spec.model_dump(mode="json")
    if isinstance(spec, Mapping):
        plain: dict[str, Any] = json.loads(as_json(spec))
        return plain
    try:
        document = json.loads(Path(spec).read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{spec} is not valid JSON: {error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{spec} is not a text file in UTF-8") from None
    if not isinstance(document, dict):
        raise ValueError(f"{spec} must hold an object with the fields of a spec")  # noqa: TRY004 # what the file holds, not a type
    return document
