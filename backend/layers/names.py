"""Names of the layers of a network that have weights, as Keras gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from backend.layers.kind import LayerKind, WeightedLayer


def layer_names(layers: Sequence[LayerKind]) -> dict[int, str]:
    """Return the name of each layer with weights, by its index among all layers.

    It is its kind, and from the second of a kind on its number among them: "dense", "dense_1", "dense_2".
    """
    before: Counter[str] = Counter()
    names = {}
    for index, layer in enumerate(layers):
        if isinstance(layer, WeightedLayer):
            count = before[layer.kind]
            names[index] = f"{layer.kind}_{count}" if count else layer.kind
            before[layer.kind] += 1
    return names
