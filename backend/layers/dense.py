"""Dense (fully connected) layers."""

from __future__ import annotations

from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.keras import Activation, Floats, KerasLayer
from backend.layers.kind import OnCrossbar, Shape, WeightedLayer, Work, relus_in_words


class DenseLayer(WeightedLayer):
    """A dense layer: z = x W + b, followed by a ReLU or nothing.

    Arrays: `kernel` W (inputs, units), `bias` b (units,).
    """

    kind: Literal["dense"] = "dense"
    units: int = Field(ge=1, le=65536)
    activation: Activation = "relu"

    title: ClassVar[str] = "Dense"
    sentence: ClassVar[str] = "Every output is a weighted sum of all inputs plus a bias, followed by a ReLU or by nothing."
    keras_classes: ClassVar[tuple[str, ...]] = ("Dense",)
    sizes: ClassVar[tuple[str, ...]] = ("units",)

    def shape_after(self, shape: Shape) -> Shape:
        """Return (units,)."""
        return (self.units,)

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel` and `bias`."""
        return {"kernel": (prod(shape), self.units), "bias": (self.units,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix inputs x units, which one image reads once."""
        return OnCrossbar(prod(shape), self.units, 1)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image; for gradients, the transposed matrix is read once."""
        inputs = prod(shape)
        return Work(
            input_values=inputs,
            activations=self.units if self.activation == "relu" else 0,
            stored_values=self.units,
            back_rows=0 if first else inputs,
            back_mvms=0 if first else 1,
        )

    def in_words(self, shape: Shape) -> str:
        """Return numbers of inputs and outputs and the activation, for one cell of a table."""
        return f"{prod(shape)} inputs, {self.units} outputs, {self.activation}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of ReLUs for one image, or an empty text without an activation."""
        return relus_in_words(self.units, self.activation)

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `Dense`. Raises NotSupported."""
        found.know("units", "activation", "use_bias")
        kernel, bias = found.kernel_and_bias(2)
        return cls(units=kernel.shape[-1], activation=found.activation()), {"kernel": kernel, "bias": bias}
