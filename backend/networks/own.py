"""From the bytes of a file to a network of one's own: what is checked before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.datasets import UnknownDataset, record_of
from backend.layers import ImpossibleLayer, Layer, NotSupported, RecurrentLayer
from backend.layers.keras import Refusal
from backend.networks import zoo_cards
from backend.networks.describe import describe
from backend.networks.files import pack_network, sha256
from backend.networks.formats import NotRead, read_model
from backend.networks.inputs import with_inputs
from backend.networks.portable import NotANetworkFile, holds_card
from backend.networks.portable import read as read_portable
from backend.schemas.dataset import DatasetRecord
from backend.schemas.input_values import ANYWHERE, AUTO, UNIT
from backend.schemas.network import NetworkCard

NAME = r"^[a-z0-9][a-z0-9.\-]*$"
"""What the name of a network of one's own is like; its id is dataset/name."""
LONGEST_NAME = 80


def is_name(name: str) -> bool:
    """Return whether a network of one's own may be called so."""
    return len(name) <= LONGEST_NAME and re.fullmatch(NAME, name) is not None


def as_name(text: str) -> str:
    """Return the name of a network of one's own that is nearest to a text, such as the name of a file."""
    return (re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.") or "network")[:LONGEST_NAME]


class NotAccepted(ValueError):
    """A file cannot be a network for this data set; the text says why, `refused` has single layers if these are to blame."""

    def __init__(self, text: str, refused: Sequence[Refusal] = ()) -> None:
        super().__init__(text)
        self.refused = tuple(refused)


def from_file(
    content: bytes,
    *,
    data: DatasetRecord,
    name: str,
    inputs: str = AUTO,
    channels: str = ANYWHERE,
    weights: bytes | None = None,
) -> tuple[NetworkCard, bytes]:
    """The card, without a measured accuracy, and the packed weights of a network for a data set.

    The file is Keras' (.keras, .h5), ONNX (.onnx) or one that was downloaded here (.npz), which knows its `inputs`; those of
    others may be auto, to be found when the network is measured. See `read_model` for `channels` and `weights`. Raises
    NotAccepted.
    """
    try:
        if holds_card(content):
            if weights is not None:
                raise NotAccepted("an .npz that was downloaded here has its weights in it")
            known, arrays = read_portable(content)
            return _as_asked(*_card(known.layers, arrays, data=data, name=name, known=known), inputs)
        model = read_model(content, data, channels=channels, weights=weights)
        card, packed = _card(model.layers, model.arrays, data=data, name=name)
        return with_inputs(card.model_copy(update={"notes": model.notes}), packed, inputs)
    except NotSupported as error:
        raise NotAccepted(str(error), error.refused) from None
    except (NotRead, NotANetworkFile, ImpossibleLayer) as error:
        raise NotAccepted(str(error)) from None


def _as_asked(card: NetworkCard, weights: bytes, inputs: str) -> tuple[NetworkCard, bytes]:
    """A downloaded network with the inputs that are asked for, if it does not convert its own."""
    if inputs in (AUTO, card.input_values):
        return card, weights
    if card.input_values != UNIT:
        raise NotAccepted(f"the inputs of this network are {card.input_values}, as its file says, not {inputs}")
    return with_inputs(card, weights, inputs)


def known_as(content: bytes) -> tuple[str, str] | None:
    """The data set and the name that a downloaded network had; None for other files. Raises NotAccepted."""
    if not holds_card(content):
        return None
    try:
        known, _arrays = read_portable(content)
    except NotANetworkFile as error:
        raise NotAccepted(str(error)) from None
    return known.dataset, known.name


def from_path(path: Path) -> tuple[NetworkCard, bytes]:
    """The card and the packed weights of a network that was downloaded here or came in a bundle, as what it was there.

    Raises NotAccepted, with the file's name.
    """
    try:
        known, _arrays = read_portable(path.read_bytes())
        if known.id in zoo_cards():
            raise NotAccepted(f"{known.id} ships with the program, and is not read from files")
        if not is_name(known.name) or known.id != f"{known.dataset}/{known.name}":
            raise NotAccepted(f"{known.id!r} is not the name of a network for the data set {known.dataset}")
        card, weights = from_file(path.read_bytes(), data=record_of(known.dataset), name=known.name)
    except (NotAccepted, NotANetworkFile, UnknownDataset) as error:
        raise NotAccepted(f"{path}: {error}") from None
    except OSError as error:
        raise NotAccepted(f"{path} cannot be read: {error.strerror}") from None
    accuracies = {"clean_accuracy": known.clean_accuracy, "class_accuracy": known.class_accuracy, "origin": known.origin}
    return card.model_copy(update=accuracies), weights


def _card(
    layers: tuple[Layer, ...],
    arrays: Mapping[str, NDArray[np.floating[Any]]],
    *,
    data: DatasetRecord,
    name: str,
    known: NetworkCard | None = None,
) -> tuple[NetworkCard, bytes]:
    """What can be counted is counted; how it was trained is as `known` says, if anybody knows."""
    facts = describe(layers, data.input_shape)
    classes, units = len(data.classes), prod(facts.output_shape)
    if known is not None and known.input_shape != data.input_shape:
        raise NotAccepted(f"the network takes images of {known.input_shape}, but those of {data.name} are {data.input_shape}")
    if units != classes:
        raise NotAccepted(f"the last layer has {units} units, but the data set has {classes} classes")
    weights = pack_network(arrays, layers)
    card = NetworkCard(
        id=f"{data.name}/{name}",
        dataset=data.name,
        family="custom" if known is None else known.family,
        time_steps=next((layer.time_steps for layer in layers if isinstance(layer, RecurrentLayer)), None),
        training_noise=None if known is None else known.training_noise,
        weight_noise=None if known is None else known.weight_noise,
        weight_clip=None if known is None else known.weight_clip,
        seed=None if known is None else known.seed,
        parameters=facts.parameters,
        cells=facts.cells,
        clean_accuracy=0.0,
        origin="uploaded",
        input_shape=data.input_shape,
        input_values=UNIT if known is None else known.input_values,
        layers=layers,
        macs=facts.macs,
        weights_sha256=sha256(weights),
        training=None if known is None else known.training,
        notes=() if known is None else known.notes,
    )
    return card, weights
