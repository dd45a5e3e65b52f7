"""Arrays of non-linear devices with whatever resists around them: they are solved for each input vector, as nothing superposes.

With y the currents of the devices, K y the voltages that they cost on their way and V those of the drivers, y = G f(V - K y).
That is where y K y / 2 + sum G F(V - K y) is least, with F' = f, a convex function as long as no conductance is negative.
Newton's method finds it, with a search along each of its steps (1 + G f' K) dy = G f - y, which conjugate gradients solve in the
inner product of K. The first step has f(v) = v, and ends at the currents of linear devices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.iv import Law
from worker.crossbar.chip.terminals import Doubles
from worker.crossbar.chip.wires import Resistances

VALUES_AT_ONCE = 1 << 15
"""Devices times input vectors that are solved at a time: few enough for the cache."""
MOST_STEPS = 100
"""Largest number of steps of Newton's method, of conjugate gradients in each, and of halvings of a step's length."""
ACCURACY = 1e-6
"""Largest error of all currents of an array as a fraction of them, both in the norm of the power that they cost on their way."""
OF_STEP = 1e-3
"""The same of a step of Newton's method, as a fraction of the step."""


@dataclass(frozen=True, eq=False)
class Losses:
    """The voltages K y that currents y (n, m, p) of devices cost on their way; K is symmetric."""

    along: Doubles | None
    """Voltage at each device of a row for a current in each: (p, p); None: rows cost nothing."""
    down: Doubles | None
    """Voltage at each device of a column for a current in each: (m, m); None: columns cost nothing."""

    @classmethod
    def of(cls, shape: tuple[int, int], resistances: Resistances, rows_at_node: int = 1) -> Losses:
        """Return the losses of an array (m, p), of which `rows_at_node` neighbouring rows are at one place of the columns."""
        rows, columns = shape
        wire, topology = resistances.wire, resistances.topology
        along = _shared(columns, wire if topology != "columns" else 0.0, resistances.source)
        places = _shared(rows // rows_at_node, wire if topology != "rows" else 0.0, resistances.sense)
        down = None if places is None else places[::-1, ::-1].repeat(rows_at_node, axis=0).repeat(rows_at_node, axis=1)
        return cls(along, None if down is None else np.ascontiguousarray(down))

    def of_currents(self, currents: Doubles) -> Doubles:
        """Return K y (n, m, p)."""
        if self.along is None:
            return np.zeros_like(currents) if self.down is None else np.matmul(self.down, currents)
        lost: Doubles = np.matmul(currents, self.along)
        return lost if self.down is None else np.add(lost, np.matmul(self.down, currents), out=lost)


def _shared(count: int, wire: float, end: float) -> Doubles | None:
    """Return the resistance that the ways to each two of `count` places on a wire share, counted from its end: (count, count)."""
    if not (wire or end):
        return None
    places = np.arange(1, count + 1)
    return end + wire * np.minimum(places[:, None], places).astype(np.float64)


def column_currents(conductances: Doubles, voltages: Doubles, law: Law, losses: Losses) -> Doubles:
    """Return the currents (n, p) out of the columns of an array (m, p) for voltages (n, m) at the drivers of its rows.

    Conductances and resistances are in inverse units. Currents for which no solution is found are NaN.
    """
    count = max(1, VALUES_AT_ONCE // max(1, conductances.size))
    blocks = [voltages[start : start + count, :, None] for start in range(0, len(voltages), count)]
    found = [_Solution(conductances, block, law, losses).column_currents() for block in blocks]
    return np.concatenate(found) if found else np.empty((0, conductances.shape[1]))


class _Solution:
    """Newton's method for a few input vectors at once."""

    def __init__(self, conductances: Doubles, driven: Doubles, law: Law, losses: Losses) -> None:
        self._conductances, self._driven, self._law, self._losses = conductances, driven, law, losses
        as_linear = np.broadcast_to(conductances, (len(driven), *conductances.shape))
        self._currents, self._lost = self._step(conductances * driven, as_linear, OF_STEP)

    def column_currents(self) -> Doubles:
        """Return the currents (n, p) out of the columns; NaN where there is no solution."""
        for _ in range(MOST_STEPS):
            voltages = self._driven - self._lost
            carried = self._conductances * self._law.current(voltages)
            wrong = carried - self._currents
            cost, whole = (_inner(values, self._losses.of_currents(values)) for values in (wrong, carried))
            solved = cost <= ACCURACY**2 * whole
            if solved.all():
                break
            step, lost = self._step(wrong, self._conductances * self._law.slope(voltages), OF_STEP)
            length = self._length(step, lost)
            self._currents, self._lost = self._currents + length * step, self._lost + length * lost
        found: Doubles = carried.sum(axis=1)
        found[~solved] = np.nan
        return found

    def _step(self, wrong: Doubles, slopes: Doubles, accuracy: float) -> tuple[Doubles, Doubles]:
        """Return x (n, m, p) with (1 + slopes K) x = wrong, and K x, by conjugate gradients."""
        found, found_lost = np.zeros_like(wrong), np.zeros_like(wrong)
        rest, rest_lost = wrong, self._losses.of_currents(wrong)
        along, along_lost, cost = rest, rest_lost, _inner(rest, rest_lost)
        enough = accuracy**2 * cost
        for _ in range(MOST_STEPS):
            ahead = along + slopes * along_lost
            size = _ratio(cost, _inner(along_lost, ahead), where=cost > enough)
            found += size * along
            found_lost += size * along_lost
            rest = rest - size * ahead
            rest_lost = self._losses.of_currents(rest)
            before, cost = cost, _inner(rest, rest_lost)
            if (cost <= enough).all():
                break
            share = _ratio(cost, before)
            along, along_lost = rest + share * along, rest_lost + share * along_lost
        return found, found_lost

    def _length(self, step: Doubles, lost: Doubles) -> Doubles:
        """Return the fraction of each step (n, 1, 1) that does not lead upwards: 1, or what is left after halving."""
        length, start = np.ones((len(step), 1, 1)), self._content(self._currents, self._lost)
        slack = 1e-12 * np.abs(start)
        for _ in range(MOST_STEPS):
            with np.errstate(over="ignore", invalid="ignore"):
                ahead = self._content(self._currents + length * step, self._lost + length * lost)
            upwards = ~(ahead <= start + slack)
            if not upwards.any():
                break
            length[upwards] /= 2
        return length

    def _content(self, currents: Doubles, lost: Doubles) -> Doubles:
        """Return what is to be least, for each input vector: (n,)."""
        content: Doubles = (self._conductances * self._law.content(self._driven - lost)).sum(axis=(1, 2))
        return _inner(currents, lost) / 2 + content


def _inner(first: Doubles, second: Doubles) -> Doubles:
    """Return the sum of products for each input vector: (n,)."""
    return np.asarray(np.einsum("nij,nij->n", first, second), np.float64)


def _ratio(above: Doubles, below: Doubles, where: NDArray[np.bool_] | bool = True) -> Doubles:
    """Return quotients (n, 1, 1), 0 where nothing positive is below."""
    return np.divide(above, below, out=np.zeros_like(above), where=(below > 0) & where)[:, None, None]
