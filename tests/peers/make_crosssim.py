"""CrossSim answers questions: `python make_crosssim.py QUESTIONS ANSWERS`, where CrossSim is importable.

Its version is not in its code; PEER_VERSION says it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
from answering import answer

BATCH = 50
"""Inputs at a time: with read noise it holds one copy of all devices for each."""


def wrap(core: Any) -> Callable[[Any], Any]:
    """Return the product with an AnalogCore."""

    def multiply(inputs: Any) -> Any:
        noisy = core.params.xbar.device.read_noise.enable
        size = BATCH if noisy else len(inputs)
        return np.concatenate([(core @ inputs[start : start + size].T).T for start in range(0, len(inputs), size)])

    return multiply


if __name__ == "__main__":
    versions = {"CrossSim": os.environ["PEER_VERSION"], "NumPy": np.__version__}
    answer("core", versions, wrap, np.random.seed)
