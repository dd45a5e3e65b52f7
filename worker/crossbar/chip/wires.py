"""Resistive wires (IR drop): an array with all its wires is again a linear map, computed once and then used as a plain matrix.

Device (i, j) connects row wire i to column wire j. Rows are driven at their left ends, columns are sensed (held at ground) at
their lower ends, and every wire has one segment of the same resistance for each device on it, including the one to the driver
or sense amplifier: the circuit of D. Joksas, A. Mehonic, "badcrossbar", SoftwareX 12, 100617 (2020).

If both rows and columns resist, the nodes of the circuit are eliminated block by block (nested dissection, A. George, SIAM J.
Numer. Anal. 10, 345 (1973)): the admittance matrix between the wires' ends at the border of a block follows from those of its
two halves, and all blocks of one size are computed at once. The result is exact. Resistances of drivers and sense amplifiers
are put in series with the wires' ends afterwards (`terminals`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.ladders import ladder_terminals
from worker.crossbar.chip.terminals import Doubles, Terminals, ideal_terminals, with_resistances

Topology = Literal["both", "rows", "columns", "interleaved", "interleaved_joint"]
INTERLEAVED = ("interleaved", "interleaved_joint")
"""Topologies in which the two devices of a pair share a column."""
MOST_DEVICES = 1 << 18
"""Largest number of devices of one array with resistive wires: 2**14 take 0.1 s to compute, 2**18 about 3 s."""


@dataclass(frozen=True)
class Resistances:
    """What resists beside the devices, in the inverse unit of their conductances."""

    wire: float = 0.0
    """Of one segment of wire."""
    topology: Topology = "both"
    source: float = 0.0
    """Between the driver of a row and its wire."""
    sense: float = 0.0
    """Between the sensed end of a column and its amplifier, which holds it at ground."""

    def __bool__(self) -> bool:
        return bool(self.wire or self.source or self.sense)


def equivalent_conductances(
    conductances: NDArray[np.floating[Any]], resistances: Resistances, *, rows_at_node: int = 1
) -> Doubles:
    """Return the conductances (m, p) that would carry the same currents between ideal wires, in the unit of the given ones.

    The topologies "rows" and "columns" have ideal wires in the other direction. `rows_at_node` neighbouring rows have their
    devices at the same place of the columns' wires. Raises LinAlgError if the circuit has no solution, and ValueError for more
    than MOST_DEVICES devices.
    """
    wire, ends = resistances.wire, (resistances.source, resistances.sense)
    one_way = resistances.topology in ("rows", "columns")
    if wire and conductances.size > MOST_DEVICES and (any(ends) or not one_way):
        raise ValueError(
            f"{' x '.join(map(str, conductances.shape))} devices on one array with wires are too many; "
            f"crossbar.rows and crossbar.columns must be smaller, for at most {MOST_DEVICES} devices"
        )
    given = np.asarray(conductances, np.float64)
    if not resistances or given.size == 0:
        return given
    if not wire:
        return with_resistances(ideal_terminals(given), *ends)
    loads = given * wire
    if resistances.topology == "rows":
        terminals = ladder_terminals(loads, coupled=bool(resistances.sense))
    elif resistances.topology == "columns":
        terminals = ladder_terminals(loads[::-1].T, coupled=bool(resistances.source)).turned()
    else:
        terminals = _grid(loads.reshape(-1, rows_at_node, loads.shape[1]))
    return with_resistances(terminals, *(end / wire for end in ends)) / wire


def interleaved_difference(
    positive: NDArray[np.floating[Any]], negative: NDArray[np.floating[Any]], resistances: Resistances
) -> Doubles:
    """Return the difference of two equivalent arrays (m, p) whose devices share columns, with rows 0+, 0-, 1+, 1-, ...

    Negative rows are driven by the opposite voltages, so that currents cancel along the columns. In the topology
    "interleaved" each device has a column segment of its own, two for each pair; in "interleaved_joint" both devices of a pair
    are at one place of the column, so that a pair has one segment. Units and errors are those of `equivalent_conductances`.
    """
    rows, columns = positive.shape
    together = np.stack([positive, negative], axis=1).reshape(2 * rows, columns)
    rows_at_node = 2 if resistances.topology == "interleaved_joint" else 1
    both = equivalent_conductances(together, resistances, rows_at_node=rows_at_node)
    return both[0::2] - both[1::2]


Sides = tuple[int, int, int, int]
"""Number of wire ends of a block at its left, right, top and bottom; its admittance matrix lists them in this order."""


def _grid(loads: Doubles) -> Terminals:
    """Return an array with resistive rows and columns, seen from their ends, for loads (m / k, k, p), k rows at each node."""
    places, at_node, columns = loads.shape
    (height, tall), (width, wide) = _leaves(places, 24), _leaves(columns, 6)
    # Empty places above and to the right are open ends of the wires, which carry nothing.
    padded = np.zeros((height * tall, at_node, width * wide))
    padded[-places:, :, :columns] = loads
    blocks, sides = _strips(padded.reshape(len(padded), at_node, wide, width).swapaxes(1, 2))
    blocks, sides = _gather(blocks, sides, height, axis=0)
    while blocks.shape[:2] != (1, 1):
        if blocks.shape[1] == 1:
            blocks, sides = _close(blocks, sides, 1)
        if blocks.shape[0] == 1:
            blocks, sides = _close(blocks, sides, 2)
        axis = 0 if blocks.shape[1] == 1 or (blocks.shape[0] > 1 and sides[0] <= sides[3]) else 1
        blocks, sides = _gather(blocks, sides, 2, axis=axis)
    blocks, sides = _close(*_close(blocks, sides, 1), 2)
    whole = blocks[0, 0]
    left, below = slice(sides[0] - places * at_node, sides[0]), slice(sides[0], sides[0] + columns)
    return Terminals(whole[left, left], -whole[below, left].T, whole[below, below])


def _leaves(count: int, most: int) -> tuple[int, int]:
    """Return (a, b): b leaves, a power of two, of a <= `most` devices, that cover `count` devices with the least padding."""
    fewest = max(0, (-(-count // most) - 1).bit_length())
    sizes = [(-(-count // 2**power), 2**power) for power in (fewest, fewest + 1)]
    return min(sizes, key=lambda size: size[0] * size[1])


def _ends(sides: Sides) -> list[NDArray[np.intp]]:
    """Return the indices of the wire ends at each of the four sides in the admittance matrix."""
    return np.split(np.arange(sum(sides)), np.cumsum(sides)[:-1])


def _strips(loads: Doubles) -> tuple[Doubles, Sides]:
    """Return the admittance matrices of blocks of k rows at one node: (m, c, ends, ends) for loads (m, c, k, w), and their sides.

    Each block contains the segments to the left of and below its devices.
    """
    at_node, width = loads.shape[-2:]
    sides = (at_node, at_node, width, width)
    count = sum(sides)
    lefts, rights, top, bottom = _ends(sides)
    # The rows' nodes at the devices, but for the last of each, which is the right end.
    inside = count + np.arange(at_node * (width - 1)).reshape(at_node, width - 1)
    whole = np.zeros((*loads.shape[:-2], count + inside.size, count + inside.size))
    joined: list[tuple[NDArray[np.intp], NDArray[np.intp], float | Doubles]] = []
    rows = [np.r_[left, nodes, right] for left, nodes, right in zip(lefts, inside, rights, strict=True)]
    joined += [(row[:-1], row[1:], 1.0) for row in rows]
    joined.append((top, bottom, 1.0))
    joined += [(row[1:], top, loads[..., index, :]) for index, row in enumerate(rows)]
    for one, other, size in joined:
        whole[..., one, other] -= size
        whole[..., other, one] -= size
    diagonal = np.arange(whole.shape[-1])
    whole[..., diagonal, diagonal] = -whole.sum(axis=-1)
    across = whole[..., count:, :count]
    return whole[..., :count, :count] - across.swapaxes(-1, -2) @ np.linalg.solve(whole[..., count:, count:], across), sides


def _close(blocks: Doubles, sides: Sides, side: int) -> tuple[Doubles, Sides]:
    """Eliminate the wire ends at one side of all blocks; they are open, so that no current flows into them."""
    if sides[side] == 0:
        return blocks, sides
    ends = _ends(sides)
    closed = ends[side]
    kept = np.concatenate([ends[index] for index in range(4) if index != side])
    across = blocks[..., closed[:, None], kept]
    through = across.swapaxes(-1, -2) @ np.linalg.solve(blocks[..., closed[:, None], closed], across)
    rest = tuple(0 if index == side else count for index, count in enumerate(sides))
    return blocks[..., kept[:, None], kept] - through, rest  # type: ignore[return-value]


def _gather(blocks: Doubles, sides: Sides, count: int, *, axis: int) -> tuple[Doubles, Sides]:
    """Merge every `count` neighbouring blocks (b, c, ends, ends) along an axis."""
    shape = (*blocks.shape[:axis], blocks.shape[axis] // count, count, *blocks.shape[axis + 1 :])
    blocks_in_turn = np.moveaxis(blocks.reshape(shape), axis + 1, 0)
    whole, whole_sides = blocks_in_turn[0], sides
    for block in blocks_in_turn[1:]:
        whole, whole_sides = _join(whole, whole_sides, block, sides, axis=axis)
    return whole, whole_sides


def _join(first: Doubles, first_sides: Sides, second: Doubles, second_sides: Sides, *, axis: int) -> tuple[Doubles, Sides]:
    """Merge blocks one above the other (axis 0) or side by side (axis 1): the nodes where they meet are eliminated."""
    a, b = _ends(first_sides), _ends(second_sides)
    # Which sides meet, and which the whole has from both, one after the other.
    meet, opposite = (3, 2) if axis == 0 else (1, 0)
    none = np.arange(0)
    from_a = [none if side == meet else ends for side, ends in enumerate(a)]
    from_b = [none if side == opposite else ends for side, ends in enumerate(b)]
    counts = [len(ends) for pair in zip(from_a, from_b, strict=True) for ends in pair]
    places = np.split(np.arange(sum(counts)), np.cumsum(counts)[:-1])
    in_a, in_b = np.concatenate(places[0::2]), np.concatenate(places[1::2])
    kept_a, kept_b = np.concatenate(from_a), np.concatenate(from_b)
    meeting = first[..., a[meet][:, None], a[meet]] + second[..., b[opposite][:, None], b[opposite]]
    across = np.empty((*first.shape[:-2], len(meeting[0, 0]), sum(counts)))
    across[..., in_a] = first[..., a[meet][:, None], kept_a]
    across[..., in_b] = second[..., b[opposite][:, None], kept_b]
    whole = across.swapaxes(-1, -2) @ np.linalg.solve(meeting, -across)
    whole[..., in_a[:, None], in_a] += first[..., kept_a[:, None], kept_a]
    whole[..., in_b[:, None], in_b] += second[..., kept_b[:, None], kept_b]
    sides = tuple(len(one) + len(other) for one, other in zip(from_a, from_b, strict=True))
    return whole, sides  # type: ignore[return-value]
