"""The time-multiplexed RNN, of ReLUs unless it says another function."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar, Literal, Self

from pydantic import Field

from backend.layers.functions import FREE, NEVER_NEGATIVE, CellFunction
from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, Work
from backend.layers.recurrent import RecurrentLayer, function_of, order, recurrent_arrays, time_steps


class RNNLayer(RecurrentLayer):
    """h_t = f(x_t W + h_(t-1) U + b) with h_0 = 0, where x_t is chunk t of the flattened input; the output is h_T.

    f is the `activation`, a ReLU unless it says otherwise. With a `lag` k, a temporal skip connection adds h_(t-k) S, where h_t
    = 0 for t < 1. Arrays: `kernel` W (pixels / time_steps, units), `recurrent` U (units, units), with a lag `skip` S (units,
    units), `bias` b (units,).
    """

    kind: Literal["rnn"] = "rnn"
    lag: int | None = Field(None, ge=2, le=4096)
    return_sequences: bool = Field(False, description="Gives h_1 ... h_T instead of h_T.")
    activation: CellFunction = Field("relu", exclude_if=lambda name: name == "relu", description="Of the states.")

    title: ClassVar[str] = "RNN"
    sentence: ClassVar[str] = (
        "Reads its input in T chunks: at every time step one crossbar takes the next chunk together with the state before it, "
        "and a ReLU, or another function that it names, makes the new state."
    )
    keras_classes: ClassVar[tuple[str, ...]] = ("SimpleRNN", "ReluRNN")

    @property
    def _delayed(self) -> int:
        """Number of rows for the state that a lag brings back."""
        return 0 if self.lag is None else self.units

    def shape_after(self, shape: Shape) -> Shape:
        """Return (units,), or (time_steps, units) with `return_sequences`. Raises ImpossibleLayer."""
        after = super().shape_after(shape)
        if self.lag is not None and self.lag >= self.time_steps:
            raise ImpossibleLayer(f"lag must be less than time_steps ({self.time_steps}); received {self.lag}")
        return after

    @property
    def signed_states(self) -> bool:
        """Whether states can be negative."""
        return self.activation not in NEVER_NEGATIVE

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
            activations=plain.activations if self.activation == "relu" else 0,
            gates=0 if self.activation in FREE else plain.activations,
            input_values=plain.input_values + delayed * (self.time_steps - (self.lag or 0)),
            back_rows=self.units + delayed if first else plain.back_rows,
        )

    def in_words(self, shape: Shape) -> str:
        """Return units, time steps and the layout on the crossbar, for one cell of a table."""
        delayed = "" if self.lag is None else f", and the state {self.lag} steps before"
        return f"{self.steps_in_words(shape)}, {self.activation}; one crossbar for input and state{delayed}"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the number of ReLUs or look-ups for one image; empty if there are none."""
        if self.activation == "linear":
            return ""
        what = "ReLU; no gates, no look-up tables" if self.activation == "relu" else f"look-ups of {self.activation}"
        return f"{self.time_steps * self.units:,} {what}"

    @classmethod
    def from_keras(cls, found: KerasLayer, shape: Shape | None) -> tuple[Self, dict[str, Floats]]:
        """Return the layer and its arrays from a Keras `SimpleRNN`, or from this program's own `ReluRNN`.

        The latter cuts any input into steps. Raises NotSupported.
        """
        if found.kind == "ReluRNN":
            found.know("units", "time_steps", "noise", "place", "weight_noise", "weight_clip", "activation", *order(found))
            found.require(lag=(None,), sequences=(False,))
            arrays = recurrent_arrays(found, 1)
            steps, values = divmod(prod(shape), arrays["kernel"].shape[0]) if shape else (1, 0)
            if values:
                raise found.refusal(f"steps of {arrays['kernel'].shape[0]} values do not divide {prod(shape or ())}")
        else:
            arrays = recurrent_arrays(found, 1)
            steps = time_steps(found, shape, arrays)
        usual = "relu" if found.kind == "ReluRNN" else "tanh"
        settings = {"units": arrays["recurrent"].shape[0], "time_steps": steps, **order(found)}
        return cls.model_validate({**settings, "activation": function_of(found, "activation", usual)}), arrays
