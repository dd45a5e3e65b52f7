"""Where a map is cut into curves."""

from __future__ import annotations

from frontend.kit.state.parameters import PARAMETERS, Parameter
from frontend.kit.state.view import View


def cut_of(view: View) -> tuple[float, float] | None:
    """Where a map is cut, as values of the spec: where the user said, else next to where the sliders stand; None for a curve."""
    if view.y is None:
        return None
    return (
        _nearest(PARAMETERS[view.sweep], view.spec_values(), view.cut_x, view.value_of(view.sweep)),
        _nearest(PARAMETERS[view.y], view.y_spec_values(), view.cut_y, view.value_of(view.y)),
    )


def _nearest(parameter: Parameter, values: list[float], *wanted: float | None) -> float:
    """The value of the spec next to the first that is wanted, as shown; the middle one where none is."""
    at = next((value for value in wanted if value is not None), None)
    if at is None:
        return sorted(values)[len(values) // 2]
    return min(values, key=lambda value: (abs(parameter.shown(value) - at), value))
