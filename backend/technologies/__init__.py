"""Technologies: JSON files in which every constant has a unit, a source and, where it is assumed, a range."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from backend.schemas.technology import Technology


class UnknownTechnology(LookupError):
    """There is no technology of this name; the text lists those there are."""


class ModeNotGiven(ValueError):
    """The technology's source gives no costs for this mode; the text lists those that do."""


def technologies() -> list[Technology]:
    """Every technology, by id."""
    return list(_all().values())


def technology(name: str) -> Technology:
    """Raises UnknownTechnology."""
    try:
        return _all()[name]
    except KeyError:
        raise UnknownTechnology(f"technology must be one of {', '.join(_all())}; received {name!r}") from None


@cache
def _all() -> dict[str, Technology]:
    """A file may build on another by `extends`, null taking a constant away; a file without `model` is only built on."""
    folder = files(__name__)
    raw = {
        path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
        for path in folder.iterdir()
        if path.name.endswith(".json")
    }
    whole = {name: _merged(name, raw) for name in sorted(raw)}
    return {name: Technology(id=name, **document) for name, document in whole.items() if "model" in document}


def _merged(name: str, raw: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    document = dict(raw[name])
    base = document.pop("extends", None)
    if base is None:
        return document
    under = _merged(base, raw)
    constants = {**under.get("constants", {}), **document.get("constants", {})}
    return {**under, **document, "constants": {key: constant for key, constant in constants.items() if constant is not None}}
