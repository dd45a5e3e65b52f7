"""The converter between the pulses of the contract (laws as data) and devices that learn."""

from __future__ import annotations

import numpy as np

from backend.schemas.update_law import Exponential, Ideal, Linear, PulseTable, SoftBounds, UpdateLaw, UpdateModel
from worker.learning import PulsedDevice, StraightLaw, TableLaw

POINTS = 129
"""Points of a table, equally spaced along the window."""


def to_pulsed_device(model: UpdateModel) -> PulsedDevice:
    """Return a device of the contract as one that learns."""
    numbers = model.model_dump(exclude={"law", "source", "note"})
    return PulsedDevice(law(model.law, model.states), **numbers)


def law(formula: UpdateLaw, states: float) -> StraightLaw | TableLaw:
    """Return a formula as steps along the window, for a number of states."""
    match formula:
        case Ideal():
            return StraightLaw((1.0, 1.0), (1.0, 1.0), bounded=False)
        case Linear():
            return StraightLaw(formula.up, formula.down)
        case SoftBounds():
            return StraightLaw((2.0, 0.0), (0.0, 2.0))
        case Exponential():
            return StraightLaw(*formula.ends(states))
        case PulseTable():
            return _table(formula)


def _table(table: PulseTable) -> TableLaw:
    """Changes in mean steps, so that the number of states scales them."""
    along, step = np.linspace(0, 1, POINTS), table.mean_step()
    none = (0.0,) * len(table.u)
    up, down, up_deviation, down_deviation = (
        (np.interp(along, table.u, column) / step).astype(np.float32)
        for column in (table.up, table.down, table.up_std or none, table.down_std or none)
    )
    return TableLaw(up, down, up_deviation, down_deviation)
