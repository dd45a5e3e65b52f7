"""The time-multiplexed ReLU RNN."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from backend.layers.keras import Floats, KerasLayer, NotSupported
from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, Work
from backend.layers.recurrent import RecurrentLayer


class RNNLayer(RecurrentLayer):
    """h_t = relu(x_t W + h_(t-1) U + b) with h_0 = 0, where x_t is chunk t of the flattened input; the output is h_T.

    With a `lag` k, a temporal skip connection adds h_(t-k) S, where h_t = 0 for t < 1. Arrays: `kernel` W (pixels / time_steps,
    units), `recurrent` U (units, units), with a lag `skip` S (units, units), `bias` b (units,).
    """

    kind: Literal["rnn"] = "rnn"
    lag: int | None = Field(None, ge=2, le=4096)
    return_sequences: bool = Field(False, description="Gives h_1 ... h_T, for another recurrent layer, instead of h_T.")

    title: ClassVar[str] = "RNN"
    sentence: ClassVar[str] = (
        "Reads its input in T chunks: at every time step one crossbar takes the next chunk together with the state before it, "
        "and a ReLU makes the new state."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("SimpleRNN", "ReluRNN")

    @property
    def _delayed(self) -> int:
        """Number of rows for the state that a lag brings back."""
        return 0 if self.lag is None else self.units

    def shape_after(self, shape: Shape) -> Shape:
        """Return (units,), or (time_steps, units) with `return_sequences`. Raises ImpossibleLayer."""
        last = super().shape_after(shape)
        if self.lag is not None and self.lag >= self.time_steps:
            raise ImpossibleLayer(f"lag must be less than time_steps ({self.time_steps}); received {self.lag}")
        return (self.time_steps, *last) if self.return_sequences else last

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel`, `recurrent`, `bias` and, with a lag, `skip`."""
        return super().arrays(shape) | ({} if self.lag is None else {"skip": (self.units, self.units)})

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units, with a lag + units) x units, which one image reads once in each time step."""
        plain = super().on_crossbar(shape)
        return replace(plain, rows=plain.rows + self._delayed)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image, including the buffer for states that a lag brings back."""
        plain, delayed = super().work(shape, first=first), self._delayed
        return replace(
            plain,
            input_values=plain.input_values + delayed * (self.time_steps - (self.lag or 0)),
            back_rows=self.units + delayed if first else plain.back_rows,
        )

    def in_words(self, shape: Shape) -> str:
        """Return units, time steps and the layout on the crossbar, for one cell of a table."""
        delayed = "" if self.lag is None else f", and the state {self.lag} steps before"
        return f"{self.steps_in_words(shape)}, relu; one crossbar for input and state{delayed}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of ReLUs for one image."""
        return f"{self.time_steps * self.units:,} ReLU; no gates, no look-up tables"

    @classmethod
    def from_keras(cls, found: KerasLayer, pixels: int) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `SimpleRNN` with ReLUs, or from this program's own `ReluRNN`.

        The number of time steps is that of the image's pixels over the inputs of one step. Raises NotSupported.
        """
        if found.kind == "SimpleRNN":
            found.require(return_sequences=(False,), go_backwards=(False,), activation=("relu",))
        if len(found.weights) not in (2, 3) or found.weights[0].ndim != 2:
            raise NotSupported(f"layer {found.name!r}: its weights are not those of a recurrent layer")
        kernel, recurrent, *rest = found.weights
        if pixels % kernel.shape[0]:
            raise NotSupported(
                f"layer {found.name!r}: a step of {kernel.shape[0]} pixels does not divide the {pixels} of an image"
            )
        bias = rest[0] if rest else np.zeros(kernel.shape[1], np.float32)
        layer = cls(units=kernel.shape[1], time_steps=pixels // kernel.shape[0])
        return layer, {"kernel": kernel, "recurrent": recurrent, "bias": bias}
