"""An array seen from the ends of its rows and columns: a linear circuit, and what resists between it and its surroundings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
MOST_ENDS = 1 << 13
"""Largest number of rows or columns whose ends are coupled: their matrix takes 0.5 GiB."""


@dataclass(frozen=True, eq=False)
class Terminals:
    """Currents of an array (m, p) for voltages at the ends of its wires; all conductances have one unit.

    With voltages u (m,) at the rows and v (p,) at the columns, rows @ u - transfer @ v flows into the rows, and transfer.T @ u -
    columns @ v out of the columns. `rows` is (m, m), or (m,) if rows do not act on each other; `columns` likewise.
    """

    rows: Doubles
    transfer: Doubles
    columns: Doubles

    def turned(self) -> Terminals:
        """Return this array with its columns as rows; what was the first column becomes the last row."""
        columns = self.columns[::-1, ::-1] if self.columns.ndim == 2 else self.columns[::-1]
        return Terminals(columns, self.transfer.T[::-1], self.rows)


def ideal_terminals(conductances: Doubles) -> Terminals:
    """Return an array of these conductances (m, p) with ideal wires."""
    return Terminals(conductances.sum(axis=1), conductances, conductances.sum(axis=0))


def with_resistances(terminals: Terminals, source: float, sense: float) -> Doubles:
    """Return the conductances (m, p) that carry the same currents with neither wires nor resistances at their ends.

    `source` is in series with the end of each row, `sense` with that of each column, in the inverse unit of the conductances.
    From u = V - source * (rows @ u - transfer @ v) and v = sense * (transfer.T @ u - columns @ v), by elimination of u and then
    of v. Raises ValueError where too many ends are coupled.
    """
    transfer, columns = terminals.transfer, terminals.columns
    if sense and len(columns) > MOST_ENDS:
        raise ValueError(
            f"crossbar.columns must be at most {MOST_ENDS} with resistances of sense amplifiers; received {len(columns)}"
        )
    if source:
        driven = _without(terminals.rows, source, transfer)
        if sense:
            columns = (np.diag(columns) if columns.ndim == 1 else columns) - source * (transfer.T @ driven)
        transfer = driven
    return _without(columns, sense, transfer.T).T if sense else transfer


def _without(ends: Doubles, resistance: float, values: Doubles) -> Doubles:
    """Return (1 + resistance * ends)^-1 @ values."""
    if ends.ndim == 1:
        return values / (1 + resistance * ends)[:, None]
    return np.asarray(np.linalg.solve(np.eye(len(ends)) + resistance * ends, values), np.float64)
