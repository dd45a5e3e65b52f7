"""The files that networks are read from, told apart by their first bytes, each as layers and arrays for one data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.layers import Layer
from backend.networks import keras, tensors
from backend.networks.foreign import refusal
from backend.schemas.dataset import DatasetRecord
from backend.schemas.input_values import ANYWHERE

KERAS = (b"PK\x03\x04", b"\x89HDF")
"""How .keras and .h5 files begin."""
ONNX = (b"\x08", b":")
"""How .onnx files begin: with their version or their graph."""


class NotRead(ValueError):
    """A file is not of a kind that is read, or is damaged; the text says what is wrong."""


@dataclass(frozen=True)
class Model:
    """Layers, arrays by "<layer>.<name>", and sentences on what of the file is not in them."""

    layers: tuple[Layer, ...]
    arrays: Mapping[str, NDArray[np.floating[Any]]]
    notes: tuple[str, ...]


def read_model(content: bytes, data: DatasetRecord, *, channels: str = ANYWHERE, weights: bytes | None = None) -> Model:
    """Return the network of a file for a data set; `weights` is a safetensors file whose arrays take the place of its own.

    `channels` says where those of an ONNX model's input are, if its shape does not. Raises NotRead for files that are not read,
    NotSupported or ImpossibleLayer for networks that are not.
    """
    reason = refusal(content, data)
    if reason is not None:
        raise NotRead(reason)
    try:
        given = None if weights is None else tensors.read(weights)
        if content.startswith(KERAS):
            return _of_keras(content, data, channels, given)
        if content.startswith(ONNX):
            return _of_onnx(content, data, channels, given)
    except (keras.NotAKerasFile, tensors.NotTensors) as error:
        raise NotRead(str(error)) from None
    if tensors.holds_tensors(content):
        raise NotRead(
            "a safetensors file holds weights alone; give it as weights, beside the .keras or .onnx file of the network"
        )
    raise NotRead("the file is neither a .keras, .h5 or .onnx model nor an .npz that was downloaded here")


def _of_keras(content: bytes, data: DatasetRecord, channels: str, given: tensors.Arrays | None) -> Model:
    if channels != ANYWHERE:
        raise NotRead("a Keras file says itself where its channels are; channels can be given for .onnx files alone")
    file = keras.read(content)
    if given is not None:
        file = keras.with_weights(file, given)
    layers, arrays = keras.translate(file, data.input_shape)
    return Model(layers, arrays, keras.remarks(file))


def _of_onnx(content: bytes, data: DatasetRecord, channels: str, given: tensors.Arrays | None) -> Model:
    from backend.networks import onnx  # its library is loaded by whoever reads such a file

    try:
        file = onnx.read(content)
    except onnx.NotAnOnnxFile as error:
        raise NotRead(str(error)) from None
    if given is not None:
        file = onnx.with_weights(file, given)
    made = onnx.translate(file, data.input_shape, channels, sequence=data.kind == "sequence")
    return Model(made.layers, made.arrays, made.notes)
