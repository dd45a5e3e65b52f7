"""Arrays of non-linear devices with whatever resists around them: they are solved for each input vector, as nothing superposes.

With y the currents of the devices, K y the voltages that they cost on their way and V those of the drivers, y = G f(V - K y). As
long as no conductance is negative this is where a convex function is least: y K y / 2 + sum G F(V - K y) with F' = f. Newton's
method finds it; its steps (1 + G f' K) dy = G f - y are solved by conjugate gradients in the inner product of K, and halved
until they lead nearer. The first one has f(v) = v, and ends at the currents of linear devices.
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
"""Largest number of steps of Newton's method, and of conjugate gradients in each."""
MOST_HALVINGS = 20
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
    with np.errstate(over="ignore", invalid="ignore"):  # of steps that are too long, which are not taken
        found = [_Solver(conductances, block, law, losses).column_currents() for block in blocks]
    return np.concatenate(found) if found else np.empty((0, conductances.shape[1]))


@dataclass(frozen=True, eq=False)
class _State:
    """Currents of the devices that are looked for, for a few input vectors at once."""

    currents: Doubles
    """Those of which the voltages at the devices are computed, y: (n, m, p)."""
    lost: Doubles
    """K y."""
    carried: Doubles
    """What the devices carry at these voltages, G f(V - K y)."""
    wrong: Doubles
    """G f(V - K y) - y."""
    cost: Doubles
    """How large `wrong` is, in the square of the norm: (n,)."""


class _Solver:
    """Newton's method for a few input vectors at once."""

    def __init__(self, conductances: Doubles, driven: Doubles, law: Law, losses: Losses) -> None:
        self._conductances, self._driven, self._law, self._losses = conductances, driven, law, losses

    def column_currents(self) -> Doubles:
        """Return the currents (n, p) out of the columns; NaN where no solution is found."""
        as_linear = np.broadcast_to(self._conductances, (len(self._driven), *self._conductances.shape))
        state = self._at(*self._step(self._conductances * self._driven, as_linear))
        for _ in range(MOST_STEPS):
            solved = state.cost <= ACCURACY**2 * self._cost(state.carried)
            if solved.all():
                break
            slopes = self._conductances * self._law.slope(self._driven - state.lost)
            better = self._along(state, *self._step(state.wrong, slopes), solved)
            if better is state:
                break
            state = better
        found: Doubles = state.carried.sum(axis=1)
        found[~solved] = np.nan
        return found

    def _at(self, currents: Doubles, lost: Doubles) -> _State:
        carried = self._conductances * self._law.current(self._driven - lost)
        wrong = carried - currents
        return _State(currents, lost, carried, wrong, self._cost(wrong))

    def _cost(self, currents: Doubles) -> Doubles:
        return _inner(currents, self._losses.of_currents(currents))

    def _along(self, state: _State, step: Doubles, lost: Doubles, solved: NDArray[np.bool_]) -> _State:
        """Return the state after a step, or a half, a quarter, ... of it, so that less is wrong; the same state if that fails."""
        length = np.ones((len(step), 1, 1))
        for _ in range(MOST_HALVINGS):
            ahead = self._at(state.currents + length * step, state.lost + length * lost)
            better = ahead.cost < state.cost
            if (better | solved).all():
                return ahead
            length[~(better | solved)] /= 2
        return state

    def _step(self, wrong: Doubles, slopes: Doubles) -> tuple[Doubles, Doubles]:
        """Return x (n, m, p) with (1 + slopes K) x = wrong, and K x, by conjugate gradients."""
        found, found_lost = np.zeros_like(wrong), np.zeros_like(wrong)
        rest, rest_lost = wrong, self._losses.of_currents(wrong)
        along, along_lost, cost = rest, rest_lost, _inner(rest, rest_lost)
        enough = OF_STEP**2 * cost
        for _ in range(MOST_STEPS):
            ahead = along + slopes * along_lost
            size = _ratio(cost, _inner(along_lost, ahead), where=cost > enough)
            found += size * along
            found_lost += size * along_lost
            rest = rest - size * ahead
            rest_lost = self._losses.of_currents(rest)
            before, cost = cost, _inner(rest, rest_lost)
            if not (cost > enough).any():
                break
            share = _ratio(cost, before)
            along, along_lost = rest + share * along, rest_lost + share * along_lost
        return found, found_lost


def _inner(first: Doubles, second: Doubles) -> Doubles:
    """Return the sum of products for each input vector: (n,)."""
    return np.asarray(np.einsum("nij,nij->n", first, second), np.float64)


def _ratio(above: Doubles, below: Doubles, where: NDArray[np.bool_] | bool = True) -> Doubles:
    """Return quotients (n, 1, 1), 0 where nothing is below."""
    return np.divide(above, below, out=np.zeros_like(above), where=(below != 0) & where)[:, None, None]
