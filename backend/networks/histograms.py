"""How a network's weights are spread, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from backend.networks.describe import describe
from backend.networks.files import Floats
from backend.schemas.network import Histogram, NetworkCard

BINS = 60


def histograms(card: NetworkCard, arrays: Mapping[str, Floats]) -> list[Histogram]:
    """One histogram for each crossbar: all arrays of a layer but its biases."""
    found = []
    for layer in describe(card.layers, card.input_shape).layers:
        own = [arrays[f"{layer.index}.{name}"].ravel() for name in layer.arrays if not name.endswith("bias")]
        weights = np.concatenate(own)
        counts, edges = np.histogram(weights, bins=BINS)
        found.append(
            Histogram(
                layer=layer.index,
                kind=layer.kind,
                low=float(edges[0]),
                high=float(edges[-1]),
                counts=counts.tolist(),
                largest=float(np.abs(weights).max()),
                std=float(weights.std()),
            )
        )
    return found
