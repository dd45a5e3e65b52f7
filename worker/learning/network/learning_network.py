"""A network whose weights are on devices and learn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.chip.array import Crossbar
from worker.crossbar.layers import GRU, Network
from worker.crossbar.layers.layer import Weighted
from worker.crossbar.simulate.backward import backpropagate, record
from worker.crossbar.simulate.blocks import block_size, blocks
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.learning.algorithms.learner import Pulses, State
from worker.learning.network.chain import Chain, is_chain
from worker.learning.network.layer import LearningLayer
from worker.learning.network.loss import cross_entropy
from worker.learning.network.settings import Settings
from worker.learning.tools.place import Place


class LearningNetwork:
    """Any network of dense layers, convolutions and recurrent layers with one bias for each column of weights."""

    def __init__(
        self,
        network: Network,
        settings: Settings,
        *,
        seed: int,
        draw: int = 0,
        learns: Collection[int] | None = None,
        weights: Mapping[int, Floats] | None = None,
    ) -> None:
        """Set devices to the weights of the network or, by layer index, to `weights` (m, p).

        `learns` are the indices of the layers that learn, None for all; the others lie on
        devices of the same kind, and no pulse comes. `draw` is the number of
        the chip. Raises ValueError for layers that cannot learn, or if none does.
        """
        learns = set(network.weighted) if learns is None else set(learns)
        if not learns or not learns <= set(network.weighted):
            raise ValueError("some layer with weights must learn, and nothing else can")
        for index in learns:
            _check(network, index)
        self.network = _with_own_biases(network)
        self.settings = settings
        self.layers = {
            index: LearningLayer(
                np.ascontiguousarray(layer.matrix() if weights is None or index not in weights else weights[index], np.float32),
                layer.bias,
                settings,
                Place(seed, index, draw),
                learns=index in learns,
            )
            for index, layer in self.network.weighted.items()
        }
        """The layers with weights by index."""
        self._chain = Chain(self.network, self.layers) if is_chain(network) else None
        self._scratch = Scratch()

    @property
    def pulses(self) -> Pulses:
        """Pulses of all devices so far."""
        counts = [layer.learner.pulses for layer in self.layers.values()]
        return Pulses(sum(one.up for one in counts), sum(one.down for one in counts))

    def learn(self, images: Floats, labels: NDArray[np.int64], rate: float) -> tuple[float, int]:
        """Learn from images (n, height, width, channels), all of which are shown to the weights of before.

        Returns the sum of their losses before, and how many were classified correctly.
        """
        if self._chain is not None and len(images) == 1:
            loss, correct = self._chain.learn(images.reshape(-1), int(labels[0]), rate)
            return loss, int(correct)
        crossbars = {index: cast(Crossbar, layer.forward) for index, layer in self.layers.items()}  # of which it reads alone
        recording = record(self.network, images, crossbars)
        logits = recording.logits
        losses, gradient = cross_entropy(logits, labels)
        seen: list[tuple[LearningLayer, Floats, Floats]] = []

        def see(index: int, _read: int, inputs: Floats, of_outputs: Floats) -> None:
            seen.append((self.layers[index], inputs, of_outputs))

        back = {index: layer.backward.read for index, layer in self.layers.items()}
        backpropagate(recording, gradient, see, back=back)
        for layer, inputs, of_outputs in seen:
            layer.update(inputs, of_outputs, rate)
        return float(losses.sum()), int((logits.argmax(axis=0) == labels).sum())

    def logits(self, images: Floats) -> Floats:
        """Return the logits (classes, n) of images (n, height, width, channels), with reads as they are; nothing is learned.

        Their noise is always the same, and not that of the training.
        """
        readers = {index: layer.reader_of_tests() for index, layer in self.layers.items()}
        forward = ForwardPass(readers, self._scratch)
        found = [infer(self.network, block, forward).copy() for block in blocks(images, block_size(self.network))]
        return np.concatenate(found, axis=1)

    def state(self) -> State:
        """Return copies of all that changes, by name."""
        return {f"{index}.{key}": value for index, layer in self.layers.items() for key, value in layer.state().items()}

    def restore(self, state: State) -> None:
        """Go on where `state` was taken, with the same bits; this network was built alike."""
        for index, layer in self.layers.items():
            start = f"{index}."
            layer.restore({key.removeprefix(start): value for key, value in state.items() if key.startswith(start)})


def _check(network: Network, index: int) -> None:
    layer = network.weighted[index]
    if isinstance(layer, GRU) or layer.groups > 1:
        what = "a GRU" if isinstance(layer, GRU) else "a convolution in groups"
        raise ValueError(f"{network.title_of(index)}: {what} cannot learn on devices")


def _with_own_biases(network: Network) -> Network:
    layers = list(network.layers)
    for index, layer in network.weighted.items():
        layers[index] = _with_own_bias(layer)
    return replace(network, layers=tuple(layers))


def _with_own_bias(layer: Weighted) -> Weighted:
    return replace(layer, bias=layer.bias.copy())  # type: ignore[type-var] # every kind of layer is a dataclass
