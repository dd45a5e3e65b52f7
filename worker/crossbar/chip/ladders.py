"""Arrays whose wires resist in one direction only: every row is then a ladder of its own.

A ladder is a chain of segments of resistance 1, driven at its left end, with a load at each node.
"""

from __future__ import annotations

import numpy as np

from worker.crossbar.chip.terminals import Doubles, Terminals


def ladder_terminals(loads: Doubles, *, coupled: bool) -> Terminals:
    """Return ladders, one for each row of `loads` (m, p), whose loads are joined by the p columns.

    The conductances among the columns are computed if they are `coupled`: if their ends resist, too.
    """
    ratios, inputs, beyond = _ratios(loads)
    transfer = loads * np.cumprod(ratios, axis=1)
    return Terminals(inputs, transfer, _among_columns(loads, ratios, beyond) if coupled else np.zeros(loads.shape[1]))


def _among_columns(loads: Doubles, ratios: Doubles, beyond: Doubles) -> Doubles:
    """Return the conductances (p, p) of the loads' far ends, for what `_ratios` says of the ladders.

    Of the inverse of a ladder's matrix, a diagonal element is 1 over what a node sees in all directions; to its right the
    elements fall by the ratios of voltages, whatever is to the left.
    """
    columns = loads.shape[1]
    before = np.zeros_like(loads)  # what each node sees to its left
    before[:, 0] = 1
    for column in range(1, columns):
        at_node = before[:, column - 1] + loads[:, column - 1]
        before[:, column] = at_node / (1 + at_node)
    spread = loads / (before + loads + beyond)  # a load times the diagonal element
    through = np.zeros((columns, columns))
    reached = np.empty_like(loads)  # [:, k]: the load at k times the product of the ratios from the node after this one to k
    for column in range(columns - 1, -1, -1):
        reached[:, column + 1 :] *= ratios[:, column + 1 : column + 2]
        reached[:, column] = loads[:, column]
        through[column, column:] = spread[:, column] @ reached[:, column:]
    return np.diag(loads.sum(axis=0)) - through - np.triu(through, 1).T


def _ratios(loads: Doubles) -> tuple[Doubles, Doubles, Doubles]:
    """Return three things about ladders, which are solved from their far ends.

    The voltage of each node over that of the node before it (m, p), the conductance that each driver sees (m,), and that which
    each node sees to its right (m, p).
    """
    current_per_voltage = np.zeros(len(loads))
    ratios, beyond = np.empty_like(loads), np.empty_like(loads)
    for column in range(loads.shape[1] - 1, -1, -1):
        beyond[:, column] = current_per_voltage
        at_node = loads[:, column] + current_per_voltage
        ratios[:, column] = 1 / (1 + at_node)
        current_per_voltage = at_node * ratios[:, column]
    return ratios, current_per_voltage, beyond
