"""Separable convolutions of Keras: two layers in one."""

from __future__ import annotations

from typing import Any

from backend.layers.keras import KerasLayer
from backend.layers.windows import axes_of

SEPARABLE = {"SeparableConv2D": ("DepthwiseConv2D", "Conv2D"), "SeparableConv1D": ("DepthwiseConv1D", "Conv1D")}
"""Separable convolutions by their class, with the classes of their two parts."""
_OF_SECOND = ("filters", "activation", "use_bias")
"""Attributes that belong to the second part."""


def parts_of(found: KerasLayer) -> tuple[KerasLayer, ...]:
    """Return the layers that do, one after the other, what a layer does: two for a separable convolution, else itself.

    Raises NotSupported.
    """
    if found.kind not in SEPARABLE:
        return (found,)
    if len(found.weights) not in (2, 3):
        raise found.refusal("its weights are not two kernels and a bias")
    depthwise, pointwise = SEPARABLE[found.kind]
    first: dict[str, Any] = {key: value for key, value in found.config.items() if key not in _OF_SECOND}
    rest = {key: found.config[key] for key in ("name", *_OF_SECOND) if key in found.config}
    second = KerasLayer(pointwise, {**rest, "kernel_size": [1] * axes_of(found)}, found.weights[1:])
    return KerasLayer(depthwise, {**first, "use_bias": False}, found.weights[:1]), second
