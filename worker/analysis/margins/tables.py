"""What a prediction needs of a network: for some images, how margins feel errors of weights and of pixels, by their size.

A margin is the logit of the right class less that of another one. Symbols: n images, k competitors (the classes nearest to the
right one), c pairs of competitors in the order of `pairs`, nodes of functions of a weight or of a pixel.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.schemas.version import PREDICTION_METHOD
from worker.crossbar.tools.arrays import Floats


@dataclass(frozen=True, eq=False)
class OfLayer:
    """How margins feel errors of one layer's weights, which are fractions of w_max = max |w|.

    With G = d margin / d W, summed over all reads of an image: `frozen` is the sum over weights of G G for two competitors,
    `redrawn` the same with the reads' own gradients, multiplied before they are summed; both are split by the weights' size
    among nodes.
    """

    frozen: Floats
    """(n, c, nodes)."""
    redrawn: Floats
    """(n, c, nodes); of no images where an image reads the layer once, so that it is `frozen`."""
    reference_frozen: Floats
    """The same for an error that all weights of a row have in common (n, c)."""
    reference_redrawn: Floats
    """(n, c)."""
    counts: NDArray[np.float64]
    """How many weights are near each of `nodes.FINE` (fine,)."""
    shape: NDArray[np.int64]
    """Rows m and columns p of the weights, all groups side by side."""


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of one network on some of its test images."""

    images: NDArray[np.int64]
    """Which of the test images these are (n,), in the order of their class and margin: neighbours are alike."""
    rivals: NDArray[np.int64]
    """The competitors of each image, the nearest first (n, k)."""
    logits: Floats
    """Logits without noise (n, classes)."""
    pixels: Floats
    """The sum of products of d margin / d pixel for two competitors, split by the pixels' values among nodes (n, c, nodes)."""
    all_images: int
    """Number of test images that the n were chosen from."""
    all_right: int
    """How many of them are classified correctly without noise."""
    layers: Mapping[int, OfLayer]
    """By the index of the layer."""

    @property
    def clean(self) -> float:
        """Accuracy without noise on all test images."""
        return self.all_right / self.all_images

    def pack(self) -> bytes:
        """Return the tables as the bytes of an .npz file."""
        arrays = {
            "format": np.array(PREDICTION_METHOD),
            "all_images": np.array(self.all_images),
            "all_right": np.array(self.all_right),
        }
        arrays |= {name: getattr(self, name) for name in _ARRAYS}
        for index, layer in self.layers.items():
            arrays |= {f"{index}.{field.name}": getattr(layer, field.name) for field in fields(OfLayer)}
        content = io.BytesIO()
        np.savez_compressed(content, allow_pickle=False, **arrays)
        return content.getvalue()


_FELT = ("frozen", "redrawn", "reference_frozen", "reference_redrawn")
_ARRAYS = ("images", "rivals", "logits", "pixels")


def unpack(content: bytes) -> Tables:
    """Return tables from their bytes. Raises ValueError if they are none of this version."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        if int(stored["format"]) != PREDICTION_METHOD:
            raise ValueError(f"tables must have format {PREDICTION_METHOD}; received {int(stored['format'])}")
        indices = sorted({int(name.split(".")[0]) for name in stored.files if "." in name})
        names = [field.name for field in fields(OfLayer)]
        layers = {index: OfLayer(**{name: stored[f"{index}.{name}"] for name in names}) for index in indices}
        numbers: dict[str, Any] = {name: int(stored[name]) for name in ("all_images", "all_right")}
        return Tables(**{name: stored[name] for name in _ARRAYS}, **numbers, layers=layers)


def pairs(competitors: int) -> list[tuple[int, int]]:
    """Return all pairs of competitors, each with itself too, in the order of the tables."""
    return [(one, other) for one in range(competitors) for other in range(one, competitors)]


def as_covariances(of_pairs: NDArray[np.float64], competitors: int) -> NDArray[np.float64]:
    """Return values of pairs (..., c) as symmetric matrices (..., k, k)."""
    whole = np.empty((*of_pairs.shape[:-1], competitors, competitors))
    for index, (one, other) in enumerate(pairs(competitors)):
        whole[..., one, other] = whole[..., other, one] = of_pairs[..., index]
    return whole


def between(one: Tables, other: Tables, share: float) -> Tables:
    """Return tables of the same images and layers between two, so near to the other; logits are those of the first."""

    def mean(first: Floats, second: Floats) -> Floats:
        return np.float32(1 - share) * first + np.float32(share) * second

    layers = {}
    for index in one.layers.keys() & other.layers.keys():
        first, second = one.layers[index], other.layers[index]
        moved: dict[str, Any] = {name: mean(getattr(first, name), getattr(second, name)) for name in _FELT}
        layers[index] = replace(first, **moved)
    return replace(one, pixels=mean(one.pixels, other.pixels), layers=layers)


def joined(parts: Sequence[Tables]) -> Tables:
    """Return the tables of several parts of the chosen images as one."""
    first = parts[0]
    together = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    layers = {
        index: OfLayer(
            **{
                field.name: getattr(layer, field.name)
                if field.name in ("counts", "shape")
                else np.concatenate([getattr(part.layers[index], field.name) for part in parts])
                for field in fields(OfLayer)
            }
        )
        for index, layer in first.layers.items()
    }
    return Tables(**together, all_images=first.all_images, all_right=first.all_right, layers=layers)
