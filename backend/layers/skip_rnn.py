"""A ReLU RNN that may skip time steps."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from backend.layers.kind import OnCrossbar, Shape, Work
from backend.layers.recurrent import RecurrentLayer


class SkipRNNLayer(RecurrentLayer):
    """A ReLU RNN with a binary gate that may skip steps (Campos et al., ICLR 2018).

    u_t = round(v_t), v_1 = 1; s_t = u_t relu(x_t W + s_(t-1) U + b) + (1 - u_t) s_(t-1), s_0 = 0;
    d_t = sigmoid(s_t g + c); v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1). Gives s_T.
    Arrays: `kernel` (pixels / time_steps, units), `recurrent` (units, units), `bias` (units,), `gate` (units, 1),
    `gate_bias` (1,).
    """

    kind: Literal["skip_rnn"] = "skip_rnn"

    title: ClassVar[str] = "Skip RNN"
    sentence: ClassVar[str] = "A ReLU RNN with a binary gate, read from one more column, that may skip the next time steps."

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        return super().arrays(shape) | {"gate": (self.units, 1), "gate_bias": (1,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        return replace(super().on_crossbar(shape), columns=self.units + 1)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """As if no step were skipped, an upper bound; one sigmoid a step more than a ReLU RNN."""
        return replace(super().work(shape, first=first), gates=self.time_steps)

    def in_words(self, shape: Shape) -> str:
        plain = f"{self.steps_in_words(shape)}, relu; one crossbar for input and state"
        return f"{plain}; a binary gate may skip steps, which then cost nothing"

    def digital_in_words(self, shape: Shape) -> str:
        return f"at most {self.time_steps * self.units:,} ReLU and {self.time_steps} look-ups of a sigmoid"
