"""A result as notebooks have use for it: a table, a figure, a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend.options.spec_field import SpecField
    from backend.schemas.run import Point, Result


def as_frame(result: Result) -> Any:
    """Return a pandas DataFrame with a row for each point, as `Result.frame` describes it. Raises ImportError without pandas."""
    try:
        import pandas as pd
    except ImportError:
        raise ImportError("a frame needs pandas: pip install pandas") from None
    rows = [
        {**point.model_dump(), "clean": result.clean.get(point.network), "energy_pj": _picojoules(result, point.network)}
        for point in result.points
    ]
    frame = pd.DataFrame(rows)
    frame.attrs = {"spec_hash": result.spec_hash, "engine_version": result.engine_version} | {
        name: axis.parameter for name, axis in zip("xy", result.spec.sweep.axes, strict=False)
    }
    return frame


def as_figure(result: Result) -> Any:
    """Return a Plotly figure of the curves, as `Result.curve` describes it."""
    from plotly.graph_objects import Figure, Scatter

    from backend.schemas.fields import FIELDS

    field = FIELDS[result.spec.sweep.x.parameter]
    curves: dict[tuple[str, float | None], list[Point]] = {}
    for point in result.points:
        curves.setdefault((point.network, point.y), []).append(point)
    traces = [
        Scatter(
            name=network if y is None else f"{network}, {_at(result, y)}",
            x=[point.x / field.scale for point in points],
            y=[100 * point.accuracy for point in points],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [100 * (point.ci_high - point.accuracy) for point in points],
                "arrayminus": [100 * (point.accuracy - point.ci_low) for point in points],
            },
            mode="lines+markers",
        )
        for (network, y), points in curves.items()
    ]
    return Figure(traces, {"xaxis": {"title": {"text": _title(field)}}, "yaxis": {"title": {"text": "Accuracy (%)"}}})


def save(text: str, path: Path) -> Path:
    """Write a text and return its path; a file of this name is replaced only by a whole one."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    return draft.replace(path)


def _picojoules(result: Result, network: str) -> float | None:
    return result.energy[network].total_pj if network in result.energy else None


def _title(field: SpecField) -> str:
    return f"{field.title} ({field.unit})" if field.unit else field.title


def _at(result: Result, y: float) -> str:
    from backend.schemas.fields import FIELDS

    assert result.spec.sweep.y is not None
    field = FIELDS[result.spec.sweep.y.parameter]
    return f"{field.title} {y / field.scale:g} {field.unit}".strip()
