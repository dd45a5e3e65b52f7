"""Dense (fully connected) layers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from worker.crossbar.layers.layer import Access, Activation, Seen, Weighted, as_columns
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.rectify import relu, relu_gradient


@dataclass(frozen=True, eq=False)
class Dense(Weighted):
    """A dense layer: z = x W + b, followed by a ReLU or by nothing.

    `kernel` W has the shape (m, p), `bias` b (p,).
    """

    kernel: Floats
    bias: Floats
    activation: Activation = "relu"

    kind: ClassVar[str] = "dense"
    is_product: ClassVar[bool] = True

    def forward(self, values: Floats, access: Access) -> Floats:
        """Return outputs (p, n) for inputs (m, n), or for images (height, width, channels, n) with m values each.

        They are stored in the scratch or in the known product: use them before the next block of images.
        """
        inputs, product = as_columns(values), access.product
        shape = (*inputs.shape[:-2], self.kernel.shape[1], inputs.shape[-1])
        out = access.scratch.floats(access.name, *shape) if product is None else None
        outputs = access.multiply(inputs, out=out, product=product)
        outputs += self.bias[:, None]
        return relu(outputs, access.scratch) if self.activation == "relu" else outputs

    def backward(self, gradient: Floats, seen: Seen) -> tuple[Floats, ...]:
        """Return the gradient that the transposed weights give, in the shape of the values."""
        if self.activation == "relu":
            gradient = relu_gradient(gradient, seen.outputs)
        return (seen.back(0, gradient).reshape(seen.values[0].shape),)
