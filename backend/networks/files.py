"""Weights as bytes: an .npz of plain arrays named "<layer>.<array>", checked by hash, shape and number type."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.layers import Conv2DLayer, DenseLayer, LayerKind
from backend.networks.describe import describe
from backend.schemas.canonical import digest
from backend.schemas.network import NetworkCard

Floats = NDArray[np.float32]


class DamagedWeights(ValueError):
    """Weights are not those of their card."""


def pack(arrays: Mapping[str, NDArray[np.floating]], *, comment: str = "") -> bytes:
    """Arrays as the bytes of an .npz; the same arrays and the same comment, which is not read again, give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.comment = comment.encode()
        for name in sorted(arrays):
            part = io.BytesIO()
            np.save(part, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            # A fixed date: bytes, and so hashes, depend on the weights alone.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), part.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def pack_network(arrays: Mapping[str, NDArray[np.floating]], layers: Sequence[LayerKind]) -> bytes:
    """Arrays as the bytes of an .npz whose hash differs, too, where layers do that have no arrays: answers are kept by it."""
    described = [layer.model_dump(mode="json") for layer in layers]
    in_hash = any(layer.is_in_hash for layer in layers) or not has_usual_activations(layers)
    return pack(arrays, comment=digest(described) if in_hash else "")


def has_usual_activations(layers: Sequence[LayerKind]) -> bool:
    """Whether a ReLU follows all dense layers and convolutions but the last layer, as in the zoo: hashes were of arrays alone."""
    return all(
        layer.activation == ("linear" if layer is layers[-1] else "relu")
        for layer in layers
        if isinstance(layer, DenseLayer | Conv2DLayer)
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def unpack(content: bytes, card: NetworkCard) -> dict[str, Floats]:
    """The arrays of a network as float32. Raises DamagedWeights, with the network's name."""
    if sha256(content) != card.weights_sha256:
        raise DamagedWeights(f"the weights of {card.id} are damaged: their SHA-256 is not the one on the card")
    expected = {
        f"{layer.index}.{name}": shape
        for layer in describe(card.layers, card.input_shape).layers
        for name, shape in layer.arrays.items()
    }
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        if set(archive.files) != set(expected):
            raise DamagedWeights(f"the weights of {card.id} are {sorted(archive.files)}, not {sorted(expected)}")
        arrays = {name: archive[name].astype(np.float32) for name in expected}
    for name, array in arrays.items():
        if array.shape != expected[name]:
            raise DamagedWeights(f"array {name} of {card.id} has shape {array.shape}, not {expected[name]}")
        if not np.isfinite(array).all():
            raise DamagedWeights(f"array {name} of {card.id} holds numbers that are not finite")
    return arrays
