"""An array with resistive wires as a circuit: every node an unknown, Kirchhoff's current law at each, solved by SciPy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, diags_array
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


@dataclass(frozen=True)
class Ohms:
    """What resists, and how many neighbouring rows have their devices at the same place of a column.

    What has 0 ohm is no node of its own: it is held by its source, is ground, or is one node along the whole wire.
    """

    row_ohm: float
    column_ohm: float
    source_ohm: float = 0.0
    sense_ohm: float = 0.0
    rows_at_node: int = 1

    def along(self, row: int, column: int) -> Place | int:
        """Where a device hangs on its row's wire."""
        if self.row_ohm:
            return ("row", row, column)
        return ("row", row, 0) if self.source_ohm else row

    def down(self, row: int, column: int) -> Place | str:
        """Where a device hangs on its column's wire."""
        if self.column_ohm:
            return ("column", row // self.rows_at_node, column)
        return ("column", 0, column) if self.sense_ohm else "ground"

    def join_wires(self, circuit: Circuit, rows: int, columns: int) -> None:
        last, source, sense = rows - 1, self.row_ohm + self.source_ohm, self.column_ohm + self.sense_ohm
        if source:
            for row in range(rows):
                circuit.join(row, self.along(row, 0), 1 / source)
        if sense:
            for column in range(columns):
                circuit.join(self.down(last, column), "ground", 1 / sense)
        if self.row_ohm:
            for row, column in np.ndindex(rows, columns - 1):
                circuit.join(self.along(row, column), self.along(row, column + 1), 1 / self.row_ohm)
        if self.column_ohm:
            for row, column in np.ndindex(rows - self.rows_at_node, columns):
                if row % self.rows_at_node == 0:
                    circuit.join(self.down(row, column), self.down(row + self.rows_at_node, column), 1 / self.column_ohm)


def currents(conductances: np.ndarray, voltages: np.ndarray, **resistances: float) -> np.ndarray:
    """Currents (p, k) into the grounded lower ends of the columns, for voltages (m, k) at the drivers of the rows.

    Conductances (m, p) in siemens; `resistances` are those of `Ohms`.
    """
    rows, columns = conductances.shape
    circuit, ohms = Circuit(rows), Ohms(**resistances)  # type: ignore[arg-type]
    for row, column in np.ndindex(rows, columns):
        circuit.join(ohms.along(row, column), ohms.down(row, column), conductances[row, column])
    ohms.join_wires(circuit, rows, columns)
    found = circuit.potentials(voltages)

    def potential(place: Place | int | str) -> np.ndarray:
        if isinstance(place, tuple):
            return found[circuit.number(place)]
        return voltages[place] if isinstance(place, int) else np.zeros(voltages.shape[1])

    across = (
        (row, column, potential(ohms.along(row, column)) - potential(ohms.down(row, column)))
        for row, column in np.ndindex(rows, columns)
    )
    total = np.zeros((columns, voltages.shape[1]))
    for row, column, volts in across:
        total[column] += conductances[row, column] * volts
    return total


def equivalent(conductances: np.ndarray, **ohms: float) -> np.ndarray:
    """(m, p): what each row's voltage alone sends into each column; the resistances are those of `currents`."""
    return currents(conductances, np.eye(len(conductances)), **ohms).T  # type: ignore[arg-type]


def bent_currents(
    conductances: np.ndarray, voltages: np.ndarray, nonlinearity: float, *, linear_rows: int = 0, **resistances: float
) -> np.ndarray:
    """Currents (p,) as of `currents`, for voltages (m,), through devices that carry G sinh(k v) / sinh(k).

    Newton's method on the potentials of all nodes, from those of linear devices. Devices on the last rows carry G v.
    """
    rows, columns = conductances.shape
    circuit, ohms, k = Circuit(rows), Ohms(**resistances), nonlinearity  # type: ignore[arg-type]
    places = list(np.ndindex(rows, columns))
    ends = [(ohms.along(*place), ohms.down(*place)) for place in places]
    for end in (end for pair in ends for end in pair if isinstance(end, tuple)):
        circuit.number(end)
    ohms.join_wires(circuit, rows, columns)
    count, size = len(circuit.numbers), np.array([conductances[place] for place in places])
    wires = coo_array(_columns(circuit.entries), shape=(count, count)).tocsr()
    injected = np.zeros(count)
    for at, row, siemens in circuit.driven:
        injected[at] += siemens * voltages[row]
    # How each device's voltage follows from the potentials: d = across @ potentials + given.
    signed = [
        (number, circuit.number(end), sign)
        for number, pair in enumerate(ends)
        for end, sign in zip(pair, (1.0, -1.0), strict=True)
        if isinstance(end, tuple)
    ]
    across = coo_array(_columns(signed), shape=(len(places), count)).tocsr()
    given = np.array([voltages[above] if isinstance(above, int) else 0.0 for above, _below in ends])
    linear = np.array([row >= rows - linear_rows for row, _column in places])
    potentials = splu((wires + across.T @ diags_array(size) @ across).tocsc()).solve(injected - across.T @ (size * given))
    for _ in range(100):
        volts = across @ potentials + given
        carried = size * np.where(linear, volts, np.sinh(k * volts) / np.sinh(k))
        slopes = size * np.where(linear, 1.0, k * np.cosh(k * volts) / np.sinh(k))
        wrong = wires @ potentials - injected + across.T @ carried
        step = splu((wires + across.T @ diags_array(slopes) @ across).tocsc()).solve(wrong)
        potentials = potentials - step
        if np.abs(step).max(initial=0.0) < 1e-13:
            break
    else:
        raise ArithmeticError("Newton's method found no potentials")
    return carried.reshape(rows, columns).sum(axis=0)


def _columns(entries: list[tuple[int, int, float]]) -> tuple[tuple[float, ...], tuple[tuple[int, ...], tuple[int, ...]]]:
    here, there, values = zip(*entries, strict=True)
    return values, (here, there)
