"""How far noise takes the hidden states from those of an ideal chip, step by step, measured and to first order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from backend.schemas.dynamics import Distance, Distances, Estimate
from worker.analysis.dynamics.causes import Cause, causes_of
from worker.analysis.dynamics.estimates import Doubles, band, estimate
from worker.analysis.dynamics.first_order import COHERENT, PREDICTED, QUADRATURE, FirstOrder
from worker.analysis.dynamics.states import ByLayer, reads_of_block, states_of_block
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.blocks import block_size
from worker.crossbar.simulate.images import noisy_images
from worker.crossbar.tools.arrays import Floats

MOST_VALUES = 30_000_000
"""Values of all reads of a block that are kept at a time."""
TOLERANCE = 0.01
"""Share of a distance by which a prediction may be off before it is said to fail."""
MEASURED = "measured"
Squares = dict[tuple[int, str], Doubles]
"""Sum over images and units of squared changes at each time step (T,), by layer index and by what it is of."""


def distances(
    simulator: Simulator, conditions: Conditions, *, seed: int, draws: int, on_chip: Callable[[], object] = lambda: None
) -> dict[int, Distances]:
    """Return the distances in each recurrent layer for the simulator's images, by layer index, over chips 0, 1, ... of a run.

    `on_chip` is called after each chip. Raises ChipFailure.
    """
    clean = Clean.of(simulator, seed=seed)
    found: dict[int, list[Distance]] = {index: [] for index in clean.scale}
    chips: dict[Conditions, list[Squares]] = {}
    for cause in causes_of(conditions):
        for draw in range(draws if cause.conditions not in chips else 0):
            squares = clean.squares_on_chip(simulator, cause.conditions, seed=seed, draw=draw)
            chips.setdefault(cause.conditions, []).append(squares)
            on_chip()
        for index, of_layer in found.items():
            of_layer.append(_distance(cause, clean, index, chips[cause.conditions]))
    return {index: Distances(causes=of_layer, images=clean.count, draws=draws) for index, of_layer in found.items()}


@dataclass(frozen=True, eq=False)
class Clean:
    """A network without noise on its images, in blocks as a run reads them."""

    images: Floats
    blocks: Sequence[tuple[slice, ByLayer, FirstOrder]]
    """Images of each block, the states of an ideal chip, and what errors make of them to first order."""
    scale: dict[int, Doubles]
    """RMS of the states at each time step (T,), by layer index."""
    units: dict[int, int]

    @classmethod
    def of(cls, simulator: Simulator, *, seed: int) -> Clean:
        """Return a simulator's network on as many of its images as memory allows."""
        ideal, network = simulator.program(Conditions(), seed=seed, draw=0), simulator.network
        images = simulator.images[: _most_images(simulator)]
        size, found, squares = block_size(network), [], []
        for start in range(0, len(images), size):
            part = slice(start, start + size)
            states = states_of_block(network, images[part], ideal, {})
            squares.append(states)
            found.append((part, states, FirstOrder.of(network, images[part], ideal)))
        scale = {index: _rms_over_time([one[index] for one in squares]) for index in squares[0]}
        return cls(images, found, scale, {index: states.shape[-1] for index, states in squares[0].items()})

    @property
    def count(self) -> int:
        """Number of images."""
        return len(self.images)

    def squares_on_chip(self, simulator: Simulator, conditions: Conditions, *, seed: int, draw: int) -> Squares:
        """Return the squared changes on one chip, as measured and to first order. Raises ChipFailure."""
        network = simulator.network
        chip = simulator.program(conditions, seed=seed, draw=draw)
        shown = noisy_images(self.images, conditions, seed=seed, draw=draw)
        total: Squares = {}
        for number, (part, clean, first_order) in enumerate(self.blocks):
            reads = reads_of_block(network, conditions, seed=seed, draw=draw, block=number)
            noisy = states_of_block(network, shown[part], chip, reads)
            measured = {index: noisy[index].astype(np.float64) - clean[index] for index in clean}
            own = None if shown is self.images else shown[part]
            predicted = first_order.changes(chip, own, conditions, seed=seed, draw=draw, block=number)
            for name, changes in ((MEASURED, measured), *predicted.items()):
                for index, change in changes.items():
                    key = index, name
                    total[key] = total.get(key, 0.0) + np.einsum("ntu,ntu->t", change, change)
        return total


def _most_images(simulator: Simulator) -> int:
    """Return how many images of a block can be kept with the values of all their reads."""
    first = simulator.images[:1]
    reads = FirstOrder.of(simulator.network, first, simulator.program(Conditions(), seed=0, draw=0)).reads
    values = sum(one.size for found in (reads.inputs, reads.outputs) for layer in found.values() for one in layer)
    affordable = max(10, MOST_VALUES // values)
    return len(simulator.images) if affordable >= block_size(simulator.network) else affordable


def _rms_over_time(states: Sequence[Floats]) -> Doubles:
    """Return the RMS of states (n, T, units) at each step (T,); where they are all 0, that of all steps, or 1."""
    squares: Doubles = np.concatenate([np.square(one, dtype=np.float64).mean(axis=2) for one in states]).mean(axis=0)
    return np.sqrt(np.where(squares > 0, squares, squares.mean() or 1.0))


def _distance(cause: Cause, clean: Clean, index: int, chips: Sequence[Squares]) -> Distance:
    """Return the distances of one cause in one layer, from the squared changes on each chip."""
    scale, values = clean.scale[index], clean.count * clean.units[index]

    def curves(name: str) -> Doubles | None:
        found = [chip[index, name] for chip in chips if (index, name) in chip]
        return np.sqrt(np.stack(found) / values) if found else None

    def mean_of(name: str) -> list[float] | None:
        found = curves(name)
        return None if found is None else (found.mean(axis=0) / scale).tolist()

    measured = curves(MEASURED)
    assert measured is not None
    steps = [float(step) for step in range(1, len(scale) + 1)]
    relative, predicted = band(measured / scale, steps), mean_of(PREDICTED)
    return Distance(
        cause=cause.id,
        title=cause.title,
        frozen=cause.frozen,
        measured=relative,
        predicted=predicted,
        coherent=mean_of(COHERENT),
        quadrature=mean_of(QUADRATURE),
        exponent=growth_exponent(measured),
        relative_exponent=growth_exponent(measured / scale),
        fails_at=None if predicted is None else first_failure(predicted, relative.low, relative.high),
    )


def growth_exponent(distances_of_chips: Doubles) -> Estimate | None:
    """Return the slope of log distance against log t over the second half of the steps, over chips (chips, T).

    None if there are fewer than two such steps, or fewer than two chips with distances above 0 at all of them.
    """
    steps = distances_of_chips.shape[1]
    half = np.arange(steps) >= steps // 2
    second = distances_of_chips[:, half]
    second = second[(second > 0).all(axis=1)]
    if second.shape[1] < 2 or len(second) < 2:
        return None
    x = np.log(np.arange(1, steps + 1)[half])
    x -= x.mean()
    return estimate(np.log(second) @ x / (x @ x))


def first_failure(predicted: Sequence[float], low: Sequence[float], high: Sequence[float]) -> int | None:
    """Return the first time step, from 1, at which a prediction is outside of an interval by more than TOLERANCE, if any."""
    for step, (value, below, above) in enumerate(zip(predicted, low, high, strict=True), start=1):
        if not below - TOLERANCE * abs(below) <= value <= above + TOLERANCE * abs(above):
            return step
    return None
