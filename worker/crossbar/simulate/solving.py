"""What it takes to solve the circuits of a chip for every input vector."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.groups import ideal_arrays
from worker.crossbar.layers import Network
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.errors import ChipFailure
from worker.crossbar.tools.scratch import Scratch

MOST_SOLVED = 10**8
"""Largest number of weights times input vectors that are solved for one chip: 0.3 to 1 s a million."""


def solutions_per_image(network: Network, matrices: Mapping[int, Floats]) -> dict[int, int]:
    """Return, by layer index, a layer's weights times the input vectors with which one image reads them."""
    found = dict.fromkeys(matrices, 0)

    def observe(index: int, inputs: Floats, _outputs: Floats) -> None:
        found[index] += inputs.shape[1] * matrices[index].size

    arrays = ideal_arrays(network, matrices)
    blank = np.zeros((1, *network.input_shape), np.float32)
    infer(network, blank, ForwardPass(arrays, Scratch(), observe=observe))
    return found


def check_affordable(network: Network, matrices: Mapping[int, Floats], conditions: Conditions, *, images: int, draw: int) -> None:
    """Raise ChipFailure if one chip would have to be solved for too many input vectors."""
    solved = {index: layer for index in matrices if (layer := conditions.in_layer(index)).is_solved}
    if not solved:
        return
    per_image = solutions_per_image(network, matrices)
    by_layer = {index: per_image[index] * _reads(layer) for index, layer in solved.items()}
    for_one = sum(by_layer.values())
    if images * for_one > MOST_SOLVED:
        raise ChipFailure(
            network.title_of(max(by_layer, key=by_layer.__getitem__)),
            draw,
            f"solving its circuits for {images} images takes too long; crossbar.iv_solver must be 'equivalent', or images at "
            f"most {MOST_SOLVED // for_one}",
        )


def _reads(conditions: Conditions) -> int:
    """Return with how many pulses, on how many slices, one input vector is multiplied."""
    pulses = conditions.dac_bits or 1 if conditions.input_encoding == "bit_serial" else 1
    if not conditions.splits_weights or conditions.weight_bits is None or conditions.cell_bits is None:
        return pulses
    return pulses * -(-(conditions.weight_bits - 1) // conditions.cell_bits)
