"""Keras' layers as Mhoscope's, each checked; what cannot be put on a crossbar is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

from backend.networks.describe import describe
from backend.networks.keras.container import Floats, KerasFile
from backend.schemas.network import Conv2DLayer, DenseLayer, FlattenLayer, Layer, MaxPool2DLayer, RNNLayer

IGNORED = (
    "InputLayer",
    "Dropout",
    "GaussianNoise",
    "GaussianDropout",
    "SpatialDropout2D",
    "Reshape",
    "Flatten",
    "PreactivationNoise",
)
"""What does nothing at inference, or only says how the same numbers lie."""
SUPPORTED = "Dense, Conv2D, MaxPooling2D, Flatten, Reshape, SimpleRNN, ReLU, Dropout and GaussianNoise"


class NotSupported(ValueError):
    """A layer that Mhoscope has no crossbar for; the text names it."""


@dataclass
class _Translation:
    pixels: int
    layers: list[Layer] = field(default_factory=list)
    arrays: dict[str, Floats] = field(default_factory=dict)

    def add(self, layer: Layer, **arrays: Floats) -> None:
        for name, array in arrays.items():
            self.arrays[f"{len(self.layers)}.{name}"] = array
        self.layers.append(layer)


def translate(file: KerasFile, input_shape: tuple[int, int, int]) -> tuple[tuple[Layer, ...], dict[str, Floats]]:
    """Layers and arrays of a network for images of (height, width, channels). Raises NotSupported or ImpossibleLayer."""
    made = _Translation(pixels=prod(input_shape))
    for layer, weights in zip(file.layers, file.weights, strict=True):
        _add(made, layer["class_name"], layer["config"], weights)
    _read_out(made)
    facts = describe(made.layers, input_shape)
    for fact in facts.layers:
        for name, shape in fact.arrays.items():
            given = made.arrays[f"{fact.index}.{name}"].shape
            if given != shape:
                raise NotSupported(
                    f"layer {fact.index} ({fact.kind}): {name} has shape {given}, but images of {input_shape} ask for {shape}"
                )
    return tuple(made.layers), made.arrays


def _add(made: _Translation, kind: str, config: dict[str, Any], weights: list[Floats]) -> None:
    name = str(config.get("name", kind))[:40]
    if kind == "Dense":
        kernel, bias = _with_bias(weights, name)
        made.add(DenseLayer(units=kernel.shape[-1], activation=_activation(config, name)), kernel=kernel, bias=bias)
    elif kind == "Conv2D":
        _add_conv2d(made, config, weights, name)
    elif kind == "MaxPooling2D":
        _only(config, name, strides=(config["pool_size"], None), padding=("valid",))
        size = config["pool_size"]
        if isinstance(size, list) and len(set(size)) != 1:
            raise NotSupported(f"layer {name!r}: only square windows can be read")
        made.add(MaxPool2DLayer(size=size[0] if isinstance(size, list) else size))
    elif kind in ("SimpleRNN", "ReluRNN"):
        _add_rnn(made, kind, config, weights, name)
    elif kind in ("ReLU", "Activation"):
        _add_activation(made, "relu" if kind == "ReLU" else _activation(config, name), name)
    elif kind == "Flatten":
        made.add(FlattenLayer())
    elif kind not in IGNORED:
        raise NotSupported(f"layer {name!r} is of kind {kind[:40]}; there are {SUPPORTED}")


def _add_conv2d(made: _Translation, config: dict[str, Any], weights: list[Floats], name: str) -> None:
    _only(config, name, strides=([1, 1], 1), dilation_rate=([1, 1], 1), groups=(1,), data_format=("channels_last",))
    kernel, bias = _with_bias(weights, name)
    if kernel.ndim != 4 or kernel.shape[0] != kernel.shape[1]:
        raise NotSupported(f"layer {name!r}: only square kernels can be read")
    layer = Conv2DLayer(
        filters=kernel.shape[-1], kernel_size=kernel.shape[0], padding=config["padding"], activation=_activation(config, name)
    )
    made.add(layer, kernel=kernel, bias=bias)


def _add_rnn(made: _Translation, kind: str, config: dict[str, Any], weights: list[Floats], name: str) -> None:
    if kind == "SimpleRNN":
        _only(config, name, return_sequences=(False,), go_backwards=(False,), activation=("relu",))
    if len(weights) not in (2, 3):
        raise NotSupported(f"layer {name!r}: its weights are not those of a recurrent layer")
    kernel, recurrent = weights[0], weights[1]
    bias = weights[2] if len(weights) == 3 else kernel[0] * 0
    if kernel.ndim != 2 or made.pixels % kernel.shape[0]:
        raise NotSupported(f"layer {name!r}: a step of {kernel.shape[0]} pixels does not divide the {made.pixels} of an image")
    made.add(
        RNNLayer(units=kernel.shape[1], time_steps=made.pixels // kernel.shape[0]), kernel=kernel, recurrent=recurrent, bias=bias
    )


def _add_activation(made: _Translation, activation: str, name: str) -> None:
    last = made.layers[-1] if made.layers else None
    if not isinstance(last, DenseLayer | Conv2DLayer):
        raise NotSupported(f"layer {name!r}: an activation must follow a Dense or Conv2D layer")
    if activation == "relu":
        made.layers[-1] = last.model_copy(update={"activation": "relu"})


def _read_out(made: _Translation) -> None:
    last = made.layers[-1] if made.layers else None
    if not isinstance(last, DenseLayer):
        raise NotSupported("the last layer must be Dense, with one unit a class")


def _with_bias(weights: list[Floats], name: str) -> tuple[Floats, Floats]:
    if not weights or len(weights) > 2:
        raise NotSupported(f"layer {name!r}: its weights are not a kernel and a bias")
    kernel = weights[0]
    return kernel, weights[1] if len(weights) == 2 else kernel.reshape(-1, kernel.shape[-1])[0] * 0


def _activation(config: dict[str, Any], name: str) -> Any:
    """Softmax at the end does not change which class is largest, so it counts as linear."""
    activation = config.get("activation", "linear")
    if activation not in ("relu", "linear", "softmax", None):
        raise NotSupported(
            f"layer {name!r}: the activation {str(activation)[:40]!r} cannot be read; relu, linear and softmax can"
        )
    return "relu" if activation == "relu" else "linear"


def _only(config: dict[str, Any], name: str, **allowed: tuple[Any, ...]) -> None:
    for key, values in allowed.items():
        if key in config and config[key] not in values:
            raise NotSupported(f"layer {name!r}: {key} {str(config[key])[:40]} cannot be read; it must be {values[0]}")
