"""Hidden states over time in the plane of their two principal components, with and without noise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Path, Trajectories
from backend.schemas.dynamics.trajectories import Point
from worker.analysis.dynamics.chain import chain_of
from worker.analysis.dynamics.plane import Plane
from worker.analysis.dynamics.states import ByLayer, states_on_chip
from worker.crossbar import Conditions, Simulator
from worker.crossbar.tools.arrays import Floats

MOST_PATHS = 40
"""Images whose paths are returned."""
MOST_OF_A_CLASS = 4
CHIPS = 2
"""Chips on which each of these images is shown."""


def trajectories(simulator: Simulator, conditions: Conditions, *, seed: int) -> dict[int, Trajectories]:
    """Return the trajectories of each recurrent layer for the simulator's images, by layer index. Raises ChipFailure.

    The chips are the first ones of a run with this seed.
    """
    images, labels = simulator.images, simulator.labels
    clean = states_on_chip(simulator, images, Conditions(), seed=seed, draw=0)
    noisy = [states_on_chip(simulator, images, conditions, seed=seed, draw=draw) for draw in range(CHIPS)]
    decided = decisions(simulator, clean)
    chosen = few_of_each_class(labels)
    return {index: _of_layer(clean[index], [chip[index] for chip in noisy], labels, chosen, decided) for index in clean}


def few_of_each_class(labels: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the indices of the first few images of each class, MOST_PATHS at most, in the order of the images."""
    classes = np.unique(labels)
    each = min(MOST_OF_A_CLASS, max(1, MOST_PATHS // len(classes)))
    found = np.concatenate([np.flatnonzero(labels == label)[:each] for label in classes])
    return np.sort(np.sort(found)[:MOST_PATHS])


def decisions(simulator: Simulator, clean: ByLayer) -> NDArray[np.int64] | None:
    """Return the class that the network would give if the sequence ended at t: (n, T); None if it reads all states.

    `clean` are its states without noise, by layer index.
    """
    chain = chain_of(simulator.network)
    if chain is None:
        return None
    arrays = simulator.program(Conditions(), seed=0, draw=0)
    states = clean[chain.indices[-1]]
    at_each = [chain.logits(np.ascontiguousarray(states[:, step]), arrays).argmax(axis=1) for step in range(states.shape[1])]
    return np.stack(at_each, axis=1)


def _of_layer(
    clean: Floats,
    noisy: list[Floats],
    labels: NDArray[np.int64],
    chosen: NDArray[np.intp],
    decided: NDArray[np.int64] | None,
) -> Trajectories:
    """Return the trajectories of one layer from its states (n, T, units), without noise and on each chip."""
    plane = Plane.of(clean)
    paths = [
        Path(
            image=int(image),
            label=int(labels[image]),
            clean=points(plane.place(clean[image])),
            noisy=[points(plane.place(chip[image])) for chip in noisy],
            decided=None if decided is None else decided[image].tolist(),
        )
        for image in chosen
    ]
    means = {int(label): points(plane.place(clean[labels == label].mean(axis=0))) for label in np.unique(labels)}
    return Trajectories(variance=list(plane.variance), paths=paths, class_means=means, images=len(clean))


def points(places: NDArray[np.float64]) -> list[Point]:
    """Return places (T, 2) as the answer holds them, to six digits."""
    return [(float(f"{x:.6g}"), float(f"{y:.6g}")) for x, y in places]
