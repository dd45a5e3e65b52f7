"""Dense (fully connected) layers."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Activation, Floats, KerasLayer
from backend.layers.kind import OnCrossbar, Shape, WeightedLayer, Work, relus_in_words


class DenseLayer(WeightedLayer):
    """z = x W + b. Arrays: `kernel` (inputs, units), `bias` (units,)."""

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=65536)
    activation: Activation = "relu"

    title: ClassVar[str] = "Dense"
    sentence: ClassVar[str] = "Every output is a weighted sum of all inputs plus a bias, followed by a ReLU or by nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Dense",)
    sizes: ClassVar[tuple[str, ...]] = ("units",)

    def shape_after(self, shape: Shape) -> Shape:
        return (self.units,)

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        return {"kernel": (prod(shape), self.units), "bias": (self.units,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        return OnCrossbar(prod(shape), self.units, 1)

    def work(self, shape: Shape, *, first: bool) -> Work:
        inputs = prod(shape)
        return Work(
            input_values=inputs,
            activations=self.units if self.activation == "relu" else 0,
            stored_values=self.units,
            back_rows=0 if first else inputs,
            back_mvms=0 if first else 1,
        )

    def in_words(self, shape: Shape) -> str:
        return f"{prod(shape)} inputs, {self.units} outputs, {self.activation}"

    def digital_in_words(self, shape: Shape) -> str:
        return relus_in_words(self.units, self.activation)

    @classmethod
    def from_keras(cls, found: KerasLayer, pixels: int) -> tuple[Self, dict[str, Floats]]:
        kernel, bias = found.kernel_and_bias()
        return cls(units=kernel.shape[-1], activation=found.activation()), {"kernel": kernel, "bias": bias}
