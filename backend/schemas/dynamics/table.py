"""Whatever a part of the dynamics holds, as rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from backend.schemas.dynamics.numbers import Band, Estimate

NAMES = ("cause", "drive", "image", "title")
"""Fields that name one of several; those of a list without any are numbered from 1."""


class Curve(NamedTuple):
    """One value of a curve, or a single number."""

    curve: str
    """The fields that lead to it, such as `causes.read.measured`."""
    x: float | None
    """Time step, size of a kick, or place in a list from 1; None for a single number."""
    mean: float
    low: float | None = None
    high: float | None = None
    n: int | None = None


def curves(found: Any, path: str = "") -> Iterator[Curve]:
    """Yield every number of a model, and of what it is made of, in its order; texts are left out."""
    match found:
        case Band():
            for x, mean, low, high in zip(found.x, found.mean, found.low, found.high, strict=True):
                yield Curve(path, x, mean, low, high, found.n)
        case Estimate():
            yield Curve(path, None, found.mean, found.low, found.high, found.n)
        case BaseModel():
            for name in type(found).model_fields:
                yield from curves(getattr(found, name), _below(path, name))
        case dict():
            for name, value in found.items():
                yield from curves(value, _below(path, name))
        case list() | tuple():
            yield from _of_list(found, path)
        case int() | float() if not isinstance(found, bool):
            yield Curve(path, None, found)


def _of_list(items: Iterable[Any], path: str) -> Iterator[Curve]:
    """Numbers are a curve, pairs of numbers one for each axis; whatever else there are several of has its own name."""
    for position, item in enumerate(items, start=1):
        match item:
            case int() | float():
                yield Curve(path, float(position), item)
            case (float() | int(), float() | int()):
                yield Curve(_below(path, "axis 1"), float(position), item[0])
                yield Curve(_below(path, "axis 2"), float(position), item[1])
            case _:
                yield from curves(item, _below(path, _name(item) or position))


def _name(item: Any) -> Any:
    return next((getattr(item, name) for name in NAMES if getattr(item, name, None) is not None), None)


def _below(path: str, name: Any) -> str:
    return f"{path}.{name}" if path else str(name)
