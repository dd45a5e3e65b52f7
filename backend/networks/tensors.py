"""Weights in a file of their own, beside the file of a network: safetensors, arrays by name and nothing else."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import safetensors
from numpy.typing import NDArray

from backend.networks.bounds import MOST_WEIGHTS

MOST_HEADER_BYTES = 4 * 2**20
KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8"}
BRAIN = "BF16"
COUNTERS = ("num_batches_tracked", "count")
"""Ends of names of what counts in training and takes no part in a network."""

Floats = NDArray[np.float32]
Arrays = Mapping[str, Floats]


class NotTensors(ValueError):
    """The bytes are no safetensors file that fits a network; the text says what is wrong."""


def holds_tensors(content: bytes) -> bool:
    """Return whether bytes begin as a safetensors file: the length of a header, and the header."""
    return len(content) > 9 and content[8:9] == b"{" and struct.unpack("<Q", content[:8])[0] <= len(content) - 8


def read(content: bytes) -> dict[str, Floats]:
    """Return the arrays of a safetensors file by name, but for counters of a training. Raises NotTensors."""
    if not holds_tensors(content):
        raise NotTensors("the file of weights is not of safetensors")
    if struct.unpack("<Q", content[:8])[0] > MOST_HEADER_BYTES:
        raise NotTensors(f"the header of the weights is larger than {MOST_HEADER_BYTES // 2**20} MB")
    try:
        found = safetensors.deserialize(content)  # type: ignore[no-untyped-call]
    except (safetensors.SafetensorError, ValueError, OverflowError) as error:
        raise NotTensors(f"the file of weights is damaged ({str(error)[:80]})") from None
    arrays = {name: _array(name, tensor) for name, tensor in found if not name.endswith(COUNTERS)}
    if sum(array.size for array in arrays.values()) > MOST_WEIGHTS:
        raise NotTensors(f"more than {MOST_WEIGHTS:,} weights cannot be read")
    return arrays


def _array(name: str, tensor: Mapping[str, Any]) -> Floats:
    kind, shape, data = tensor["dtype"], tensor["shape"], tensor["data"]
    if kind == BRAIN:  # the upper half of a float32
        array = (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
    elif kind in KINDS:
        with np.errstate(over="ignore"):
            array = np.frombuffer(data, KINDS[kind]).astype(np.float32)
    else:
        raise NotTensors(f"weights {name[:60]!r} are of type {str(kind)[:20]}, which cannot be read")
    if not np.isfinite(array).all():
        raise NotTensors(f"weights {name[:60]!r} hold numbers that are not finite")
    return array.reshape(shape)


def replaced(of_graph: Mapping[str, NDArray[Any]], given: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the arrays that take the place of a network's own: all of them, by name. Raises NotTensors unless all fit."""
    lacking, unknown = sorted(set(of_graph) - set(given)), sorted(set(given) - set(of_graph))
    if lacking or unknown:
        parts = [
            f"{what} {', '.join(name[:60] for name in names[:8])}{' and others' if len(names) > 8 else ''}"
            for what, names in (("lacks", lacking), ("has, beside the network's,", unknown))
            if names
        ]
        raise NotTensors(f"the file of weights does not fit the network: it {', and '.join(parts)}")
    for name, array in given.items():
        if array.shape != of_graph[name].shape:
            raise NotTensors(f"weights {name[:60]!r} have the shape {array.shape}, but {of_graph[name].shape} in the network")
    return dict(given)
