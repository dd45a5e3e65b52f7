"""What a recurrent layer holds after each time step, overheard from its crossbar.

A layer's array gets x_t and h_(t-1) side by side, so that h_1 ... h_(T-1) are heard when the next step begins. h_T is
what the next layer with weights gets.
"""

from __future__ import annotations

import numpy as np

from worker.crossbar.layers import Network, Recurrent
from worker.crossbar.tools.arrays import Floats


class HiddenStates:
    """An observer for `infer`; afterwards `of` gives the states of a layer."""

    def __init__(self, network: Network) -> None:
        self.layers = {index: layer for index, layer in enumerate(network.layers) if isinstance(layer, Recurrent)}
        self._weighted = list(network.weighted)
        self._heard: dict[int, list[Floats]] = {index: [] for index in self._weighted}

    def __call__(self, index: int, inputs: Floats, _outputs: Floats) -> None:
        # A layer writes on its inputs again at the next step.
        self._heard[index].append(inputs.T.copy())

    def of(self, index: int) -> Floats:
        """h_1 ... h_T of a layer for each image: (n, T, units)."""
        layer = self.layers[index]
        chunk, units = len(layer.kernel), layer.recurrent.shape[0]
        heard = self._heard[index][:: layer.reads_per_step]
        before = [inputs[:, chunk : chunk + units] for inputs in heard]
        return np.stack([*before[1:], self._last(index, layer, units)], axis=1)

    def _last(self, index: int, layer: Recurrent, units: int) -> Floats:
        following = self._weighted[self._weighted.index(index) + 1]
        heard = self._heard[following][-1]
        if layer.returns_all_states:
            # All states went on, in as many steps as the next layer has: the last of them ends what it reads last.
            return heard[:, self._chunk(following) - units : self._chunk(following)]
        return heard

    def _chunk(self, index: int) -> int:
        """Inputs of a layer at one step, without its own state."""
        layer = self.layers.get(index)
        return len(layer.kernel) if layer is not None else self._heard[index][-1].shape[1]
