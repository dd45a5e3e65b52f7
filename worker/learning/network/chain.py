"""The quick way of networks that are dense layers one after another: one image at a time, as plain vectors."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from worker.crossbar.layers import Dense, Network
from worker.crossbar.tools.arrays import Floats
from worker.learning.network.layer import LearningLayer
from worker.learning.network.loss import cross_entropy_of_one


class Chain:
    """Dense layers, as they learn."""

    def __init__(self, network: Network, layers: Mapping[int, LearningLayer]) -> None:
        """Take the layers of a network that is a chain."""
        dense = [(layer, network.layers[index]) for index, layer in layers.items()]
        self._layers = [(layer, isinstance(kind, Dense) and kind.activation == "relu") for layer, kind in dense]
        self._first = next(number for number, (layer, _relu) in enumerate(self._layers) if layer.learns)

    def learn(self, image: Floats, label: int, rate: float) -> tuple[float, bool]:
        """Learn from one image (m,); return its loss before, and whether it was classified correctly."""
        values = [image]
        for layer, rectified in self._layers:
            outputs = layer.forward.read(values[-1])
            outputs += layer.bias
            if rectified:
                np.maximum(outputs, np.float32(0), out=outputs)
            values.append(outputs)
        logits = values[-1]
        loss, gradient = cross_entropy_of_one(logits, label)
        correct = int(logits.argmax()) == label
        gradients = []
        for number in range(len(self._layers) - 1, self._first - 1, -1):
            layer, rectified = self._layers[number]
            if rectified:
                gradient = gradient * (values[number + 1] > 0)
            gradients.append((layer, values[number], gradient))
            if number > self._first:
                gradient = layer.backward.read(gradient)
        for layer, inputs, gradient in gradients:  # after all reads: they are those of one forward and one backward pass
            layer.update(inputs, gradient, rate)
        return loss, correct


def is_chain(network: Network) -> bool:
    """Return whether a network is dense layers one after another, which read the pixels as they are."""
    if network.inputs is not None and any(sources != (index - 1,) for index, sources in enumerate(network.inputs)):
        return False
    kinds = [layer for layer in network.layers if not layer.only_rearranges]
    return all(type(layer) is Dense for layer in kinds)
