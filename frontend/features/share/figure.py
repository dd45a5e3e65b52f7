"""The figure of a share: a curve or a map, as its run has them."""

from __future__ import annotations

from typing import Any

from backend.schemas.run import Run
from frontend.kit.figures.accuracy import AccuracyOptions, accuracy_figure
from frontend.kit.figures.annotations import annotate
from frontend.kit.figures.maps import MapOptions, map_figure, rows_of
from frontend.kit.state import PARAMETERS
from frontend.kit.theme import Scheme


def axes_of(run: Run) -> tuple[str | None, str | None]:
    """The keys of what runs along both axes; None for what has no name on the pages, and for no second axis."""
    keys = {parameter.field: key for key, parameter in PARAMETERS.items()}
    sweep = run.spec.sweep
    return keys.get(sweep.x.parameter), keys.get(sweep.y.parameter) if sweep.y else None


def height(run: Run, *, y: bool, narrow: bool) -> dict[str, str]:
    """Maps stand below each other where there is no room beside."""
    rows = rows_of(len(run.spec.networks), narrow=narrow)
    return {"height": "clamp(340px, 56vh, 640px)" if not y or rows == 1 else f"{60 + 300 * rows}px"}


def shared_figure(run: Run, x: str, y: str | None, scheme: Scheme, *, narrow: bool) -> Any:
    networks, axes = run.spec.networks, run.spec.sweep.axes
    if y:
        x_values, y_values = (axis.values for axis in axes)
        middle = (x_values[len(x_values) // 2], y_values[len(y_values) // 2])
        options = MapOptions(x, y, x_values, y_values, middle, scheme, narrow=narrow, annotations=run.annotations)
        return map_figure(run.points, run.clean, networks, options)
    figure = accuracy_figure(run.points, run.clean, networks, AccuracyOptions.of(run, x, scheme))
    return annotate(figure, run.annotations, PARAMETERS[x], scheme)
