"""A ReLU RNN that can skip time steps."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from backend.layers.kind import OnCrossbar, Shape, Work
from backend.layers.recurrent import RecurrentLayer


class SkipRNNLayer(RecurrentLayer):
    """A ReLU RNN with a binary gate that can skip time steps (V. Campos et al., ICLR 2018).

    The output is the last state s_T, or all states. u_t = round(v_t), v_1 = 1; s_t = u_t relu(x_t W + s_(t-1) U + b) + (1 -
    u_t) s_(t-1), s_0 = 0; d_t = sigmoid(s_t g + c); v_(t+1) = u_t d_t + (1 - u_t) min(v_t + d_t, 1). Arrays: `kernel` W (pixels
    / time_steps, units), `recurrent` U (units, units), `bias` b (units,), `gate` g (units, 1), `gate_bias` c (1,).
    """

    kind: Literal["skip_rnn"] = "skip_rnn"

    title: ClassVar[str] = "Skip RNN"
    sentence: ClassVar[str] = "A ReLU RNN with a binary gate, read from one more column, that may skip the next time steps."

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel`, `recurrent`, `bias`, `gate` and `gate_bias`."""
        return super().arrays(shape) | {"gate": (self.units, 1), "gate_bias": (1,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units) x (units + 1), which one image reads at most once in each time step."""
        return replace(super().on_crossbar(shape), columns=self.units + 1)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image if no step is skipped (an upper bound), with one sigmoid for each step."""
        return replace(super().work(shape, first=first), gates=self.time_steps)

    def in_words(self, shape: Shape) -> str:
        """Return units, time steps and the layout on the crossbar, for one cell of a table."""
        plain = f"{self.steps_in_words(shape)}, relu; one crossbar for input and state"
        return f"{plain}; a binary gate may skip steps, which then cost nothing"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the largest possible numbers of ReLUs and look-ups for one image."""
        return f"at most {self.time_steps * self.units:,} ReLU and {self.time_steps} look-ups of a sigmoid"
