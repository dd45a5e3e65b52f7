"""One layer as described in a Keras file. It is data only: Keras is not imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
"""A float32 array of any shape."""
Activation = Literal["relu", "linear"]
"""The activation of a layer: ReLU or none."""


class NotSupported(ValueError):
    """A layer of a Keras file cannot be read; the text names the layer and says what would be possible."""


@dataclass(frozen=True)
class KerasLayer:
    """Class name, configuration and weights (in the order of Keras) of one layer of a file."""

    kind: str
    config: Mapping[str, Any]
    weights: Sequence[Floats]

    @property
    def name(self) -> str:
        """The layer's name in the file, cut to 40 characters."""
        return str(self.config.get("name", self.kind))[:40]

    @property
    def is_softmax(self) -> bool:
        """Whether the layer ends with a softmax."""
        return self.config.get("activation") == "softmax"

    def activation(self) -> Activation:
        """Return the activation; softmax counts as linear, see `is_softmax`. Raises NotSupported for any other."""
        activation = self.config.get("activation", "linear")
        if activation not in ("relu", "linear", "softmax", None):
            raise NotSupported(
                f"layer {self.name!r}: the activation {str(activation)[:40]!r} cannot be read; relu, linear and softmax can"
            )
        return "relu" if activation == "relu" else "linear"

    def kernel_and_bias(self) -> tuple[Floats, Floats]:
        """Return kernel (..., outputs) and bias (outputs,), or zeros without a bias. Raises NotSupported for other weights."""
        if len(self.weights) not in (1, 2) or self.weights[0].ndim < 2:
            raise NotSupported(f"layer {self.name!r}: its weights are not a kernel and a bias")
        kernel = self.weights[0]
        return kernel, self.weights[1] if len(self.weights) == 2 else np.zeros(kernel.shape[-1], np.float32)

    def require(self, **allowed: tuple[Any, ...]) -> None:
        """Raise NotSupported unless each of these settings, if the file gives it, has one of the allowed values.

        The first allowed value is named in the error.
        """
        for key, values in allowed.items():
            if key in self.config and self.config[key] not in values:
                raise NotSupported(
                    f"layer {self.name!r}: {key} {str(self.config[key])[:40]} cannot be read; it must be {values[0]}"
                )
