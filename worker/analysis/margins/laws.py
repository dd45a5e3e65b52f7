"""What a setting does to a weight, as functions of the weight: mean error, variance of what is frozen and of what is redrawn.

Everything is in units of w_max = max |w| of a layer, in which it is the same for all layers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from worker.analysis.margins.nodes import FINE
from worker.analysis.margins.normal import Numbers
from worker.crossbar.chip.cells import Cells, SliceId, program_cells
from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.programming import to_levels
from worker.crossbar.chip.slices import slice_weights
from worker.crossbar.tools.arrays import Floats

DEVICES = 64
"""Simulated devices for each weight of a law; neighbouring weights make one function: thousands stand behind a value."""
LAW_SEED = 20_041
"""Seed of these devices, always the same, so that curves are smooth and equal requests have equal answers."""


WITHOUT_FAULTS: dict[str, Any] = {"stuck_low": 0.0, "stuck_high": 0.0, "stuck_random": 0.0, "rtn_share": 0.0}
"""What is added in closed form."""


@dataclass(frozen=True, eq=False)
class Law:
    """Errors of weights at `FINE`, as fractions of w_max: mean error (fine,) and variances (fine,).

    With an offset mapping, variances are those of a weight's own device; those of the reference device, which the weights of a
    row share, are `reference_frozen` and `reference_redrawn`. `current` and `fresh` are the mean conductances of a weight's own
    devices now and when they were programmed, in one unit, and those of a reference device: what compensation of drift needs.
    """

    mean: Numbers
    frozen: Numbers
    redrawn: Numbers
    reference_frozen: float = 0.0
    reference_redrawn: float = 0.0
    current: Numbers | None = None
    fresh: Numbers | None = None
    of_reference: tuple[float, float] = (0.0, 0.0)

    @property
    def errs(self) -> bool:
        """Whether a weight or its reads have any error with chance."""
        return bool(self.frozen.any() or self.redrawn.any() or self.reference_frozen or self.reference_redrawn)

    def gain(self, counts: Numbers) -> float:
        """Return the factor on the weights that best explains their means, of so many weights (fine,) at each."""
        power = float((counts * np.square(FINE)).sum())
        return 1 + float((counts * FINE * self.mean).sum()) / power if power else 1.0

    def compensated(self, counts: Numbers, columns: int) -> Law:
        """Return the law after global drift compensation, in a layer with so many weights (fine,) at each, on p columns."""
        if self.current is None or self.fresh is None:
            return self
        now, then = (
            float((own * counts).sum() / max(counts.sum(), 1)) + of_reference / columns
            for own, of_reference in zip((self.current, self.fresh), self.of_reference, strict=True)
        )
        gain = then / now if now > 0 and then > 0 else 1.0
        return Law(
            (self.mean + FINE) * gain - FINE,
            self.frozen * gain**2,
            self.redrawn * gain**2,
            self.reference_frozen * gain**2,
            self.reference_redrawn * gain**2,
        )


@dataclass(frozen=True, eq=False)
class _Side:
    """Mean and variance of the conductances of one side of all pairs, in units of G_max (fine,), also with stuck devices."""

    mean: Numbers
    variance: Numbers


@lru_cache(maxsize=512)
def law_of(conditions: Conditions) -> Law:
    """Return the law of the weights of a layer with these conditions, before any compensation of drift.

    Constant errors are closed forms. All others come from the engine, which programs many devices for each weight of a grid;
    faults and telegraph noise are then added in closed form.
    """
    if _is_constant(conditions):
        return _constant(conditions)
    levels = to_levels(FINE.astype(np.float32)[None], conditions.weight_bits)
    slices = slice_weights(levels, 1.0, conditions.weight_bits, conditions.cell_bits)
    laws = [_of_devices(one.weights, conditions, index) for index, one in enumerate(slices)]
    shares = np.array([one.share for one in slices])

    def total(values: list[Numbers], power: int) -> Numbers:
        summed: Numbers = np.tensordot(shares**power, np.stack(values), axes=1)
        return summed

    return Law(
        total([part.mean for part in laws], 1) - FINE,
        total([part.frozen for part in laws], 2),
        total([part.redrawn for part in laws], 2),
        float(shares**2 @ [part.reference_frozen for part in laws]),
        float(shares**2 @ [part.reference_redrawn for part in laws]),
        laws[0].current if len(laws) == 1 else None,
        laws[0].fresh if len(laws) == 1 else None,
        laws[0].of_reference,
    )


def _is_constant(conditions: Conditions) -> bool:
    return (
        conditions.weight_bits is None
        and conditions.device is None
        and not conditions.has_stuck_devices
        and (not conditions.has_telegraph_noise and conditions.law == "independent" and not conditions.clip)
    )


def _constant(conditions: Conditions) -> Law:
    """Return the law of errors that do not depend on the weight; half of them belong to a reference, where there is one."""
    frozen, redrawn = (conditions.weight_sigma(sigma, 1.0) ** 2 for sigma in (conditions.programming, conditions.read))
    own, same = 1.0 if conditions.shared is None else 0.5, np.ones_like(FINE)
    return Law(np.zeros_like(FINE), own * frozen * same, own * redrawn * same, (1 - own) * frozen, (1 - own) * redrawn)


def _of_devices(weights: Floats, conditions: Conditions, index: int) -> Law:
    """Return the law of weights (1, fine) on devices, as mean weights in place of mean errors."""
    cells = _programmed(weights, conditions, conditions.age_s, index)
    sides = [_with_faults(side, conditions) for side in (cells.positive, cells.negative)]
    scale, of_reference = cells.to_weight, (0.0, 0.0)
    positive, negative = sides
    own_read, reference_read = _reads(cells, sides, conditions)
    current = fresh = None
    if conditions.drift_compensation and conditions.device is not None and conditions.age_s > 0:
        new = _programmed(weights, conditions, 0.0, index)
        first, second = (_with_faults(side, conditions).mean for side in (new.positive, new.negative))
        current, fresh = positive.mean + negative.mean, first + second
        if conditions.shared is not None:
            current, fresh, of_reference = positive.mean, first, (float(negative.mean.mean()), float(second.mean()))
    shared = conditions.shared is not None
    middle = len(FINE) // 2
    return Law(
        scale * (positive.mean - (negative.mean.mean() if shared else negative.mean)),
        scale**2 * (positive.variance + (0 if shared else negative.variance)),
        own_read + (0 if shared else reference_read),
        scale**2 * float(negative.variance.mean()) if shared else 0.0,
        float(reference_read[middle]) if shared else 0.0,
        current,
        fresh,
        of_reference,
    )


def _programmed(weights: Floats, conditions: Conditions, age_s: float, index: int) -> Cells:
    """Return devices (DEVICES, fine) that are programmed to weights (1, fine), without faults and telegraph noise.

    Each weight has a reference of its own: what weights have in common is taken apart in the law.
    """
    quiet = replace(conditions, **WITHOUT_FAULTS, drift_compensation=False, age_s=age_s, columns=1)
    many = np.ascontiguousarray(np.repeat(weights, DEVICES, axis=0), np.float32)
    return program_cells(many, 1.0, quiet, SliceId(LAW_SEED, 0, 0, index))


def _with_faults(conductances: Floats, conditions: Conditions) -> _Side:
    """Return mean and variance of conductances (DEVICES, fine) of which some are stuck, in the shares of the conditions."""
    values = conductances.astype(np.float64)
    mean, square = values.mean(axis=0), np.square(values).mean(axis=0)
    variance = square - np.square(mean)
    if not conditions.has_stuck_devices:
        return _Side(mean, variance)
    low = conditions.g_min_over_g_max
    shares = (conditions.stuck_low, conditions.stuck_high, conditions.stuck_random)
    means, squares = (low, 1.0, (1 + low) / 2), (low**2, 1.0, (1 + low + low**2) / 3)
    sound = 1 - sum(shares)
    mean = sound * mean + sum(share * one for share, one in zip(shares, means, strict=True))
    square = sound * square + sum(share * one for share, one in zip(shares, squares, strict=True))
    return _Side(mean, square - np.square(mean))


def _reads(cells: Cells, sides: list[_Side], conditions: Conditions) -> tuple[Numbers, Numbers]:
    """Return the variance of one read of a weight's own devices and of its reference (fine,).

    A pair's are all its own. Stuck devices count as if they were read at the conductance that they should have.
    """
    shared = conditions.shared is not None
    variances = []
    for side, variance in zip(sides, (cells.read_variance, cells.reference_variance), strict=True):
        of_squares = np.zeros(len(FINE)) if variance is None else variance.astype(np.float64).mean(axis=0)
        if conditions.has_telegraph_noise:
            steps = (conditions.rtn_amplitude / 2 * cells.to_weight) ** 2
            of_squares = of_squares + conditions.rtn_share * steps * (side.variance + np.square(side.mean))
        variances.append(of_squares)
    own, other = variances
    return own + cells.read_sigma**2, other + (cells.read_sigma**2 if shared else 0.0)
