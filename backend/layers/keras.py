"""One layer as a Keras file describes it, and what the kinds of layers ask of it. Data alone: Keras is not imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Activation = Literal["relu", "linear"]


class NotSupported(ValueError):
    """A layer that Mhoscope has no crossbar for; the text names it."""


@dataclass(frozen=True)
class KerasLayer:
    """Class name, configuration and weights (in Keras' order) of one layer of a file."""

    kind: str
    config: Mapping[str, Any]
    weights: Sequence[Floats]

    @property
    def name(self) -> str:
        """The name its author gave it, cut to 40 characters."""
        return str(self.config.get("name", self.kind))[:40]

    @property
    def is_softmax(self) -> bool:
        """Whether its outputs go through a softmax."""
        return self.config.get("activation") == "softmax"

    def activation(self) -> Activation:
        """Its activation; softmax counts as linear, see `is_softmax`. Raises NotSupported for any other."""
        activation = self.config.get("activation", "linear")
        if activation not in ("relu", "linear", "softmax", None):
            raise NotSupported(
                f"layer {self.name!r}: the activation {str(activation)[:40]!r} cannot be read; relu, linear and softmax can"
            )
        return "relu" if activation == "relu" else "linear"

    def kernel_and_bias(self) -> tuple[Floats, Floats]:
        """Kernel and bias, zeros where the layer has no bias. Raises NotSupported."""
        if len(self.weights) not in (1, 2) or self.weights[0].ndim < 2:
            raise NotSupported(f"layer {self.name!r}: its weights are not a kernel and a bias")
        kernel = self.weights[0]
        return kernel, self.weights[1] if len(self.weights) == 2 else np.zeros(kernel.shape[-1], np.float32)

    def require(self, **allowed: tuple[Any, ...]) -> None:
        """Raise NotSupported unless each of these settings that the file gives has one of the allowed values, the usual first."""
        for key, values in allowed.items():
            if key in self.config and self.config[key] not in values:
                raise NotSupported(
                    f"layer {self.name!r}: {key} {str(self.config[key])[:40]} cannot be read; it must be {values[0]}"
                )
