"""The plane in which states differ most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class Plane:
    """The first two principal components of states."""

    mean: NDArray[np.float64]
    """Of all states: (units,)."""
    axes: NDArray[np.float64]
    """Of length 1: (units, 2); the second is 0 for a single unit."""
    variance: tuple[float, float]
    """Share of the variance of all states along each axis."""

    @classmethod
    def of(cls, states: Floats) -> Plane:
        """Return the plane of states (..., units). Of the two directions of an axis, its largest entry is positive."""
        rows = states.reshape(-1, states.shape[-1]).astype(np.float64)
        mean = rows.mean(axis=0)
        rows -= mean
        variances, vectors = np.linalg.eigh(rows.T @ rows)
        axes = np.zeros((len(mean), 2))
        found = vectors[:, ::-1][:, :2]
        largest = found[np.abs(found).argmax(axis=0), range(found.shape[1])]
        axes[:, : found.shape[1]] = found * np.sign(largest)
        total = float(variances.sum())
        shares = [max(0.0, float(value)) / total if total > 0 else 0.0 for value in (*variances[::-1][:2], 0.0)[:2]]
        return cls(mean, axes, (shares[0], shares[1]))

    def place(self, states: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the places (..., 2) of states (..., units) in the plane."""
        placed: NDArray[np.float64] = (states.astype(np.float64) - self.mean) @ self.axes
        return placed
