"""The values of a sweep: evenly spaced from one end to the other, or a list of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from frontend.kit.state.parameters import Parameter


def steps(parameter: Parameter, start: float, stop: float, count: int) -> list[float]:
    """Up to `count` values as shown, from `start` to `stop`, within what the parameter may be; ascending.

    Powers of one factor where the parameter is logarithmic; whole numbers where it is whole.
    """
    if parameter.logarithmic and stop == 0 and not parameter.smallest:
        return [0.0]  # such as a device that was programmed just now
    if parameter.logarithmic:
        low = max(start, parameter.smallest or 1.0)
        powers = np.geomspace(low, max(stop, low), count)
        return sorted({float(round(step)) if parameter.whole else float(f"{step:.3g}") for step in powers})
    if parameter.whole:
        numbers = {float(round(step)) for step in np.linspace(min(start, parameter.largest), min(stop, parameter.largest), count)}
        return sorted(number for number in numbers if number >= parameter.smallest) or [parameter.smallest]
    low, high = (min(max(end, parameter.smallest), parameter.largest) for end in (start, stop))
    return sorted({round(float(step), 6) for step in np.linspace(low, high, count)})


def meant(parameter: Parameter, shown: Sequence[float]) -> list[float]:
    """Values of the spec for shown ones."""
    return [round(value * parameter.scale, 8) for value in shown]


def listed(parameter: Parameter, values: Sequence[float], start: float, stop: float, count: int) -> bool:
    """Whether a list of values, as in the spec, still is what the ends and the number of values say."""
    return len(values) == count and (parameter.shown(min(values)), parameter.shown(max(values))) == (start, stop)
