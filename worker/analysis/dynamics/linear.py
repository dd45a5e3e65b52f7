"""Hidden states to first order in the errors of products: what these add at each step, carried on by the clean network.

The derivative along given errors is a difference quotient in double precision: the network runs again with a millionth of the
errors. Units change sides of a kink only within a millionth of an error of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from worker.analysis.inspect.hidden import HiddenStates
from worker.crossbar.layers import Network
from worker.crossbar.simulate.inference import ForwardPass, infer
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.scratch import Scratch
from worker.crossbar.tools.streams import Normals

Doubles = NDArray[np.float64]
STEP = 1e-6
"""Share of the errors with which the network runs again."""
Errors = Mapping[int, Sequence[NDArray[np.floating]]]
"""By layer index, what is added to the outputs (p, n) of each read in its order."""


@dataclass(frozen=True, eq=False)
class Linearised:
    """A network without noise at some images (n, height, width, channels), and how small errors change its hidden states."""

    network: Network
    weights: Mapping[int, Doubles]
    """The ideal weights (m, p) of each layer with weights, by layer index."""
    images: Doubles
    states: Mapping[int, Doubles]
    """h_1 ... h_T (n, T, units) of each recurrent layer."""

    @classmethod
    def of(cls, network: Network, images: Floats) -> Linearised:
        """Return a network at images."""
        weights = {index: layer.matrix().astype(np.float64) for index, layer in network.weighted.items()}
        exact = images.astype(np.float64)
        return cls(network, weights, exact, _states(network, weights, exact, {}, 0.0))

    def change(self, errors: Errors, of_images: Doubles | None = None) -> dict[int, Doubles]:
        """Return the first-order change of all states (n, T, units), by layer index.

        `errors` are those of the products; layers that are left out have none. `of_images` is the error of the images.
        """
        images = self.images if of_images is None else self.images + STEP * of_images
        moved = _states(self.network, self.weights, images, errors, STEP)
        return {index: (states - self.states[index]) / STEP for index, states in moved.items()}


def _states(
    network: Network, weights: Mapping[int, Doubles], images: Doubles, errors: Errors, share: float
) -> dict[int, Doubles]:
    arrays = {index: _Exact(matrix, errors.get(index), share) for index, matrix in weights.items()}
    hidden = HiddenStates(network)
    # The engine's types say float32; its layers compute in the type that they are given.
    infer(network, cast("Floats", images), ForwardPass(cast("Any", arrays), Scratch(np.float64), observe=hidden))
    return {index: cast("Doubles", hidden.of(index)) for index in hidden.layers}


class _Exact:
    """Multiplies by ideal weights in double precision, and adds a share of the errors of one read after the other."""

    is_plain = False

    def __init__(self, weights: Doubles, errors: Sequence[NDArray[np.floating]] | None, share: float) -> None:
        self._weights, self._share = weights, share
        self._errors = None if errors is None else iter(errors)

    def multiply(
        self, inputs: Doubles, _noise: Normals | None, *, out: Doubles | None = None, product: Doubles | None = None
    ) -> Doubles:
        """Return outputs (p, n) for inputs (m, n), in `out` if it is given; a known product is not used."""
        outputs: Doubles = np.matmul(self._weights.T, inputs, out=out)
        if self._errors is not None:
            outputs += self._share * next(self._errors)
        return outputs
