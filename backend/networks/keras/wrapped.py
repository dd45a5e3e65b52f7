"""Layers of Keras that hold other layers: cells in an RNN, Bidirectional, TimeDistributed; each as the layers it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backend.layers.keras import KerasLayer
from backend.networks.keras.calls import Call
from backend.networks.keras.operators import as_layer
from backend.networks.keras.stored import STACKED

CELLS = {"SimpleRNNCell": "SimpleRNN", "LSTMCell": "LSTM", "GRUCell": "GRU"}
"""Layers by the cells that they run through the steps."""
MOST_CELLS = 64
OF_STEPS = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll", "zero_output_for_mask", "time_major")
"""Attributes of an RNN that are not its cell's."""
MERGES = ("concat", "sum", "mul", "ave")
"""Ways to merge the two halves of a Bidirectional."""


@dataclass(frozen=True)
class Halves:
    """A Bidirectional: recurrent layers that read from the beginning and from the end, one after another, and how they merge."""

    forward: Sequence[KerasLayer]
    backward: Sequence[KerasLayer]
    merge: str
    every: bool
    """Whether they give all states; those from the end are then turned round."""


def halves_of(found: KerasLayer) -> Halves:
    """Return the two halves of a Bidirectional, each with its weights. Raises NotSupported."""
    found.know("layer", "backward_layer", "merge_mode")
    found.require(merge_mode=MERGES)
    forward = inner(found, "layer")
    if found.config.get("backward_layer") is None:
        backward = replace(forward, config={**forward.config, "go_backwards": not forward.config.get("go_backwards")})
    else:
        backward = inner(found, "backward_layer")
    of_forward = sum(_count(cell) for cell in _cells(forward))
    first, second = (
        recurrent(replace(half, weights=weights))
        for half, weights in ((forward, found.weights[:of_forward]), (backward, found.weights[of_forward:]))
    )
    every = {bool(half.config.get("return_sequences")) for half in (forward, backward)}
    if len(every) > 1:
        raise found.refusal("one half gives all states and the other the last one")
    return Halves(first, second, str(found.config.get("merge_mode", MERGES[0])), every.pop())


def recurrent(found: KerasLayer) -> list[KerasLayer]:
    """Return a recurrent layer as it is, or the cells of an RNN as layers of their own. Raises NotSupported."""
    if found.kind != "RNN":
        return [found]
    found.know("cell", *OF_STEPS)
    cells, weights = _cells(found), list(found.weights)
    if len(weights) != sum(_count(cell) for cell in cells):
        raise found.refusal("its weights are not those of its cells")
    of_steps = {key: found.config[key] for key in OF_STEPS if key in found.config}
    layers = []
    for number, cell in enumerate(cells):
        config = {**cell.config, **of_steps}
        if number:  # what it reads is in the order of reading already
            config["go_backwards"] = False
        if number < len(cells) - 1:
            config["return_sequences"] = True
        count = _count(cell)
        layers.append(replace(cell, kind=CELLS[cell.kind], config=config, weights=weights[:count]))
        del weights[:count]
    return layers


def inner(found: KerasLayer, key: str) -> KerasLayer:
    """Return the layer that another holds under a key, named as that one and still without weights. Raises NotSupported."""
    return _held(found, found.config.get(key))


def _held(found: KerasLayer, given: object) -> KerasLayer:
    if not isinstance(given, Mapping) or not isinstance(given.get("config"), Mapping) or "class_name" not in given:
        raise found.refusal("its description does not say which layer it holds")
    kind, config = as_layer(given, Call(()))
    held = replace(found, kind=kind, config={**config, "name": found.name}, weights=())
    held.check_precision()
    return held


def _cells(found: KerasLayer) -> list[KerasLayer]:
    """Return the cells of a recurrent layer, which is its own cell if it is no RNN."""
    if found.kind in CELLS.values():
        return [found]
    if found.kind != "RNN":
        raise found.refusal(f"it holds a {found.kind[:40]}; {', '.join(CELLS.values())} and RNN can be read")
    cell = inner(found, "cell")
    if cell.kind != STACKED:
        cells = [cell]
    else:
        cell.know("cells", "reverse_state_order")
        given = cell.config.get("cells")
        cells = [_held(found, one) for one in given[: MOST_CELLS + 1]] if isinstance(given, list) else []
    if not 0 < len(cells) <= MOST_CELLS or any(one.kind not in CELLS for one in cells):
        raise found.refusal(f"its cells cannot be read; {', '.join(CELLS)} can, at most {MOST_CELLS} of them")
    return cells


def _count(cell: KerasLayer) -> int:
    """Return how many arrays a cell has."""
    return 3 if cell.config.get("use_bias", True) else 2
