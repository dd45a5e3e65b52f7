"""Devices whose current is not proportional to their voltage: the sinh law, with one parameter.

A device of conductance G carries G V_read f(V / V_read) with f(v) = sinh(k v) / sinh(k): what it was programmed for at the read
voltage, and less than in proportion below it. Tunnelling through a gap gives this law, with k = V_read / V_0: X. Guan, S. Yu,
H.-S. P. Wong, "A SPICE compact model of metal oxide resistive switching memory with variations", IEEE Electron Device Lett. 33,
1405 (2012). Voltages here are in units of V_read, that of a row whose input is the layer's largest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worker.crossbar.chip.terminals import Doubles
from worker.crossbar.tools.arrays import Floats


def bent(inputs: Floats, nonlinearity: float, full_scale: float) -> Floats:
    """Return full_scale * f(x / full_scale) of inputs x of any shape: the inputs with which linear devices carry the same."""
    if not nonlinearity or full_scale <= 0:
        return inputs
    curved: Floats = np.sinh(inputs * np.float32(nonlinearity / full_scale))
    curved *= np.float32(full_scale / np.sinh(nonlinearity))
    return curved


@dataclass(frozen=True)
class Law:
    """The law of the devices of an array, for voltages (..., m, p): f with k = `nonlinearity`, and f(v) = v on the last rows."""

    nonlinearity: float
    linear_rows: int = 0

    def current(self, voltages: Doubles) -> Doubles:
        """Return f(v)."""
        return self._with_linear(np.sinh(self.nonlinearity * voltages) / np.sinh(self.nonlinearity), voltages)

    def slope(self, voltages: Doubles) -> Doubles:
        """Return f'(v)."""
        k = self.nonlinearity
        return self._with_linear(np.cosh(k * voltages) * (k / np.sinh(k)), np.ones_like(voltages))

    def _with_linear(self, values: Doubles, linear: Doubles) -> Doubles:
        if self.linear_rows:
            values[..., -self.linear_rows :, :] = linear[..., -self.linear_rows :, :]
        return values
