"""Activations that are layers of their own: all but a ReLU right after a product, which is part of the product's layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.functions import NEVER_NEGATIVE, of_keras
from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import DigitalLayer, Shape, W

Function = Literal[
    "relu",
    "elu",
    "selu",
    "gelu",
    "gelu_tanh",
    "silu",
    "hard_silu",
    "sigmoid",
    "hard_sigmoid",
    "hard_sigmoid_fifth",
    "tanh",
    "softplus",
    "softsign",
    "exponential",
    "softmax",
]
_OF_KERAS = (
    *("elu", "selu", "gelu", "gelu_tanh", "silu", "swish", "hard_silu", "hard_swish", "sigmoid", "hard_sigmoid", "tanh"),
    *("softplus", "softsign", "exponential", "softmax"),
)
"""Functions by the names that Keras 2 and 3 give them, with its default settings."""
_VARIANTS: dict[str, dict[str, float]] = {"relu": {}, "relu6": {"max_value": 6.0}, "leaky_relu": {"negative_slope": 0.2}}
_ATTRIBUTES = {
    "ReLU": ("max_value", "negative_slope", "threshold"),
    "LeakyReLU": ("negative_slope", "alpha"),
    "ELU": ("alpha",),
    "Softmax": ("axis",),
}
_RISING = ("elu", "selu", "sigmoid", "tanh", "softplus", "softsign", "exponential", "softmax")
_READ = ", ".join(["linear", *_VARIANTS, *_OF_KERAS])


class ActivationLayer(DigitalLayer):
    """One function of every value, or a softmax over the channels of every pixel (over all values of a vector).

    relu: min(x, max_value) above the threshold, else negative_slope (x - threshold). elu: x above 0, else alpha (exp(x) - 1).
    gelu is x times the normal distribution function, and gelu_tanh its approximation by a tanh. hard_sigmoid is x / 6 + 1/2
    within 0 and 1, hard_sigmoid_fifth x / 5 + 1/2, and hard_silu is x times the former. It has no arrays.
    """

    kind: Literal["activation"] = "activation"
    function: Function
    max_value: float | None = Field(None, ge=0, description="Of a relu: the largest output; null for none.")
    negative_slope: float | None = Field(None, ge=0, description="Of a relu: the slope below the threshold; null for 0.")
    threshold: float | None = Field(None, ge=0, description="Of a relu: the input from which on it passes values; null for 0.")
    alpha: float | None = Field(None, description="Of an elu: minus the output far below 0; null for 1.")

    in_hash: ClassVar[bool] = True
    title: ClassVar[str] = "Activation"
    sentence: ClassVar[str] = "Applies one function to every value, or a softmax to all; computed digitally."
    keras_classes: ClassVar[tuple[str, ...]] = ("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax")

    @property
    def keeps_order(self) -> bool:
        """Whether a larger input always gives a larger output, so that at the end it does not change which class is largest."""
        if self.function == "relu":
            return self.max_value is None and not self.threshold and bool(self.negative_slope)
        return self.function in _RISING and (self.alpha is None or self.alpha > 0)

    @property
    def is_plain_relu(self) -> bool:
        """Whether it is max(x, 0) and nothing else."""
        return self.function == "relu" and self.max_value is None and not self.threshold and not self.negative_slope

    def shape_after(self, shape: Shape) -> Shape:
        """Return the shape as it is."""
        return shape

    def add_work(self, before: W, shape: Shape) -> W:
        """Return the work before, plus a ReLU or a look-up of each value, which takes place before values are stored."""
        values = prod(shape)
        if self.function == "relu":
            return replace(before, stored_values=values, activations=before.activations + values)
        return replace(before, stored_values=values, gates=before.gates + values)

    def signed_after(self, signed: bool) -> bool:
        """Return whether outputs can be negative."""
        if self.function == "relu":
            return bool(self.negative_slope)
        return self.function not in NEVER_NEGATIVE

    def in_words(self, shape: Shape) -> str:
        """Return the function and its settings, for one cell of a table."""
        settings = self.model_dump(exclude={"kind", "inputs", "function"}, exclude_none=True)
        return ", ".join([self.function, *(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())])

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of ReLUs or look-ups for one image."""
        return f"{prod(shape):,} {'ReLU' if self.function == 'relu' else f'look-ups of {self.function}'}"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer, which has no arrays, from one of Keras' activation layers. Raises NotSupported."""
        if found.kind == "Activation":
            found.know("activation")
            return cls.named(found, found.config.get("activation")), {}
        found.know(*_ATTRIBUTES[found.kind])
        if found.kind == "Softmax":
            last = {-1} if shape is None else {-1, len(shape)}
            if found.config.get("axis", -1) not in (*last, *([axis] for axis in last)):
                raise found.refusal(f"axis {str(found.config['axis'])[:40]} cannot be read; it must be -1")
            return cls(function="softmax"), {}
        if found.kind == "ELU":
            return cls(function="elu", alpha=found.number("alpha", 1.0)), {}
        if found.kind == "LeakyReLU":
            return cls(function="relu", negative_slope=found.number("negative_slope", found.number("alpha", 0.3))), {}
        settings = {name: found.number(name) or None for name in ("negative_slope", "threshold")}
        try:
            return cls(function="relu", max_value=found.number("max_value"), **settings), {}
        except ValueError:
            raise found.refusal("max_value, negative_slope and threshold must not be negative") from None

    @classmethod
    def named(cls, found: KerasLayer, activation: object) -> Self:
        """Return the layer of an activation as another layer's configuration gives it. Raises NotSupported, with its name."""
        if isinstance(activation, Mapping) and activation.get("class_name") in cls.keras_classes:
            own = replace(
                found, kind=str(activation["class_name"]), config={**activation.get("config", {}), "name": found.name}, weights=()
            )
            own.check_precision()
            return cls.from_keras(own, None)[0]
        if activation in _VARIANTS:
            return cls(function="relu", **_VARIANTS[str(activation)])
        if isinstance(activation, str) and activation in _OF_KERAS:
            return cls.model_validate({"function": of_keras(activation, found.version)})
        raise found.refusal(f"the activation {str(activation)[:40]!r} cannot be read; {_READ} can")
