from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from worker.crossbar import RNN, Dense, Network, Simulator

Line = Callable[..., Simulator]


@pytest.fixture
def line() -> Line:
    """A linear unit h_t = a h_(t-1) + k x_t, or ReLUs, read by two classes; every image is the same sequence x."""

    def make(
        x: list[float], *, a: Any, k: Any = 1.0, bias: float = 0.0, activation: str = "linear", images: int = 4
    ) -> Simulator:
        recurrent = np.atleast_2d(np.asarray(a, np.float32))
        units = len(recurrent)
        kernel = np.broadcast_to(np.asarray(k, np.float32), (1, units)).copy()
        cell = RNN(kernel, recurrent, np.full(units, bias, np.float32), len(x), activation=activation)
        network = Network((cell, Dense(np.eye(units, 2, dtype=np.float32), np.zeros(2, np.float32), "linear")), (len(x), 1, 1))
        shown = np.broadcast_to(np.asarray(x, np.float32)[None, :, None, None], (images, len(x), 1, 1)).copy()
        return Simulator(network, shown, np.arange(images) % 2)

    return make
