"""The recurrent layers of a network that go through the time steps together, and what stands before and behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from worker.crossbar.chip.array import Multiplier
from worker.crossbar.layers import INPUT, Network, Recurrent
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals


@dataclass(frozen=True, eq=False)
class Chain:
    """Recurrent layers each of which is given all states of the one before it, in their order.

    The last one gives its last state to the layers behind it, which read nothing else: the network could end at any time step.
    """

    network: Network
    indices: tuple[int, ...]
    """Of the recurrent layers."""

    @property
    def cells(self) -> tuple[Recurrent, ...]:
        """The recurrent layers."""
        return tuple(self.network.recurrent[index] for index in self.indices)

    def inputs(self, images: Floats, arrays: Mapping[int, Multiplier], reads: Mapping[int, Normals]) -> Floats:
        """Return what images (n, height, width, channels) give the first recurrent layer at each time step: (T, inputs, n)."""
        first, cell = self.indices[0], self.cells[0]
        if first == 0:
            columns = np.moveaxis(images, 0, -1).reshape(-1, len(images))
        else:
            before = _part(self.network, 0, first, self.network.input_shape)
            columns = infer(before, images, ForwardPass(arrays, Scratch(), reads)).reshape(-1, len(images))
        chunks = columns.reshape(cell.time_steps, -1, len(images))
        return np.ascontiguousarray(chunks[::-1] if cell.go_backwards else chunks)

    def logits(self, states: Floats, arrays: Mapping[int, Multiplier], reads: Mapping[int, Normals] | None = None) -> Floats:
        """Return the logits (n, classes) that follow from last states h (n, units) of the last recurrent layer."""
        begin = self.indices[-1] + 1
        count, units = states.shape
        if begin == len(self.network.layers):
            return states
        behind = _part(self.network, begin, len(self.network.layers), (1, 1, units))
        own = {index - begin: array for index, array in arrays.items() if index >= begin}
        noise = {index - begin: normals for index, normals in (reads or {}).items() if index >= begin}
        return infer(behind, states.reshape(count, 1, 1, units), ForwardPass(own, Scratch(), noise)).T.copy()


def chain_of(network: Network) -> Chain | None:
    """Return the recurrent layers of a network as a chain; None if it has none, or if they are connected otherwise."""
    indices = tuple(network.recurrent)
    if not indices:
        return None
    chain = Chain(network, indices)
    *inner, last = chain.cells
    one_way = all(not cell.go_backwards and cell.time_steps == last.time_steps for cell in chain.cells[1:])
    same_steps = chain.cells[0].time_steps == last.time_steps
    in_full = all(cell.return_sequences for cell in inner) and not last.return_sequences
    joined = all(_follows_directly(network, index, before) for before, index in pairwise(indices))
    alone = all(source >= indices[-1] for found in network.sources[indices[-1] + 1 :] for source in found)
    return chain if one_way and same_steps and in_full and joined and alone else None


def _follows_directly(network: Network, index: int, before: int) -> bool:
    """Return whether a layer is given the values of another one, and nobody else is, with no more than a new shape between."""
    while True:
        sources = network.sources[index]
        if len(sources) != 1 or sources[0] == INPUT:
            return False
        (source,) = sources
        if network.only_users[source] != index:
            return False
        if source == before:
            return True
        if not network.layers[source].only_rearranges:
            return False
        index = source


def _part(network: Network, begin: int, end: int, input_shape: tuple[int, int, int]) -> Network:
    """Return the layers from `begin` until before `end` as a network of its own, whose input is what the layer before gives."""
    sources = tuple(tuple(max(source - begin, INPUT) for source in found) for found in network.sources[begin:end])
    return Network(network.layers[begin:end], input_shape, sources)
