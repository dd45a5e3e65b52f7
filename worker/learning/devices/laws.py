"""What one pulse does to a device: the change of its conductance as a function of its conductance, up and down.

Conductances are shares u of the device's own window, 0 to 1; changes are multiples of its step, which is the window of the
nominal device divided by the number of states.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True)
class StraightLaw:
    """Steps that change along a straight line from the low to the high end of the window.

    `up` and `down` are the sizes of a step (both positive) at u = 0 and u = 1. Constant steps are (1, 1) and (1, 1), soft bounds
    (2, 0) and (0, 2). A conductance that follows an exponential of the number of pulses has such steps too. n pulses in a row
    then have a closed form: the conductance goes to where the line is 0 as a geometric series.
    """

    up: tuple[float, float]
    down: tuple[float, float]
    bounded: bool = True
    """False: the window has no ends (the ideal device)."""

    @property
    def noisy(self) -> bool:
        """Whether the law itself tells of differences between equal pulses: a straight one does not."""
        return False


@dataclass(frozen=True, eq=False)
class TableLaw:
    """Measured steps: means of the change at equally spaced u from 0 to 1, straight lines between them.

    All four have the same length (at least 2), in steps; `down` is negative where a pulse down lowers the conductance. The
    deviations are those from pulse to pulse; they come on top of the device's write noise.
    """

    up: Floats
    down: Floats
    up_deviation: Floats
    down_deviation: Floats
    bounded: bool = True

    def at(self, u: Floats, down: NDArray[np.intp] | bool) -> tuple[Floats, Floats]:
        """Return mean change and deviation at shares u of the window, for pulses down where `down`, in steps."""
        last = len(self.up) - 1
        position = np.clip(u, 0, 1) * np.float32(last)
        left = np.minimum(position.astype(np.intp), last - 1)
        part = (position - left).astype(np.float32)
        index = left + len(self.up) * np.asarray(down, np.intp)
        means, deviations = self._both
        mean = means[index] + part * (means[index + 1] - means[index])
        return mean, deviations[index] + part * (deviations[index + 1] - deviations[index])

    @cached_property
    def noisy(self) -> bool:
        """Whether pulses of the table deviate."""
        return bool(np.any(self.up_deviation) or np.any(self.down_deviation))

    @cached_property
    def _both(self) -> tuple[Floats, Floats]:
        return np.concatenate([self.up, self.down]), np.concatenate([self.up_deviation, self.down_deviation])


Law = StraightLaw | TableLaw
