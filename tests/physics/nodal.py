"""An array with resistive wires as a circuit: every node an unknown, Kirchhoff's current law at each, solved by SciPy."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import splu

Place = tuple[str, int, int]
"""A wire's kind, and the device on it."""


class Circuit:
    """Nodes by name, conductances between them, and sources: a node's name or the number of a row's source, or "ground"."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.numbers: dict[Place, int] = {}
        self.entries: list[tuple[int, int, float]] = []
        self.driven: list[tuple[int, int, float]] = []

    def number(self, place: Place) -> int:
        return self.numbers.setdefault(place, len(self.numbers))

    def join(self, one: Place | int | str, other: Place | int | str, siemens: float) -> None:
        for here, there in ((one, other), (other, one)):
            if isinstance(here, tuple):
                at = self.number(here)
                self.entries.append((at, at, siemens))
                if isinstance(there, tuple):
                    self.entries.append((at, self.number(there), -siemens))
                elif isinstance(there, int):
                    self.driven.append((at, there, siemens))

    def potentials(self, voltages: np.ndarray) -> np.ndarray:
        """Of every node (nodes, k), for sources (m, k)."""
        here, there, siemens = zip(*self.entries, strict=True)
        matrix = coo_array((siemens, (here, there)), shape=(len(self.numbers),) * 2).tocsc()
        injected = np.zeros((len(self.numbers), voltages.shape[1]))
        for at, row, size in self.driven:
            injected[at] += size * voltages[row]
        return splu(matrix).solve(injected)


def currents(conductances: np.ndarray, voltages: np.ndarray, *, row_ohm: float, column_ohm: float) -> np.ndarray:
    """Currents (p, k) into the grounded lower ends of the columns, for voltages (m, k) at the left ends of the rows.

    Conductances (m, p) in siemens. Wires of 0 ohm are held by their source, or are ground.
    """
    rows, columns = conductances.shape
    circuit = Circuit(rows)
    for row, column in np.ndindex(rows, columns):
        above: Place | int = ("row", row, column) if row_ohm else row
        below: Place | str = ("column", row, column) if column_ohm else "ground"
        circuit.join(above, below, conductances[row, column])
        if row_ohm:
            circuit.join(("row", row, column - 1) if column else row, above, 1 / row_ohm)
        if column_ohm:
            circuit.join(below, ("column", row + 1, column) if row + 1 < rows else "ground", 1 / column_ohm)
    found = circuit.potentials(voltages)
    if column_ohm:
        return np.stack([found[circuit.number(("column", rows - 1, column))] / column_ohm for column in range(columns)])
    return np.stack(
        [
            sum(conductances[row, column] * found[circuit.number(("row", row, column))] for row in range(rows))
            for column in range(columns)
        ]
    )


def equivalent(conductances: np.ndarray, *, row_ohm: float, column_ohm: float) -> np.ndarray:
    """(m, p): what each row's voltage alone sends into each column."""
    return currents(conductances, np.eye(len(conductances)), row_ohm=row_ohm, column_ohm=column_ohm).T
