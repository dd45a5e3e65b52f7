"""What is fixed when a chip is programmed: weight levels, programming error and stuck devices."""

from __future__ import annotations

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import Pairs, max_magnitude, to_pairs
from worker.crossbar.chip.devices import Device, ProgrammedDevices, program_devices
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, normals, stream


def to_levels(weights: Floats, bits: int | None) -> Floats:
    """Return weights (m, p) rounded to 2**bits - 1 levels, evenly spaced over [-w_max, w_max] with one at 0.

    One bit has no level at 0, only the sign. None for `bits` leaves the weights as they are.
    """
    if bits is None:
        return weights
    w_max = max_magnitude(weights)
    if w_max == 0:
        return weights
    if bits == 1:
        # One bit has no level at zero: the sign is all there is.
        signs: Floats = np.where(weights >= 0, w_max, -w_max).astype(np.float32)
        return signs
    step = w_max / (2 ** (bits - 1) - 1)
    if np.float32(step) == 0:
        return weights  # denormal numbers, which have no finer steps than their own
    levels: Floats = (np.rint(weights / step) * step).astype(np.float32)
    return levels


def unit_weight_errors(shape: tuple[int, int], *, shared_reference: bool, seed: int, layer: int, draw: int) -> Floats:
    """Return standard normal errors (m, p) of the weights of one layer on one chip.

    The error of a weight is the difference of two devices' errors, each of standard deviation 1/sqrt(2). In a differential pair
    both devices belong to one weight, and one normal number is exact in law. With `shared_reference` (offset mapping) the
    reference device belongs to a whole row, and its error is common to that row.
    """
    errors = normals(stream(seed, Purpose.PROGRAMMING, layer=layer, draw=draw), shape)
    if not shared_reference:
        return errors
    common = normals(stream(seed, Purpose.REFERENCE, layer=layer, draw=draw), (shape[0], 1))
    return (errors - common) * np.float32(np.sqrt(0.5))


def programmed_weights(
    weights: Floats,
    unit_error: Floats | None,
    conditions: Conditions,
    *,
    seed: int,
    layer: int,
    draw: int,
    w_max: float | None = None,
) -> Floats:
    """Return the weights (m, p) that a programmed chip actually holds: on their levels, with programming error and stuck devices.

    `unit_error` (m, p) comes from `unit_weight_errors`; None means no error. `w_max` is max |w| if the caller knows it.
    """
    weights_on_levels = to_levels(weights, conditions.weight_bits)
    sigma = conditions.weight_sigma(conditions.programming, max_magnitude(weights) if w_max is None else w_max)
    if conditions.has_stuck_devices:
        return programmed_pairs(weights_on_levels, unit_error, sigma, conditions, seed=seed, layer=layer, draw=draw).weights()
    if unit_error is None or sigma == 0:
        return weights_on_levels
    return weights_on_levels + np.float32(sigma) * unit_error


def program_on_device(
    weights: Floats, conditions: Conditions, device: Device, *, seed: int, layer: int, draw: int
) -> ProgrammedDevices:
    """Return the weights (m, p) that a chip of this device actually holds, and what each read adds to them."""
    return program_devices(
        to_pairs(to_levels(weights, conditions.weight_bits), conditions.mapping),
        device,
        age_s=conditions.age_s,
        compensated=conditions.drift_compensation,
        apply_faults=(lambda conductances, generator: apply_stuck_faults(conductances, conditions, generator))
        if conditions.has_stuck_devices
        else None,
        seed=seed,
        layer=layer,
        draw=draw,
    )


def programmed_pairs(
    weights: Floats, unit_error: Floats | None, sigma: float, conditions: Conditions, *, seed: int, layer: int, draw: int
) -> Pairs:
    """Return the programmed conductances of weights (m, p); a stuck device keeps neither its target nor its error.

    Weights are on their levels; `sigma` is the standard deviation of their error, in the unit of the weights. In a differential
    pair the unit error is split into independent errors of both devices; in an offset mapping all of it is assigned to the
    weight's own device.
    """
    pairs = to_pairs(weights, conditions.mapping)
    positive, negative = pairs.positive, pairs.negative
    generator = stream(seed, Purpose.FAULTS, layer=layer, draw=draw)
    if unit_error is not None and sigma:
        window_sigma = np.float32(sigma / pairs.unit)
        weight_error: Floats = window_sigma * unit_error
        if conditions.mapping == "differential":
            # Two devices whose difference is the unit error: their sum is independent of it.
            common: Floats = window_sigma * normals(stream(seed, Purpose.COMMON, layer=layer, draw=draw), weights.shape)
            half = np.float32(0.5)
            positive, negative = positive + half * (common + weight_error), negative + half * (common - weight_error)
        else:
            positive = positive + weight_error
    positive = apply_stuck_faults(positive, conditions, generator)
    if conditions.mapping == "differential":
        negative = apply_stuck_faults(negative, conditions, generator)
    return Pairs(positive, negative, pairs.unit)


def apply_stuck_faults(conductances: Floats, conditions: Conditions, generator: np.random.Generator) -> Floats:
    """Return conductances, as fractions of the window, in which stuck devices are at G_min, at G_max or anywhere in between.

    Which devices are stuck is drawn independently for each, with the shares in `conditions`.
    """
    chance = generator.random(conductances.shape, dtype=np.float32)
    low = chance < conditions.stuck_low
    high = chance >= 1 - conditions.stuck_high
    stuck = conductances.copy()
    stuck[low], stuck[high] = 0, 1
    if conditions.stuck_random:
        share = np.float32(conditions.stuck_random)
        anywhere = ~low & ~high & (chance < conditions.stuck_low + share)
        # Within its share the same number is uniform.
        stuck[anywhere] = (chance[anywhere] - np.float32(conditions.stuck_low)) / share
    return stuck
