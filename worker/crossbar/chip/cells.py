"""Weights on devices that are simulated one by one, for conditions in which one error for each weight is not exact.

A conductance is given here either as a fraction u of its window, G = G_min + u (G_max - G_min), or as g = G / G_max.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import Pairs, for_each_weight, to_pairs
from worker.crossbar.chip.programming import apply_stuck_faults, program_pairs_on_device
from worker.crossbar.chip.wires import INTERLEAVED, Resistances, equivalent_conductances, interleaved_difference
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, normals, stream


@dataclass(frozen=True)
class SliceId:
    """Identifies one bit slice of one layer on one simulated chip, and so its streams of random numbers.

    `seed` is that of the run, `draw` the number of the chip, `layer` the index of the layer in its network, `slice_index` that
    of the slice, most significant bits first.
    """

    seed: int
    draw: int
    layer: int
    slice_index: int = 0

    def stream(self, purpose: Purpose) -> np.random.Generator:
        """Return the stream of random numbers that this slice has for a purpose."""
        return stream(self.seed, purpose, layer=self.layer, draw=self.draw, block=self.slice_index)


@dataclass(frozen=True, eq=False)
class Cells:
    """The two conductances of every weight as programmed, in units of G_max; shapes and `shared` are those of `Pairs`.

    A weight is (positive - negative) * to_weight. Each read adds an error of variance read_sigma^2 to every weight, and of
    `read_variance` (m, p) to each individual weight unless that is None; both in the unit of the weights. Reference columns are
    not in these, but err by read_sigma as well, and by a variance of `reference_variance` (m, c).
    """

    positive: Floats
    negative: Floats
    to_weight: float
    read_sigma: float = 0.0
    read_variance: Floats | None = None
    shared: int | None = None
    reference_variance: Floats | None = None

    def weights(self) -> Floats:
        """Return the programmed weights (m, p)."""
        return (self.positive - self.negatives()) * np.float32(self.to_weight)

    def negatives(self) -> Floats:
        """Return the negative conductance of each weight: (m, p), or (m, 1) if it is the same for a whole row."""
        return for_each_weight(self.negative, self.shared, self.positive.shape[1])

    def total_conductance(self) -> tuple[Floats, Floats | None]:
        """Return the summed conductance of each weight's own devices (m, p) and of reference columns (m, c), if there are any.

        Both are in units of G_max. Negative conductances, which there can be where errors are not clipped, count as 0.
        """
        positive, negative = np.maximum(self.positive, 0), np.maximum(self.negative, 0)
        return (positive + negative, None) if self.shared is None else (positive, negative)


def program_cells(weights: Floats, w_max: float, conditions: Conditions, slice_id: SliceId) -> Cells:
    """Return the programmed devices for weights (m, p), which lie within [-w_max, w_max] and on their levels.

    Applies the programming error, stuck devices and, for a device with laws of its own, drift; read noise is that of the
    result.
    """
    pairs = to_pairs(weights, conditions.mapping, conditions.pair, w_max, conditions.columns)
    cells = (
        _generic_cells(pairs, w_max, conditions, slice_id)
        if conditions.device is None
        else _preset_cells(pairs, conditions, slice_id)
    )
    return _with_telegraph(cells, conditions, slice_id)


def effective_weights(cells: Cells, conditions: Conditions) -> Floats:
    """Return the weights (m, p) that the cells amount to between what resists around them, each tile simulated on its own.

    Raises LinAlgError if the circuit has no solution, and ValueError if a tile is too large (see
    `wires.equivalent_conductances`).
    """
    resistances = resistances_of(conditions)
    if not resistances:
        return cells.weights()
    effective = np.empty(cells.positive.shape, np.float32)
    for tile in tiles(cells.positive.shape, conditions):
        negative = cells.negative[tile if cells.shared is None else reference_of(tile, conditions)]
        effective[tile] = _difference(cells.positive[tile], negative, resistances, conditions)
    return effective * np.float32(cells.to_weight)


def reference_of(tile: tuple[slice, slice], conditions: Conditions) -> tuple[slice, slice]:
    """Return where the reference column of a tile is among those of the layer (m, c)."""
    column = tile[1].start // conditions.columns
    return tile[0], slice(column, column + 1)


def resistances_of(conditions: Conditions) -> Resistances:
    """Return what resists around the devices, in units of 1 / G_max."""
    per_ohm = conditions.g_max_us * 1e-6
    return Resistances(
        wire=conditions.wire_resistance_ohm * per_ohm,
        topology=conditions.wire_topology,
        source=conditions.source_resistance_ohm * per_ohm,
        sense=conditions.sense_resistance_ohm * per_ohm,
    )


def tiles(shape: tuple[int, ...], conditions: Conditions) -> Iterator[tuple[slice, slice]]:
    """Yield the rows and columns of each part of a layer (m, p) that lies on one physical array."""
    for top in range(0, shape[0], conditions.rows):
        for left in range(0, shape[1], conditions.columns):
            yield slice(top, top + conditions.rows), slice(left, left + conditions.columns)


def _difference(positive: Floats, negative: Floats, resistances: Resistances, conditions: Conditions) -> Floats:
    """Return the difference of the two equivalent conductances of each weight in a tile, in units of G_max: (m, p)."""
    if conditions.mapping == "offset":
        # The reference is one more column of the same array.
        both = equivalent_conductances(np.concatenate([positive, negative], axis=1), resistances)
        difference = both[:, :-1] - both[:, -1:]
    elif resistances.topology in INTERLEAVED:
        difference = interleaved_difference(positive, negative, resistances)
    else:
        difference = equivalent_conductances(positive, resistances) - equivalent_conductances(negative, resistances)
    return difference.astype(np.float32)


def sigma_growth(conductances: Floats, law: str) -> Floats:
    """Return the standard deviation of a conductance's error relative to that at G_max, for conductances g = G / G_max.

    The laws are those of CrossSim's generic devices: 1 (independent), g (proportional) or 1 / g (inverse).
    """
    if law == "independent":
        return np.ones_like(conductances)
    return conductances if law == "proportional" else np.float32(1) / conductances


def _generic_cells(pairs: Pairs, w_max: float, conditions: Conditions, slice_id: SliceId) -> Cells:
    """Return cells whose errors follow the conditions' sigmas and law.

    Sigma is the standard deviation of the error of a weight whose two devices are both at G_max, so that each device has 1 /
    sqrt(2) of it.
    """
    low = np.float32(conditions.g_min_over_g_max)
    to_device = 1 / (np.sqrt(2) * pairs.unit)  # from an error of the weight to one device's, in fractions of the window
    device_sigma = np.float32(conditions.weight_sigma(conditions.programming, w_max) * to_device)
    sides = [pairs.positive, pairs.negative]
    if device_sigma:
        errors = _unit_errors(pairs, conditions, slice_id)
        sides = [
            side + device_sigma * sigma_growth(low + (1 - low) * side, conditions.law) * error
            for side, error in zip(sides, errors, strict=True)
        ]
    if conditions.clip:
        sides = [np.clip(side, 0, 1) for side in sides]
    if conditions.has_stuck_devices:
        faults = slice_id.stream(Purpose.FAULTS)
        sides = [apply_stuck_faults(side, conditions, faults) for side in sides]
    positive, negative = (low + (1 - low) * side for side in sides)
    cells = Cells(positive, negative, pairs.unit / float(1 - low), shared=pairs.shared)
    sigma = conditions.weight_sigma(conditions.read, w_max)
    if not sigma:
        return cells
    if conditions.law == "independent":
        return replace(cells, read_sigma=sigma if pairs.shared is None else sigma / np.sqrt(2))
    growth = [_squared_growth(side, conditions) for side in (positive, negative)]
    of_device = np.float32(sigma**2 / 2)
    if pairs.shared is None:
        return replace(cells, read_variance=np.asarray(of_device * (growth[0] + growth[1]), np.float32))
    own, reference = (np.asarray(of_device * squares, np.float32) for squares in growth)
    return replace(cells, read_variance=own, reference_variance=reference)


def _unit_errors(pairs: Pairs, conditions: Conditions, slice_id: SliceId) -> tuple[Floats, Floats]:
    """Return errors of variance 1 for the devices on the positive and on the negative side.

    Normal errors differ by sqrt(2) times the error that `programming.unit_weight_errors` draws for the weight, so that both
    methods simulate the same chip.
    """
    first = slice_id.stream(Purpose.PROGRAMMING)
    second = slice_id.stream(Purpose.NEGATIVE if pairs.shared is None else Purpose.REFERENCE)
    if conditions.distribution == "uniform":
        width = np.float32(2 * np.sqrt(3))
        return tuple(  # type: ignore[return-value]
            width * (generator.random(side.shape, dtype=np.float32) - np.float32(0.5))
            for generator, side in ((first, pairs.positive), (second, pairs.negative))
        )
    weight_errors = normals(first, pairs.positive.shape)
    if pairs.shared is not None:
        return weight_errors, normals(second, pairs.negative.shape)
    common = normals(slice_id.stream(Purpose.COMMON), weight_errors.shape)
    half = np.float32(np.sqrt(0.5))
    return half * (common + weight_errors), half * (common - weight_errors)


def _squared_growth(side: Floats, conditions: Conditions) -> Floats:
    """Return the variance of a read of conductances, in units of G_max, relative to that at G_max."""
    # An unclipped error may have left a conductance outside of the window; its noise is that of the nearest one inside.
    return np.square(sigma_growth(np.clip(side, np.float32(conditions.g_min_over_g_max), 1), conditions.law))


def _preset_cells(pairs: Pairs, conditions: Conditions, slice_id: SliceId) -> Cells:
    """Return cells of a device with laws of its own, at its age."""
    device = conditions.device
    assert device is not None
    programmed = program_pairs_on_device(
        pairs,
        conditions,
        device,
        seed=slice_id.seed,
        layer=slice_id.layer,
        draw=slice_id.draw,
        slice_index=slice_id.slice_index,
    )
    high = np.float32(device.high)
    return Cells(
        programmed.positive / high,
        programmed.negative / high,
        programmed.to_weight * device.high,
        read_variance=programmed.read_variance,
        shared=pairs.shared,
        reference_variance=programmed.reference_variance,
    )


def _with_telegraph(cells: Cells, conditions: Conditions, slice_id: SliceId) -> Cells:
    """Return the cells with random telegraph noise added to the variance of their reads.

    A share of the devices has one trap each. At each read such a device has the conductance G (1 - a/2) or G (1 + a/2), equally
    likely; it was programmed to the mean of the two. Which devices have traps is fixed for each chip.
    """
    if not conditions.has_telegraph_noise:
        return cells
    traps = slice_id.stream(Purpose.TELEGRAPH)
    step = np.float32(conditions.rtn_amplitude / 2 * cells.to_weight)

    def telegraph(side: Floats) -> Floats:
        trapped = traps.random(side.shape, dtype=np.float32) < conditions.rtn_share
        return np.asarray(np.square(step * side) * trapped, np.float32)

    own = np.zeros_like(cells.positive) if cells.read_variance is None else cells.read_variance
    own = own + telegraph(cells.positive)
    if cells.shared is None:
        return replace(cells, read_variance=own + telegraph(cells.negative))
    reference = np.zeros_like(cells.negative) if cells.reference_variance is None else cells.reference_variance
    return replace(cells, read_variance=own, reference_variance=reference + telegraph(cells.negative))
