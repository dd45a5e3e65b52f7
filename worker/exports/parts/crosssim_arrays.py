"""Arrays of CrossSim as reads. Scripts contain this file as it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from worker.exports.parts.network import Read

AT_A_TIME = 50
"""Inputs that are read together with read noise: each of them has a copy of all devices."""


def wrap(core: Any) -> Read:
    """Return the read of an AnalogCore."""

    def read(inputs: Any) -> Any:
        size = AT_A_TIME if core.params.xbar.device.read_noise.enable else len(inputs)
        parts = [core @ inputs[start : start + size].T for start in range(0, len(inputs), size)]
        return np.concatenate(parts, axis=1).T

    return read


def seed(number: int) -> None:
    """Begin the random numbers of CrossSim anew."""
    np.random.seed(number)  # noqa: NPY002 - the generator that it draws from


def version() -> str:
    """Return what can be known of the version, which is not in its code."""
    return f"CrossSim (written for 3.2), NumPy {np.__version__}"
