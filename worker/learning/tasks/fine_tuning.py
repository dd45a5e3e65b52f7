"""A trained network that was programmed on a chip, with errors, drift or stuck devices, and learns on there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from worker.crossbar.chip.conditions import Conditions
from worker.crossbar.chip.conductances import max_magnitude
from worker.crossbar.layers import Network
from worker.crossbar.simulate.calibration import Calibration
from worker.crossbar.simulate.programmer import Programmer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.learning.network.learning_network import LearningNetwork
from worker.learning.network.settings import Settings
from worker.learning.network.training import Training
from worker.learning.tasks.examples import Examples

MARGIN = 1.25
"""Windows of devices are so much wider than the largest weights of a trained network: room to learn in."""


def windows(network: Network, margin: float = MARGIN) -> dict[int, float]:
    """Return the width of the window of each layer in weights, by layer index: twice the largest |w|, and a margin."""
    return {index: 2 * margin * (max_magnitude(layer.matrix()) or 1.0) for index, layer in network.weighted.items()}


def deployed(
    network: Network,
    settings: Settings,
    conditions: Conditions,
    examples: Examples,
    *,
    seed: int,
    draw: int = 0,
    learns: Collection[int] | None = None,
    margin: float = MARGIN,
) -> Training:
    """Return a training of a network that lies on chip number `draw` as `conditions` programmed it, drift included.

    `learns` are the indices of the layers that learn, None for all. The windows of the devices are those of the weights.
    Devices that no pulse moves are those of the device that learns (`PulsedDevice.stuck`), in all layers. Reads are those of
    the settings. Raises ValueError if conditions have stuck devices, or need more than weights to be programmed.
    """
    if conditions.has_stuck_devices:
        raise ValueError("devices that are stuck are those of the device that learns")
    weights = programmed(network, conditions, seed=seed, draw=draw)
    settings = replace(settings, window=windows(network, margin))
    begun = LearningNetwork(network, settings, seed=seed, draw=draw, learns=learns, weights=weights)
    return Training(begun, examples.images, examples.labels, seed=seed, draw=draw)


def programmed(network: Network, conditions: Conditions, *, seed: int, draw: int) -> dict[int, Floats]:
    """Return the weights (m, p) of each layer as chip number `draw` has them, by layer index, without converters."""
    matrices, scratch = {index: layer.matrix() for index, layer in network.weighted.items()}, Scratch()
    programmer = Programmer(network, matrices, Calibration(network, matrices, None, scratch), scratch)
    chip = programmer.program(replace(conditions, adc_bits=None, dac_bits=None), seed=seed, draw=draw)
    return {index: crossbar.weights for index, crossbar in chip.items()}


def layers_that_learn(network: Network, which: str) -> list[int]:
    """Return the indices of "all" layers with weights, or of the "last" one. Raises ValueError for another word."""
    if which not in ("all", "last"):
        raise ValueError(f"{which!r} are no layers; take 'all', 'last', or their indices")
    indices = sorted(network.weighted)
    return indices if which == "all" else indices[-1:]
