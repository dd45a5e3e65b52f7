"""The two kinds of files that Keras writes: .keras (a zip of JSON and HDF5) and .h5 (HDF5 alone)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

MOST_WEIGHTS = 20_000_000
MOST_LAYERS = 64
MOST_JSON_BYTES = 2 * 2**20
MOST_UNPACKED_BYTES = 256 * 2**20

Floats = NDArray[np.float32]


class NotAKerasFile(ValueError):
    """The bytes are no Keras model; the text says what is wrong."""


@dataclass(frozen=True)
class KerasFile:
    """A model's layers in order (Keras' own configuration) and the weights of each, in Keras' order."""

    layers: list[dict[str, Any]]
    weights: list[list[Floats]]


def read(content: bytes) -> KerasFile:
    """A model from the bytes of a .keras or .h5 file. Raises NotAKerasFile."""
    try:
        if content[:4] == b"PK\x03\x04":
            return _read_zip(content)
        if content[:8] == b"\x89HDF\r\n\x1a\n":
            return _read_h5(content)
    except NotAKerasFile:
        raise
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, AttributeError, RecursionError, zipfile.BadZipFile) as error:
        raise NotAKerasFile(f"the file is damaged ({type(error).__name__})") from error
    raise NotAKerasFile("the file is neither a .keras nor an .h5 model")


def _read_zip(content: bytes) -> KerasFile:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, most in (("config.json", MOST_JSON_BYTES), ("model.weights.h5", MOST_UNPACKED_BYTES)):
            if name not in archive.namelist():
                raise NotAKerasFile(f"the archive holds no {name}")
            if archive.getinfo(name).file_size > most:
                raise NotAKerasFile(f"{name} is larger than {most / 2**20:g} MB")
        layers = _layers(json.loads(archive.read("config.json")))
        weights = archive.read("model.weights.h5")
    with h5py.File(io.BytesIO(weights), "r") as file:
        return KerasFile(layers, [_stored(file, path) for path in _paths(layers)])


def _read_h5(content: bytes) -> KerasFile:
    with h5py.File(io.BytesIO(content), "r") as file:
        if "model_config" not in file.attrs:
            raise NotAKerasFile("the .h5 file holds weights but no model; save the whole model")
        layers = _layers(json.loads(file.attrs["model_config"]))
        weights = []
        for layer in layers:
            group = file["model_weights"].get(layer["config"].get("name", ""))
            names = [] if group is None else group.attrs.get("weight_names", [])
            weights.append([_array(group[name.decode() if isinstance(name, bytes) else name]) for name in names])
        return KerasFile(layers, weights)


def _layers(document: Any) -> list[dict[str, Any]]:
    kind = document.get("class_name")
    if kind not in ("Sequential", "Functional", "Model"):
        raise NotAKerasFile(f"only Sequential and Functional models can be read, not {str(kind)[:40]!r}")
    layers: list[dict[str, Any]] = document["config"]["layers"]
    if len(layers) > MOST_LAYERS:
        raise NotAKerasFile(f"the model has {len(layers)} layers; at most {MOST_LAYERS} can be read")
    if kind != "Sequential":
        _check_chain(layers)
    return layers


def _check_chain(layers: list[dict[str, Any]]) -> None:
    """A functional model must be one line of layers, each fed by the one before."""
    for before, layer in pairwise(layers):
        text = json.dumps(layer.get("inbound_nodes", []))
        fed_by = set(re.findall(r'"keras_history": \["([^"]+)"', text)) or set(re.findall(r'\[\["([^"]+)", 0, 0', text))
        if fed_by != {before["config"]["name"]}:
            raise NotAKerasFile(
                f"layer {str(layer['config']['name'])[:40]!r} is not fed by the layer before it alone; branches cannot be read"
            )


def _paths(layers: list[dict[str, Any]]) -> list[str]:
    """Where a .keras file keeps each layer's weights: by kind, counted."""
    seen: dict[str, int] = {}
    paths = []
    for layer in layers:
        name = re.sub(r"([a-z])([A-Z])", r"\1_\2", re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", layer["class_name"])).lower()
        count = seen.get(name, 0)
        seen[name] = count + 1
        paths.append(f"layers/{name}_{count}" if count else f"layers/{name}")
    return paths


def _stored(file: h5py.File, path: str) -> list[Floats]:
    for place in (f"{path}/vars", f"{path}/cell/vars"):
        group = file.get(place)
        if group is not None and len(group):
            return [_array(group[str(number)]) for number in range(len(group))]
    return []


def _array(dataset: Any) -> Floats:
    """One array, its size known before anything is allocated."""
    if not isinstance(dataset, h5py.Dataset) or dataset.dtype.kind != "f" or dataset.external or dataset.is_virtual:
        raise NotAKerasFile("the weights are not plain floating-point arrays")
    if dataset.size > MOST_WEIGHTS:
        raise NotAKerasFile(f"an array of {dataset.size:,} weights is too large; at most {MOST_WEIGHTS:,} can be read")
    array = np.asarray(dataset[()], dtype=np.float32)
    if not np.isfinite(array).all():
        raise NotAKerasFile("the weights hold numbers that are not finite")
    return array
