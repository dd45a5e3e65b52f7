"""Zero-shifting: the symmetry points of all devices of an array, measured with pulses.

H. Kim et al., "Zero-shifting technique for deep neural network training on resistive cross-point arrays", arXiv:1907.10228
(2019): pulses up and down in turn bring each device to where they cancel; that conductance becomes its reference.
"""

from __future__ import annotations

import numpy as np

from worker.crossbar.tools.arrays import Floats
from worker.learning.devices.array import DeviceArray


def shift_zero(array: DeviceArray, cycles: int) -> Floats:
    """Bring all devices to their symmetry points by `cycles` pairs of pulses, make these the references, and return them (m, p).

    Weights are 0 afterwards. Pulses and write noise are those of the array. A straight law needs a few times
    1 / (B up + B down) cycles, about the number of states; noise leaves each device beside its point.
    """
    everywhere = np.arange(array.weights.size, dtype=np.intp)
    up = np.ones(len(everywhere), np.float32)
    before = after = array.conductances
    for _ in range(cycles):
        array.pulse(everywhere, up)
        before = array.conductances
        array.pulse(everywhere, -up)
        after = array.conductances
    # A device swings by one step about its point: it is half-way.
    reference: Floats = (before + after) * np.float32(0.5)
    array.refer_to(reference.reshape(-1))
    array.program(np.zeros(array.shape, np.float32))
    return reference
