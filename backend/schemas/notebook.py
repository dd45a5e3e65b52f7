"""A result as notebooks have use for it: a table, a figure, a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from backend.options.spec_field import SpecField
from backend.schemas.fields import FIELDS
from backend.schemas.spec import Sweep


class Drawn(Protocol):
    """What is drawn of a point."""

    network: str
    x: float
    y: float | None
    accuracy: float
    ci_low: float
    ci_high: float


def as_frame(rows: Iterable[Mapping[str, Any]], attrs: Mapping[str, Any]) -> Any:
    """Return a pandas DataFrame of rows, with attributes. Raises ImportError without pandas."""
    try:
        import pandas as pd
    except ImportError:
        raise ImportError("a frame needs pandas: pip install pandas") from None
    frame = pd.DataFrame(list(rows))
    frame.attrs = dict(attrs)
    return frame


def as_figure(points: Iterable[Drawn], sweep: Sweep) -> Any:
    """Return a Plotly figure with a line for each network, and for each value of the second swept parameter if there is one."""
    from plotly.graph_objects import Figure, Scatter

    field = FIELDS[sweep.x.parameter]
    curves: dict[tuple[str, float | None], list[Drawn]] = {}
    for point in points:
        curves.setdefault((point.network, point.y), []).append(point)
    traces = [
        Scatter(
            name=network if y is None or sweep.y is None else f"{network}, {_at(FIELDS[sweep.y.parameter], y)}",
            x=[point.x / field.scale for point in line],
            y=[100 * point.accuracy for point in line],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [100 * (point.ci_high - point.accuracy) for point in line],
                "arrayminus": [100 * (point.accuracy - point.ci_low) for point in line],
            },
            mode="lines+markers",
        )
        for (network, y), line in curves.items()
    ]
    return Figure(traces, {"xaxis": {"title": {"text": _title(field)}}, "yaxis": {"title": {"text": "Accuracy (%)"}}})


def save(text: str, path: Path) -> Path:
    """Write a text and return its path; a file of this name is replaced only by a whole one."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    return draft.replace(path)


def _title(field: SpecField) -> str:
    return f"{field.title} ({field.unit})" if field.unit else field.title


def _at(field: SpecField, value: float) -> str:
    return f"{field.title} {value / field.scale:g} {field.unit}".strip()
