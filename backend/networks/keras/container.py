"""The two kinds of files that Keras writes: .keras (a zip of JSON and HDF5) and .h5 (HDF5 alone)."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from backend.networks.bounds import MOST_WEIGHTS
from backend.networks.keras.calls import NotAKerasFile
from backend.networks.keras.graph import Link, links_of
from backend.networks.keras.stored import places

MOST_WEIGHTS_IN_ALL = 2 * MOST_WEIGHTS
MOST_JSON_BYTES = 2 * 2**20
METADATA = "metadata.json"
NEWEST = 3
MOST_UNPACKED_BYTES = 256 * 2**20

Floats = NDArray[np.float32]
_DAMAGE = (
    *(OSError, LookupError, ValueError, TypeError, RuntimeError, AttributeError, ArithmeticError, EOFError, MemoryError),
    *(zipfile.BadZipFile, zlib.error),
)
"""What libraries raise for files that are not what they say."""


@dataclass(frozen=True)
class KerasFile:
    """A model's layers in order, those of models within it laid out, and the weights of each, in Keras' order."""

    layers: list[Link]
    weights: list[list[Floats]]
    version: int = NEWEST
    """Major version of the Keras that wrote it."""


def read(content: bytes) -> KerasFile:
    """A model from the bytes of a .keras or .h5 file. Raises NotAKerasFile."""
    try:
        if content[:4] == b"PK\x03\x04":
            return _read_zip(content)
        if content[:8] == b"\x89HDF\r\n\x1a\n":
            return _read_h5(content)
    except NotAKerasFile:
        raise
    except _DAMAGE as error:
        raise NotAKerasFile(f"the file is damaged ({type(error).__name__})") from error
    raise NotAKerasFile("the file is neither a .keras nor an .h5 model")


def _read_zip(content: bytes) -> KerasFile:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, most in (
            ("config.json", MOST_JSON_BYTES),
            (METADATA, MOST_JSON_BYTES),
            ("model.weights.h5", MOST_UNPACKED_BYTES),
        ):
            if name == METADATA and name not in archive.namelist():
                continue
            if name not in archive.namelist():
                raise NotAKerasFile(f"the archive holds no {name}")
            if archive.getinfo(name).file_size > most:
                raise NotAKerasFile(f"{name} is larger than {most / 2**20:g} MB")
        layers = links_of(json.loads(archive.read("config.json")))
        said = json.loads(archive.read(METADATA)) if METADATA in archive.namelist() else {}
        weights = archive.read("model.weights.h5")
    with h5py.File(io.BytesIO(weights), "r") as file:
        found = _weights_of(layers, lambda layer: _stored(file, layer))
        return KerasFile(layers, found, _major(said.get("keras_version")))


def _read_h5(content: bytes) -> KerasFile:
    with h5py.File(io.BytesIO(content), "r") as file:
        if "model_config" not in file.attrs:
            raise NotAKerasFile("the .h5 file holds weights but no model; save the whole model")
        backend = file.attrs.get("backend", "")
        if "theano" in (backend.decode() if isinstance(backend, bytes) else str(backend)):
            raise NotAKerasFile("the model was written with Theano, whose kernels lie in another order")
        layers = links_of(json.loads(file.attrs["model_config"]))
        weights = file["model_weights"]
        found = _weights_of(layers, lambda layer: _of_legacy_group(weights, layer))
        return KerasFile(layers, found, _major(file.attrs.get("keras_version")))


def _major(version: Any) -> int:
    """Return the first number of a version such as 2.15.0; that of today's Keras if there is none."""
    text = version.decode() if isinstance(version, bytes) else str(version)
    return int(text[0]) if text[:1].isdecimal() else NEWEST


def _weights_of(layers: Sequence[Link], stored: Callable[[Link], list[h5py.Dataset]]) -> list[list[Floats]]:
    """The weights of each layer, which an error names; those of a layer that is called again are read once."""
    known: dict[str, list[Floats]] = {}
    left = MOST_WEIGHTS_IN_ALL
    for layer in layers:
        if layer.path in known:
            continue
        try:
            datasets = stored(layer)
            left -= sum(map(_size, datasets))
            if left < 0:
                raise NotAKerasFile(f"more than {MOST_WEIGHTS_IN_ALL:,} weights in all are too many")
            known[layer.path] = [_array(dataset) for dataset in datasets]
        except NotAKerasFile as error:
            raise NotAKerasFile(f"layer {str(layer.config.get('name', layer.kind))[:40]!r}: {error}") from None
    return [known[layer.path] for layer in layers]


def _of_legacy_group(weights: h5py.Group, layer: Link) -> list[h5py.Dataset]:
    """The weights of one layer; a model within the model keeps those of all of its layers together, by name."""
    group = weights.get(layer.group)
    names = [] if group is None else group.attrs.get("weight_names", [])
    texts = [name.decode() if isinstance(name, bytes) else str(name) for name in names]
    own = str(layer.config.get("name", ""))
    return [group[text] for text in texts if not layer.nested or own in text.split("/")[:-1]]


def _stored(file: h5py.File, layer: Link) -> list[h5py.Dataset]:
    """The arrays of one layer, and of those within it."""
    found: list[h5py.Dataset] = []
    for place in places(layer.kind, layer.config, layer.path):
        group = file.get(f"{place}/vars")
        if group is not None:
            found += [group[str(number)] for number in range(len(group))]
    return found


def _size(dataset: Any) -> int:
    """The number of weights of an array, before anything is allocated."""
    # A single whole number is a count, as a Normalization keeps of what it was adapted to.
    plain = isinstance(dataset, h5py.Dataset) and (
        dataset.dtype.kind == "f" or (dataset.dtype.kind in "iu" and not dataset.shape)
    )
    if not plain or dataset.external or dataset.is_virtual:
        raise NotAKerasFile("the weights are not plain floating-point arrays of dtype float32")
    if dataset.size > MOST_WEIGHTS:
        raise NotAKerasFile(f"an array of {dataset.size:,} weights is too large; at most {MOST_WEIGHTS:,} can be read")
    return int(dataset.size)


def _array(dataset: h5py.Dataset) -> Floats:
    array = np.asarray(dataset[()], dtype=np.float32)
    if not np.isfinite(array).all():
        raise NotAKerasFile("the weights hold numbers that are not finite")
    return array
