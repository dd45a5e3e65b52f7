"""Arrays with resistive wires by a general sparse direct solve, to compare the engine's elimination with."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def equivalent_by_direct_solve(conductances: Doubles, resistance: float) -> Doubles:
    """Return what each row's voltage alone sends into each column (m, p), with wires that resist in both directions.

    All nodes of the circuit are unknown; their admittance matrix is factorised once, by SciPy, for all rows. Raises ImportError
    without SciPy.
    """
    sparse, linalg = import_module("scipy.sparse"), import_module("scipy.sparse.linalg")
    rows, columns = conductances.shape
    at_row, at_column = np.arange(2 * conductances.size).reshape(2, rows, columns)
    wire = 1 / resistance
    joined: list[tuple[Any, Any, Any]] = [
        (at_row, at_column, conductances),
        (at_row[:, :-1], at_row[:, 1:], np.full((rows, columns - 1), wire)),
        (at_column[:-1], at_column[1:], np.full((rows - 1, columns), wire)),
    ]
    one, other, siemens = (np.concatenate([np.ravel(part) for part in parts]) for parts in zip(*joined, strict=True))
    ends = np.concatenate([at_row[:, 0], at_column[-1]])  # each with a segment to its driver, or to ground
    here = np.concatenate([one, other, one, other, ends])
    there = np.concatenate([one, other, other, one, ends])
    values = np.concatenate([siemens, siemens, -siemens, -siemens, np.full(len(ends), wire)])
    injected = np.zeros((2 * conductances.size, rows))
    injected[at_row[:, 0], np.arange(rows)] = wire
    potentials = linalg.splu(sparse.coo_array((values, (here, there))).tocsc()).solve(injected)
    return np.asarray(potentials[at_column[-1]].T * wire, np.float64)
