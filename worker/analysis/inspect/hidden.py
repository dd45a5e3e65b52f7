"""The states of recurrent layers after each time step, as observed at the inputs of crossbars.

A recurrent layer's crossbar is given x_t and h_(t-1) side by side in the first read of a time step, so that h_1 ... h_(T-1)
are observed when the next step begins. h_T is the input of the next layer with weights.
"""

from __future__ import annotations

import numpy as np

from worker.crossbar.layers import Network, Recurrent
from worker.crossbar.tools.arrays import Floats


class HiddenStates:
    """An observer for `infer`, which afterwards returns the states of each recurrent layer."""

    def __init__(self, network: Network) -> None:
        self.layers = {index: layer for index, layer in enumerate(network.layers) if isinstance(layer, Recurrent)}
        self._weighted = list(network.weighted)
        self._inputs: dict[int, list[Floats]] = {index: [] for index in self._weighted}

    def __call__(self, index: int, inputs: Floats, _outputs: Floats) -> None:
        """Record a copy of the inputs (m, n) of one multiplication; the layer overwrites them in its next step."""
        self._inputs[index].append(inputs.T.copy())

    def of(self, index: int) -> Floats:
        """Return the states h_1 ... h_T of a layer for each image: (n, T, units)."""
        layer = self.layers[index]
        chunk, units = len(layer.kernel), layer.recurrent.shape[0]
        inputs_by_step = self._inputs[index][:: layer.reads_per_step]
        states = [inputs[:, chunk : chunk + units] for inputs in inputs_by_step]
        return np.stack([*states[1:], self._last(index, layer, units)], axis=1)

    def _last(self, index: int, layer: Recurrent, units: int) -> Floats:
        following = self._weighted[self._weighted.index(index) + 1]
        last_inputs = self._inputs[following][-1]
        if layer.returns_all_states:
            # All states went on, in as many steps as the next layer has: the last of them ends what it reads last.
            return last_inputs[:, self._chunk(following) - units : self._chunk(following)]
        return last_inputs

    def _chunk(self, index: int) -> int:
        """Return how many inputs a layer has in one time step, without its own state."""
        layer = self.layers.get(index)
        return len(layer.kernel) if layer is not None else self._inputs[index][-1].shape[1]
