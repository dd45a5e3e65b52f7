"""Kinds of pulsed devices for tests."""

from __future__ import annotations

from math import exp

import numpy as np

from worker.learning import PulsedDevice, StraightLaw, TableLaw

CONSTANT = StraightLaw((1, 1), (1, 1))
SOFT = StraightLaw((2, 0), (0, 2))
IDEAL = StraightLaw((1, 1), (1, 1), bounded=False)


def exponential(nu_up: float, nu_down: float, states: int) -> StraightLaw:
    """G_LTP = B (1 - exp(-P/A)), A = states / nu, from 0 to 1 in so many pulses, written as steps at both ends."""
    up = states * (1 - exp(-nu_up / states)) / (1 - exp(-nu_up))
    down = states * (1 - exp(-nu_down / states)) / (1 - exp(-nu_down))
    return StraightLaw((up, up * exp(-nu_up)), (down * exp(-nu_down), down))


def table_of(law: StraightLaw, deviation: float = 0.0) -> TableLaw:
    """The same steps as a table."""
    ends = [np.linspace(*pair, 11, dtype=np.float32) for pair in (law.up, law.down)]
    return TableLaw(ends[0], -ends[1], deviation * ends[0], deviation * ends[1])


def device(law: StraightLaw | TableLaw = SOFT, states: float = 100, **more: float) -> PulsedDevice:
    return PulsedDevice(law, states, **more)
