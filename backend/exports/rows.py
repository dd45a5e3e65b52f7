"""Answers as rows of a table, one for each number that somebody may plot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from backend.schemas.design import Design
from backend.schemas.prediction import Prediction

Row = dict[str, Any]


def of_design(design: Design) -> Iterator[Row]:
    """Yield a row for everything that an answer lists, such as each setting that was measured, with the rest of the answer.

    An answer that lists nothing is one row.
    """
    for answer in design.answers:
        several = {name: items for name, items in _fields(answer) if _is_listed(items)}
        whole = {"question": design.request.question, **_flat(answer, but=several)}
        if not several:
            yield whole
        for name, items in several.items():
            yield from ({**whole, "list": name, **_flat(item)} for item in items)


def of_prediction(prediction: Prediction) -> Iterator[Row]:
    """Yield a row for each value of the sweep of each network, or one without accuracy for a network that has no curve."""
    sweep = prediction.request.sweep
    for curve in prediction.curves:
        of_curve = {**_flat(curve, but={"accuracy": ()}), "left_out": "; ".join(curve.left_out)}
        if curve.accuracy is None:
            yield of_curve
            continue
        for place, accuracy in zip(prediction.request.grid(), curve.accuracy, strict=True):
            second = {} if sweep.y is None else {"y_parameter": sweep.y.parameter, "y": place.y}
            yield {**of_curve, "x_parameter": sweep.x.parameter, "x": place.x, **second, "accuracy": accuracy}


def _fields(model: BaseModel) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(model, name)) for name in type(model).model_fields)


def _is_listed(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, BaseModel) for item in value)


def _flat(model: BaseModel, *, but: Any = (), before: str = "") -> Row:
    """Return the fields of a model as columns, those of a model within it under both names."""
    row: Row = {}
    for name, value in _fields(model):
        if name in but:
            continue
        match value:
            case BaseModel():
                row |= _flat(value, before=f"{before}{name}_")
            case list():
                row[before + name] = "; ".join(map(str, value))
            case _:
                row[before + name] = value
    return row
