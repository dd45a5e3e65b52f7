"""Weights from which a training from scratch starts."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np

from worker.crossbar.layers import Network
from worker.crossbar.layers.layer import Weighted
from worker.crossbar.layers.recurrent import Recurrent
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, stream

RECURRENT_SPREAD = 0.9
"""Singular values of new recurrent weights: a little below 1, so that states of ReLUs neither vanish nor grow."""


def with_new_weights(network: Network, *, seed: int, draw: int = 0) -> Network:
    """Return the network with random weights and biases of 0; layers without weights are the same.

    Kernels are uniform with the limit sqrt(6 / inputs) before a ReLU (K. He et al., ICCV 2015) and sqrt(6 / (inputs + outputs))
    otherwise; recurrent weights are orthogonal, times RECURRENT_SPREAD.
    """
    layers = list(network.layers)
    for index, layer in network.weighted.items():
        layers[index] = _renewed(layer, stream(seed, Purpose.INITIAL_WEIGHTS, draw=draw, layer=index))
    return replace(network, layers=tuple(layers))


def _renewed(layer: Weighted, generator: np.random.Generator) -> Weighted:
    new: dict[str, Floats] = {"kernel": _kernel(layer, generator), "bias": np.zeros_like(layer.bias)}
    if isinstance(layer, Recurrent):
        new["recurrent"] = _orthogonal(layer.recurrent.shape, generator)
        if getattr(layer, "skip", None) is not None:
            new["skip"] = np.zeros_like(layer.recurrent)
    return replace(layer, **new)  # type: ignore[type-var] # every kind of layer is a dataclass


def _kernel(layer: Weighted, generator: np.random.Generator) -> Floats:
    shape = layer.kernel.shape
    inputs, outputs = int(np.prod(shape[:-1])), shape[-1]
    rectified = getattr(layer, "activation", None) == "relu" and not isinstance(layer, Recurrent)
    limit = sqrt(6 / inputs) if rectified else sqrt(6 / (inputs + outputs))
    return generator.uniform(-limit, limit, shape).astype(np.float32)


def _orthogonal(shape: tuple[int, ...], generator: np.random.Generator) -> Floats:
    rows, columns = shape
    normal = generator.standard_normal((max(shape), min(shape)))
    q, r = np.linalg.qr(normal)
    q *= np.sign(np.diag(r))
    return (RECURRENT_SPREAD * (q if rows >= columns else q.T)).astype(np.float32)
