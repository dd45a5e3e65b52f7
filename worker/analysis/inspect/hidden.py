"""The states of recurrent layers after each time step, as observed at the inputs of crossbars and at the output.

A recurrent layer's crossbar is given x_t and h_(t-1) side by side in the first read of a time step, so that h_1 ... h_(T-1)
are observed when the next step begins. h_T is what the layer gives to the next one.
"""

from __future__ import annotations

import numpy as np

from worker.crossbar.layers import Activation, Network, Scale
from worker.crossbar.layers.network import INPUT
from worker.crossbar.tools.arrays import Floats


class HiddenStates:
    """An observer for `infer`, which afterwards returns the states of each recurrent layer."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.layers = network.recurrent
        self._inputs: dict[int, list[Floats]] = {index: [] for index in network.weighted}
        self._last: dict[int, Floats] = {}

    def __call__(self, index: int, inputs: Floats, _outputs: Floats) -> None:
        """Record a copy of the inputs (m, n) of one multiplication; the layer overwrites them in its next step."""
        self._inputs[index].append(inputs.T.copy())

    def see_outputs(self, index: int, values: Floats) -> None:
        """Record a copy of the last state of a recurrent layer, which is the end of its outputs (..., n)."""
        if index in self.layers:
            self._last[index] = values[-self.layers[index].recurrent.shape[0] :].T.copy()

    def reads_input(self, index: int) -> bool:
        """Return whether a layer reads the network's input, value by value: as it is, in another shape, or scaled."""
        (source,) = self._network.sources[index]
        if source == INPUT:
            return True
        before = self._network.layers[source]
        return (before.only_rearranges or isinstance(before, Scale | Activation)) and self.reads_input(source)

    def of(self, index: int) -> Floats:
        """Return the states h_1 ... h_T of a layer for each image: (n, T, units)."""
        layer = self.layers[index]
        chunk, units = len(layer.kernel), layer.recurrent.shape[0]
        inputs_by_step = self._inputs[index][:: layer.reads_per_step]
        states = [inputs[:, chunk : chunk + units] for inputs in inputs_by_step]
        return np.stack([*states[1:], self._last[index]], axis=1)
