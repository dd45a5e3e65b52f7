"""Where a .keras file keeps the weights of its layers, and of the layers within them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

STACKED = "StackedRNNCells"
HALVES = (("forward_layer", "layer"), ("backward_layer", "backward_layer"))
"""Of a Bidirectional: names in the weights, and in the configuration, where the second may be missing."""


def snake(kind: str) -> str:
    """Return the name of a class in small letters, as Keras makes it."""
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)).lower()


def counted(classes: Iterable[str]) -> list[str]:
    """Return the name of each of several layers in the weights: its class in small letters, counted."""
    seen: Counter[str] = Counter()
    names = []
    for name in map(snake, classes):
        names.append(f"{name}_{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return names


def places(kind: str, config: Any, path: str) -> Iterator[str]:
    """Yield the groups of a layer's weights in Keras' order, not all of which exist; `path` is the layer's own."""
    if not isinstance(config, Mapping):
        return
    if kind == "Bidirectional":
        for half, key in HALVES:
            yield from _within(config.get(key) or config.get(HALVES[0][1]), f"{path}/{half}")
    elif kind == "TimeDistributed":
        yield from _within(config.get("layer"), f"{path}/layer")
    elif kind == "RNN":
        yield from _within(config.get("cell"), f"{path}/cell")
    elif kind == STACKED:
        cells = [cell for cell in config.get("cells") or () if isinstance(cell, Mapping)]
        for cell, name in zip(cells, counted(str(cell.get("class_name")) for cell in cells), strict=True):
            yield from _within(cell, f"{path}/cells/{name}")
    else:
        yield from (path, f"{path}/cell")


def _within(layer: Any, path: str) -> Iterator[str]:
    if isinstance(layer, Mapping):
        yield from places(str(layer.get("class_name")), layer.get("config"), path)
