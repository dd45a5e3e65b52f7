"""One layer as described in a Keras file. It is data only: Keras is not imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""A float32 array of any shape."""
Activation = Literal["relu", "linear"]
"""The activation of a layer: ReLU or none."""

WITHOUT_EFFECT = frozenset(("name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_shape", "input_dim", "seed"))
"""Attributes of any layer that change nothing of what it computes at inference; `dtype` is checked on its own."""
WITHOUT_EFFECT_ENDINGS = ("_initializer", "_regularizer", "_constraint")
LARGEST = float(np.finfo(np.float32).max)
PRECISIONS = ("float32", "float64")
"""Number types that a layer may compute with: others round to more than this program's float32."""


@dataclass(frozen=True)
class Refusal:
    """One layer of a file that cannot be read: its name and kind in the file, and why, without its name."""

    name: str
    kind: str
    reason: str


class NotSupported(ValueError):
    """Layers of a file cannot be read; the text names them and says what would be possible, `refused` has them one by one."""

    def __init__(self, text: str, refused: Sequence[Refusal] = ()) -> None:
        super().__init__(text)
        self.refused = tuple(refused)


@dataclass(frozen=True)
class KerasLayer:
    """Class name, configuration and weights (in the order of Keras) of one layer of a file."""

    kind: str
    config: Mapping[str, Any]
    weights: Sequence[Floats]
    version: int = 3
    """Major version of the Keras that wrote the file: some functions have changed."""

    @property
    def name(self) -> str:
        """The layer's name in the file, cut to 40 characters."""
        return str(self.config.get("name", self.kind))[:40]

    def activation(self) -> Activation:
        """Return "relu" for a plain ReLU, else "linear": any other activation becomes a layer of its own."""
        return "relu" if self.config.get("activation") == "relu" else "linear"

    def kernel_and_bias(self, axes: int, outputs: int = 1) -> tuple[Floats, Floats]:
        """Return the kernel, which has so many axes, and the bias, or zeros without a bias.

        There is one bias for each place of the last `outputs` axes. Raises NotSupported for other weights.
        """
        expected = 2 if self.config.get("use_bias", True) else 1
        if len(self.weights) != expected or self.weights[0].ndim != axes:
            raise self.refusal("its weights are not a kernel and a bias")
        kernel = self.weights[0]
        return kernel, self.weights[1] if expected == 2 else np.zeros(prod(kernel.shape[axes - outputs :]), np.float32)

    def number(self, key: str, default: float | None = None) -> float | None:
        """Return an attribute that must be a finite number, or `default` if it is not given. Raises NotSupported."""
        found = self.config.get(key, default)
        if isinstance(found, Mapping):  # as Keras 2 wrote numbers of NumPy
            found = found.get("value")
        if found is None and default is None:
            return None
        # A damaged file may hold whole numbers of any size, which no float can be made of.
        if not isinstance(found, int | float) or isinstance(found, bool) or not -LARGEST <= found <= LARGEST:
            raise self.refusal(f"{key} {str(found)[:40]} cannot be read; it must be a number")
        return float(found)

    def require(self, **allowed: tuple[Any, ...]) -> None:
        """Raise NotSupported unless each of these settings, if the file gives it, has one of the allowed values.

        The first allowed value is named in the error.
        """
        for key, values in allowed.items():
            if key in self.config and self.config[key] not in values:
                raise self.refusal(f"{key} {str(self.config[key])[:40]} cannot be read; it must be {values[0]}")

    def know(self, *modelled: str) -> None:
        """Raise NotSupported if the file sets an attribute that is neither among these nor without effect at inference.

        What is given as None or False is not set.
        """
        for key, value in self.config.items():
            if key in modelled or key in WITHOUT_EFFECT or str(key).endswith(WITHOUT_EFFECT_ENDINGS):
                continue
            if value is not None and value is not False:
                raise self.refusal(f"the attribute {str(key)[:40]}, here {str(value)[:40]}, cannot be read")

    def check_precision(self) -> None:
        """Raise NotSupported if the layer computes in less than float32."""
        found: Any = self.config.get("dtype")
        while isinstance(found, Mapping):
            found = found.get("config", {}).get("name") if found.get("class_name") in ("DTypePolicy", "Policy") else str(found)
        if found is not None and found not in PRECISIONS:
            raise self.refusal(f"dtype {str(found)[:40]} cannot be read; it must be {PRECISIONS[0]}")

    def refusal(self, reason: str) -> NotSupported:
        """Return the error that names this layer and says why it cannot be read."""
        return NotSupported(f"layer {self.name!r}: {reason}", [Refusal(self.name, self.kind[:40], reason)])
