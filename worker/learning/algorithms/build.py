"""One door to all algorithms."""

from __future__ import annotations

from worker.crossbar.tools.arrays import Floats
from worker.learning.algorithms.learner import Learner, Rule
from worker.learning.devices.array import Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.devices.symmetry import shift_zero
from worker.learning.tools.place import Place


def build(
    rule: Rule, device: PulsedDevice, weights: Floats, place: Place, mapping: Mapping | None = None, *, cycles: int = 0
) -> Learner:
    """Return a layer that starts from weights (m, p) and learns by a rule on devices of a kind, drawn for this place.

    With `cycles`, references are measured by so many pairs of pulses on every device of every array (zero-shifting) instead of
    known; these pulses count.
    """
    rows, columns = weights.shape
    learner = rule.learner(device, (rows, columns), place, mapping or Mapping())
    if cycles:
        for array in learner.arrays().values():
            shift_zero(array, cycles)
    learner.program(weights)
    return learner
