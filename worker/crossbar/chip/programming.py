"""What is fixed when a chip is programmed: weight levels, programming error and stuck devices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import Pairs, for_each_weight, max_magnitude, reference_columns, to_pairs, to_table
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


def unit_weight_errors(shape: tuple[int, int], *, shared: int | None, seed: int, layer: int, draw: int) -> Floats:
    """Return standard normal errors (m, p) of the weights of one layer on one chip.

    The error of a weight is the difference of two devices' errors, each of standard deviation 1/sqrt(2). In a differential pair
    both devices belong to one weight, and one normal number is exact in law. In an offset mapping `shared` weights of a row have
    one reference device, and its error, in common.
    """
    if shared is None:
        return normals(stream(seed, Purpose.PROGRAMMING, layer=layer, draw=draw), shape)
    own, reference = unit_offset_errors(shape, shared, seed=seed, layer=layer, draw=draw)
    return (own - for_each_weight(reference, shared, shape[1])) * np.float32(np.sqrt(0.5))


def unit_offset_errors(shape: tuple[int, int], shared: int, *, seed: int, layer: int, draw: int) -> tuple[Floats, Floats]:
    """Return standard normal errors of the devices of an offset mapping: of weights (m, p), and of reference columns (m, c)."""
    own = normals(stream(seed, Purpose.PROGRAMMING, layer=layer, draw=draw), shape)
    columns = reference_columns(shape[1], shared)
    reference = normals(stream(seed, Purpose.REFERENCE, layer=layer, draw=draw), (shape[0], columns))
    return own, reference


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
    pairs = to_pairs(to_levels(weights, conditions.weight_bits), conditions.mapping, columns=conditions.columns)
    return program_pairs_on_device(pairs, conditions, device, seed=seed, layer=layer, draw=draw)


def program_pairs_on_device(
    pairs: Pairs, conditions: Conditions, device: Device, *, seed: int, layer: int, draw: int, slice_index: int = 0
) -> ProgrammedDevices:
    """Return target conductances as a chip of this device holds them at its age: on its levels, some of them stuck."""
    return program_devices(
        on_device_levels(pairs, conditions, device),
        device,
        age_s=conditions.age_s,
        compensated=conditions.drift_compensation,
        apply_faults=(lambda conductances, generator: apply_stuck_faults(conductances, conditions, generator))
        if conditions.has_stuck_devices
        else None,
        seed=seed,
        layer=layer,
        draw=draw,
        slice_index=slice_index,
        clip=conditions.clip,
    )


def on_device_levels(pairs: Pairs, conditions: Conditions, device: Device) -> Pairs:
    """Return the target conductances of a device: anywhere in its window, or on the levels of its table."""
    if conditions.device_levels == "continuous":
        return pairs
    return to_table(pairs, device.level_fractions())


def programmed_pairs(
    weights: Floats, unit_error: Floats | None, sigma: float, conditions: Conditions, *, seed: int, layer: int, draw: int
) -> Pairs:
    """Return the programmed conductances of weights (m, p); a stuck device keeps neither its target nor its error.

    Weights are on their levels; `sigma` is the standard deviation of their error, in the unit of the weights. The unit error is
    split into those of the two devices whose difference it is. A reference column can be stuck like any other.
    """
    pairs = to_pairs(weights, conditions.mapping, columns=conditions.columns)
    positive, negative = pairs.positive, pairs.negative
    generator = stream(seed, Purpose.FAULTS, layer=layer, draw=draw)
    if unit_error is not None and sigma:
        window_sigma = np.float32(sigma / pairs.unit)
        if pairs.shared is None:
            # Two devices whose difference is the unit error: their sum is independent of it.
            weight_error: Floats = window_sigma * unit_error
            common: Floats = window_sigma * normals(stream(seed, Purpose.COMMON, layer=layer, draw=draw), weights.shape)
            half = np.float32(0.5)
            positive, negative = positive + half * (common + weight_error), negative + half * (common - weight_error)
        else:
            own, reference = unit_offset_errors(weights.shape, pairs.shared, seed=seed, layer=layer, draw=draw)
            device_sigma = window_sigma * np.float32(np.sqrt(0.5))
            positive, negative = positive + device_sigma * own, negative + device_sigma * reference
    positive, negative = (apply_stuck_faults(side, conditions, generator) for side in (positive, negative))
    return replace(pairs, positive=positive, negative=negative)


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
