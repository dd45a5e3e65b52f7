"""What the inputs of an uploaded network are: a layer in front of it that converts them, and remarks on what was found."""

from __future__ import annotations

from math import sqrt

from backend.layers import MOST_LAYERS, ImpossibleLayer, Layer, ScaleLayer
from backend.networks import load_arrays
from backend.networks.files import pack_network, sha256
from backend.schemas.dataset import DatasetRecord
from backend.schemas.input_values import AUTO, UNIT, conversion, in_words
from backend.schemas.network import GUESSING, Measured, NetworkCard, TriedInputs

STANDARD_ERRORS = 3
"""How far above chance an accuracy must be, in standard errors of an accuracy at chance, to pass without a remark."""


def with_inputs(card: NetworkCard, weights: bytes, values: str) -> tuple[NetworkCard, bytes]:
    """Return the card and the packed weights of a network whose inputs are `values`, such as "bytes".

    A first layer converts stored values, which lie in [0, 1], unless they are taken as they are. Raises ImpossibleLayer if the
    network has no place for one more layer, and ValueError for values that cannot be.
    """
    found = conversion(values, card.input_shape[-1])
    card = card.model_copy(update={"input_values": values})
    if found is None or found == conversion(UNIT):
        return card, weights
    layers = (ScaleLayer(scale=found.scale, shift=found.shift), *map(_fed_one_later, card.layers))
    if len(layers) > MOST_LAYERS:
        raise ImpossibleLayer(f"the network has {len(layers)} layers, with that of its inputs; at most {MOST_LAYERS} can be read")
    arrays = {_one_later(name): array for name, array in load_arrays(card, weights).items()}
    packed = pack_network(arrays, layers)
    return card.model_copy(update={"layers": layers, "weights_sha256": sha256(packed)}), packed


def completed(card: NetworkCard, weights: bytes, measured: Measured, data: DatasetRecord) -> tuple[NetworkCard, bytes]:
    """Return the card and the packed weights of an upload with what was measured, and remarks for whoever uploaded it."""
    if card.input_values == AUTO:
        card, weights = with_inputs(card, weights, measured.input_values)
    found = (_choice(measured.input_values, measured.tried), _chance(measured.accuracy, data))
    notes = dict.fromkeys((*card.notes, *(note for note in found if note)))
    accuracies = {"clean_accuracy": measured.accuracy, "class_accuracy": measured.by_class, "notes": tuple(notes)}
    return card.model_copy(update=accuracies), weights


def _fed_one_later(layer: Layer) -> Layer:
    """A layer behind one more: what was given the network's input is given the output of that one."""
    if layer.inputs is None:
        return layer
    return layer.model_copy(update={"inputs": tuple(source + 1 for source in layer.inputs)})


def _one_later(name: str) -> str:
    index, array = name.split(".", 1)
    return f"{int(index) + 1}.{array}"


def _choice(values: str, tried: tuple[TriedInputs, ...]) -> str | None:
    if not tried:
        return None
    given = ", ".join(f"{_named(one.input_values)} {100 * one.accuracy:.1f} %" for one in tried)
    return f"Inputs are taken to be {values} ({in_words(values)}): tried on training images, they gave {given}."


def _named(values: str) -> str:
    return f"({values})" if "," in values else values


def _chance(accuracy: float, data: DatasetRecord) -> str | None:
    chance = 1 / len(data.classes)
    if accuracy > chance + STANDARD_ERRORS * sqrt(chance * (1 - chance) / data.test_images):
        return None
    return (
        f"The clean accuracy, {100 * accuracy:.2f} %, {GUESSING} ({100 * chance:.3g} %): the network is not trained, "
        "or expects other inputs or another order of classes."
    )
