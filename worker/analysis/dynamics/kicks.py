"""Kicks of a state in a random direction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from worker.crossbar.layers import RNN, Recurrent, SkipRNN
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, stream


def kicked(cells: Sequence[Recurrent], states: Sequence[Floats], size: float, *, seed: int) -> list[Floats]:
    """Return what recurrent layers keep between two steps, (s, n) each, after a kick; the direction is the same for all sizes.

    All layers are kicked together, by `size` times the RMS norm over images. A kick is of everything that is kept, also of the
    cells of an LSTM and of the states that a skip connection reads later, but not of the gate of a Skip RNN. ReLUs that would
    be below 0 are at 0, where no state of theirs is.
    """
    parts = [free_rows(cell, state) for cell, state in zip(cells, states, strict=True)]
    whole = np.concatenate([state[rows] for state, rows in zip(states, parts, strict=True)])
    norm = float(np.sqrt(np.square(whole, dtype=np.float64).sum(axis=0).mean()))
    direction = stream(seed, Purpose.KICKS, draw=0).standard_normal(whole.shape, dtype=np.float32)
    direction /= np.linalg.norm(direction, axis=0)
    moved, begin, after = whole + np.float32(size * norm) * direction, 0, []
    for cell, state, rows in zip(cells, states, parts, strict=True):
        new, count = state.copy(), len(state[rows])
        new[rows] = moved[begin : begin + count]
        if _is_rectified(cell):
            new[rows] = np.maximum(new[rows], 0)
        after.append(new)
        begin += count
    return after


def free_rows(cell: Recurrent, state: Floats) -> slice:
    """Return the rows of what a layer keeps between two steps (s, n) that are states, and not the gate of a Skip RNN."""
    return slice(cell.units if isinstance(cell, SkipRNN) else len(state))


def _is_rectified(cell: Recurrent) -> bool:
    return isinstance(cell, SkipRNN) or (isinstance(cell, RNN) and cell.activation == "relu")
