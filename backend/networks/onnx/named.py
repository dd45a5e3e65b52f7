"""The weights of an ONNX model by name, so that a file of weights alone can take their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from backend.networks.onnx.file import OnnxFile
from backend.networks.tensors import Floats, replaced


def with_weights(file: OnnxFile, given: Mapping[str, Floats]) -> OnnxFile:
    """Return a model with other weights, by the names of its own: all of more than one number that the output depends on.

    Raises NotTensors unless all fit.
    """
    needed = {name for node in file.nodes for name in node.inputs}
    own = {
        name: array
        for name, array in file.constants.items()
        if name in needed and array.dtype.kind == "f" and (array.size > 1 or name in given)
    }
    taken = replaced(own, given)
    return replace(file, constants={**file.constants, **{name: np.asarray(array) for name, array in taken.items()}})
