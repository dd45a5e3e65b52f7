"""Hidden states of a network's recurrent layers on a simulated chip."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from worker.analysis.inspect.hidden import HiddenStates
from worker.crossbar import Conditions, Simulator
from worker.crossbar.chip.array import Crossbar
from worker.crossbar.layers import Network
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.images import noisy_images
from worker.crossbar.simulate.inference import ForwardPass, infer, read_noise
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

ByLayer = dict[int, Floats]
"""States of recurrent layers, by layer index."""


def states_of_block(network: Network, images: Floats, arrays: Mapping[int, Crossbar], reads: Mapping[int, Normals]) -> ByLayer:
    """Return h_1 ... h_T (n, T, units) of each recurrent layer for images (n, height, width, channels) as they are."""
    hidden = HiddenStates(network)
    infer(network, images, ForwardPass(arrays, Scratch(), reads, hidden))
    return {index: hidden.of(index) for index in hidden.layers}


def states_on_chip(simulator: Simulator, images: Floats, conditions: Conditions, *, seed: int, draw: int) -> ByLayer:
    """Return h_1 ... h_T (n, T, units) of each recurrent layer on chip number `draw`, with all noise of the conditions.

    `images` (n, height, width, channels) are without noise. The chip is that of a run with this seed, and so are its images and
    its reads. Raises ChipFailure.
    """
    network = simulator.network
    programmed = simulator.program(conditions, seed=seed, draw=draw)
    shown = noisy_images(images, conditions, seed=seed, draw=draw)
    found = [
        states_of_block(network, part, programmed, reads_of_block(network, conditions, seed=seed, draw=draw, block=block))
        for block, part in enumerate(blocks(shown, block_size(network)))
    ]
    return {index: np.concatenate([part[index] for part in found]) for index in found[0]}


def reads_of_block(network: Network, conditions: Conditions, *, seed: int, draw: int, block: int) -> dict[int, Normals]:
    """Return the read noise of each layer for one block of images, from its beginning; nothing if reads are free of noise."""
    return read_noise(network, seed=seed, draw=draw, block=block) if conditions.has_read_noise else {}
