"""A network as one file to take along: the .npz of its arrays with its card in it, as `card.json`."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from math import prod
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from backend.datasets.files.npz import NotReadable, header_of
from backend.layers import MOST_LAYERS, ImpossibleLayer, Layer, Shape
from backend.networks.bounds import MOST_WEIGHTS
from backend.networks.describe import NO_LOGITS, Facts, describe
from backend.networks.keras.container import MOST_JSON_BYTES
from backend.schemas.explain import explain
from backend.schemas.network import NetworkCard

CARD = "card.json"
SUFFIX = ".npz"
NPY_HEADER_BYTES = 1024
"""More than the header of any array that `pack` writes."""
_DAMAGE = (
    *(OSError, LookupError, ValueError, TypeError, ArithmeticError, RuntimeError, EOFError),
    *(zlib.error, struct.error, zipfile.BadZipFile),
)


class NotANetworkFile(ValueError):
    """The bytes are no network that was downloaded from Mhoscope; the text says what is wrong."""


def with_card(card: NetworkCard, weights: bytes) -> bytes:
    """Return packed weights as a file that is read again by `read`, and its arrays by `numpy.load`."""
    buffer = io.BytesIO(weights)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(CARD, (1980, 1, 1, 0, 0, 0)), card.model_dump_json(indent=1), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def holds_card(content: bytes) -> bool:
    """Return whether bytes are a zip with a card, and so for `read`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return CARD in archive.namelist()
    except _DAMAGE:
        return False


def read(content: bytes) -> tuple[NetworkCard, dict[str, NDArray[np.floating[Any]]]]:
    """Return the card and the arrays of a file; sizes are known before anything is allocated. Raises NotANetworkFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            card = _card(_member(archive, CARD, MOST_JSON_BYTES))
            shapes = {
                f"{layer.index}.{name}": shape
                for layer in _facts(card.layers, card.input_shape).layers
                for name, shape in layer.arrays.items()
            }
            return card, {name: _array(archive, name, shape) for name, shape in shapes.items()}
    except NotANetworkFile:
        raise
    except ImpossibleLayer as error:
        raise NotANetworkFile(str(error)) from None
    except _DAMAGE as error:
        raise NotANetworkFile(f"the file is damaged ({type(error).__name__})") from None


def _card(text: bytes) -> NetworkCard:
    try:
        return NetworkCard.model_validate_json(text)
    except ValidationError as error:
        raise NotANetworkFile(f"{CARD}: {explain(error)}") from None


def _facts(layers: Sequence[Layer], input_shape: tuple[int, ...]) -> Facts:
    if len(layers) > MOST_LAYERS:
        raise NotANetworkFile(f"the network has {len(layers)} layers; at most {MOST_LAYERS} can be read")
    if len(input_shape) != 3 or min(input_shape) < 1:
        raise NotANetworkFile("input_shape must be height, width and channels")
    facts = describe(layers, cast("Shape", input_shape))
    if not facts.layers or len(facts.output_shape) != 1:
        raise NotANetworkFile(NO_LOGITS)
    if facts.parameters > MOST_WEIGHTS:
        raise NotANetworkFile(f"{facts.parameters:,} weights are too many; at most {MOST_WEIGHTS:,} can be read")
    return facts


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    if name not in archive.namelist():
        raise NotANetworkFile(f"the file holds no {name}")
    info = archive.getinfo(name)
    if info.file_size > most:
        raise NotANetworkFile(f"{name} is larger than {most:,} bytes")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotANetworkFile(f"{name} is compressed in a way that is not read")
    return archive.read(info)


def _array(archive: zipfile.ZipFile, name: str, shape: Shape) -> NDArray[np.floating[Any]]:
    """One array, its header compared with the layer before its numbers are looked at."""
    content = _member(archive, f"{name}.npy", NPY_HEADER_BYTES + 8 * prod(shape))
    try:
        found, kind, in_columns, start = header_of(content, f"array {name}")
    except NotReadable as error:
        raise NotANetworkFile(str(error)) from None
    if found != shape or in_columns or kind not in (np.float16, np.float32):
        raise NotANetworkFile(f"array {name} must have shape {shape} and 16 or 32 bit numbers; received {found} of {kind}")
    values = content[start:]
    if len(values) != prod(shape) * kind.itemsize:
        raise NotANetworkFile(f"array {name} is not whole")
    array = np.frombuffer(values, dtype=kind).reshape(shape)
    if not np.isfinite(array).all():
        raise NotANetworkFile(f"array {name} holds numbers that are not finite")
    return array
