"""The network on a chip without chance: each weight is the mean of its errors, each pixel that of its noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worker.analysis.margins.laws import Law
from worker.analysis.margins.nodes import FINE
from worker.analysis.margins.pixels import mean_images, noisy_pixel
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.array import Array, Crossbar
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.chip.core import Core
from worker.crossbar.chip.groups import Grouped
from worker.crossbar.chip.programming import to_levels
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch

QUIET: dict[str, Any] = {
    "programming": 0.0,
    "read": 0.0,
    "stuck_low": 0.0,
    "stuck_high": 0.0,
    "stuck_random": 0.0,
    "rtn_share": 0.0,
    "device": None,
    "device_levels": "continuous",
    "clip": False,
    "drift_compensation": False,
    "distribution": "gaussian",
    "law": "independent",
    "pair": "one_sided",
    "on_off_ratio": None,
}
"""Conditions without chance. What it does to the mean of a weight is in the laws."""


def is_ideal(conditions: Conditions, laws: Mapping[int, Law]) -> bool:
    """Return whether the chip without chance is the ideal one, which is shown the images as they are."""
    layers = [conditions.in_layer(index) for index in laws]
    converts = any(layer.adc_bits is not None or layer.dac_bits is not None or layer.weight_bits is not None for layer in layers)
    return not converts and not _moves_pixels(conditions) and not any(law.mean.any() for law in laws.values())


def _moves_pixels(conditions: Conditions) -> bool:
    return bool(noisy_pixel(np.linspace(0, 1, 5), conditions)[0].any())


def mean_logits(simulator: Simulator, images: NDArray[np.int64], conditions: Conditions, laws: Mapping[int, Law]) -> Floats:
    """Return the logits (n, classes) of these test images on the chip without chance, with all converters.

    `laws` are those of the layers, by index, whose conditions have nothing that is left out.
    """
    quiet = replace(conditions, **QUIET, by_layer=tuple((index, replace(layer, **QUIET)) for index, layer in conditions.by_layer))
    arrays = {
        index: _with_means(array, simulator.network.weighted[index].matrix(), conditions.in_layer(index), laws[index])
        for index, array in simulator.program(quiet, seed=0, draw=0).items()
    }
    shown = mean_images(simulator.images[images], conditions)
    forward_pass = ForwardPass(arrays, Scratch())
    return np.concatenate(
        [infer(simulator.network, block, forward_pass).T.copy() for block in blocks(shown, block_size(simulator.network))]
    )


def _with_means(crossbar: Crossbar, weights: Floats, conditions: Conditions, law: Law) -> Crossbar:
    """Return a crossbar with mean weights, where they differ from the weights on their levels."""
    if not law.mean.any() or conditions.splits_weights:
        return crossbar
    w_max = np.float32(max_magnitude(weights))
    on_levels = to_levels(weights, conditions.weight_bits) / (w_max or np.float32(1))
    means = (w_max * (on_levels + np.interp(on_levels, FINE, law.mean))).astype(np.float32)
    if isinstance(crossbar, Grouped):
        return Grouped(_holding(crossbar.whole, means), crossbar.groups)
    return _holding(crossbar, means) if isinstance(crossbar, Array | Core) else crossbar


def _holding(crossbar: Array | Core, weights: Floats) -> Array | Core:
    """Return a crossbar that holds these weights (m, p), its only slice, in place of its own."""
    if isinstance(crossbar, Array):
        return replace(crossbar, program=lambda: weights)
    whole = replace(crossbar.combined, weights=weights)
    return replace(crossbar, slices=[whole], combined=whole)
