"""Finite-time Lyapunov exponents of any sequence of Jacobians, by QR decomposition."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def exponents(jacobians: Sequence[Doubles]) -> Doubles:
    """Return the finite-time Lyapunov exponents per step (s,), the largest first, of Jacobians (s, s) of steps 1 ... T.

    Directions Q are carried on, J_t Q = Q' R, and the logarithms of the diagonal of R are summed (G. Benettin et al., Meccanica
    15, 1980; R. Vogt et al., Frontiers in Applied Mathematics and Statistics 8, 2022). Nothing is left out at the beginning: Q
    starts at the right singular vectors of the product of all Jacobians, so that, as far as double precision resolves that
    product, the exponents are the logarithms of its singular values over T. A direction that a step loses gives -inf: one whose
    length after the step is 0 to rounding, as a rank is counted.
    """
    size, directions = len(jacobians[0]), _start(jacobians)
    logs = np.zeros(size)
    for jacobian in jacobians:
        directions, lengths, kept = _carried(jacobian, directions)
        logs = logs[kept] + np.log(lengths)
    found = np.full(size, -np.inf)
    found[: len(logs)] = np.sort(logs)[::-1] / len(jacobians)
    return found


def _start(jacobians: Sequence[Doubles]) -> Doubles:
    """Return the right singular vectors (s, s) of the product of all Jacobians, the most stretched direction first."""
    product = np.eye(len(jacobians[0]))
    for jacobian in jacobians:
        product = jacobian @ product
        largest = np.abs(product).max()
        if largest == 0:
            return np.eye(len(product))
        product /= largest
    return np.ascontiguousarray(np.linalg.svd(product)[2].T)


def _carried(jacobian: Doubles, directions: Doubles) -> tuple[Doubles, Doubles, NDArray[np.intp]]:
    """Return orthonormal directions (s, k) after a step, by what each was stretched (k,), and which ones they were before it."""
    live = jacobian.any(axis=1)
    moved = jacobian[live] @ directions
    tolerance = max(jacobian.shape) * np.finfo(np.float64).eps * float(np.linalg.norm(moved))
    kept = np.arange(moved.shape[1])
    while True:
        after, upper = np.linalg.qr(moved[:, kept])
        lengths = np.abs(np.diagonal(upper))
        lost = np.flatnonzero(lengths <= tolerance)
        if not len(lost):
            break
        kept = np.delete(kept, lost[0])  # what was decomposed after it must be so again, without it
    kept = kept[: len(lengths)]  # no more directions are left than units are on
    carried = np.zeros((len(jacobian), len(kept)))
    carried[live] = after
    return carried, lengths, kept
