"""The spec as tables: every field with what it may be, its default and what it means; the example with all of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from backend.schemas.spec import Axis, Spec
from tests.manual.marks import table

EXAMPLE = "digits/rnn-t8-noise0.1"
FIRST = ("version", "networks", "images")
"""What a reader sets first; other fields follow as the spec has them."""
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}


def fields() -> str:
    """A row for each field, in the order of the spec; those of one object follow each other."""
    swept = set(get_args(Axis.model_fields["parameter"].annotation))
    leaves = sorted(_leaves(Spec), key=lambda leaf: leaf[0] not in FIRST)  # a stable order: the rest stays as it is
    rows: list[list[object]] = [
        [f"`{path}`", allowed(info), shown(info), "yes" if path in swept else "", (info.description or "").rstrip(".")]
        for path, info in leaves
        if path != "version"
    ]
    return table(["field", "allowed", "default", "sweep", "meaning"], rows)


def example() -> str:
    """A spec with every field at its default, an object of fields a line."""
    document = Spec(networks=[EXAMPLE]).model_dump(mode="json")
    order = sorted(document, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    lines = [f"  {json.dumps(name)}: {json.dumps(_plain(document[name]))}" for name in order]
    return "```json\n{\n" + ",\n".join(lines) + "\n}\n```"


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and value:
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _leaves(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, info in model.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _leaves(inner, f"{before}{name}.")
        else:
            yield f"{before}{name}", info


def allowed(info: FieldInfo) -> str:
    """What a field may be, in words; null is said where it is possible."""
    kinds = list(_kinds(info.annotation, list(info.metadata)))
    words = [word for kind, limits in kinds for word in _words(kind, limits)]
    return ", ".join(dict.fromkeys(words))


def _kinds(annotation: Any, limits: list[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """The alternatives of a type, each with its limits."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        found = [limit for extra in more for limit in (extra.metadata if isinstance(extra, FieldInfo) else [extra])]
        yield from _kinds(inner, [*limits, *found])
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _kinds(one, limits)
    else:
        yield annotation, limits


def _words(kind: Any, limits: list[Any]) -> list[str]:
    if kind is NoneType:
        return ["null"]
    if get_origin(kind) is Literal:
        if kind == Axis.model_fields["parameter"].annotation:
            return ["a field marked in the column sweep"]
        return [f"`{value}`" for value in get_args(kind)]
    if kind is bool:
        return ["`true`", "`false`"]
    if kind in (int, float):
        return [_range(kind, limits)]
    if kind is str:
        return ["an id"]
    if get_origin(kind) is list:
        most = next((limit.max_length for limit in limits if getattr(limit, "max_length", None)), None)
        of = "networks" if get_args(kind)[0] is not float else "numbers"
        return [f"1 to {most} {of}" if most else of]
    return ["an axis"]


def _range(kind: type, limits: list[Any]) -> str:
    found = {name: getattr(limit, name) for limit in limits for name in SIGNS if getattr(limit, name, None) is not None}
    word = "whole, " if kind is int else ""
    if {"ge", "le"} <= set(found):
        return f"{word}{number(found['ge'])} to {number(found['le'])}"
    return word + ", ".join(f"{SIGNS[name]} {number(value)}" for name, value in sorted(found.items()))


def number(value: float) -> str:
    """Such as 1e10, 0.005 and 65536."""
    if value == 2**53 - 1:
        return "2^53 − 1"
    return f"{value:g}".replace("e+0", "e").replace("e+", "e") if abs(value) >= 1e6 or value != int(value) else f"{int(value):,}"


def shown(info: FieldInfo) -> str:
    """The default as it is written in JSON; empty where there is none."""
    value = info.get_default(call_default_factory=True) if info.default_factory is None else info.default_factory()  # type: ignore[call-arg]
    if value is PydanticUndefined:
        return "must be given"
    if isinstance(value, BaseModel):
        return f"`{json.dumps(_plain(value.model_dump(mode='json')))}`"
    return f"`{json.dumps(_plain(value))}`"
