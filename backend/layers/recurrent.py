"""The common part of recurrent layers: T time steps, and all weights on one crossbar that every step reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from operator import not_
from typing import ClassVar

import numpy as np
from pydantic import Field

from backend.layers.functions import CELL_FUNCTIONS, FREE, NEVER_NEGATIVE, WITHIN_UNIT, CellFunction, of_keras
from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, WeightedLayer, Work, WrongField


class RecurrentLayer(WeightedLayer):
    """A recurrent layer: its input is cut into T chunks x_t, and its crossbar has the rows [x_t; h_(t-1)].

    Arrays: `kernel` (chunk, blocks * units), `recurrent` (units, blocks * units), `bias` (blocks * units,). What is not
    overridden holds for a ReLU RNN.
    """

    units: int = Field(ge=1, le=65536)
    time_steps: int = Field(ge=1, le=4096)
    return_sequences: bool = Field(False, exclude_if=not_, description="Gives h_1 ... h_T instead of h_T.")
    go_backwards: bool = Field(
        False, exclude_if=not_, description="Reads the chunks from the last to the first; h_1 is the state after the last."
    )

    sizes: ClassVar[tuple[str, ...]] = ("units",)
    blocks: ClassVar[int] = 1
    """Columns of `kernel` and `recurrent` for each unit."""

    def chunk(self, shape: Shape) -> int:
        """Return the number of values that one time step reads.

        Raises ImpossibleLayer unless the input can be cut into T equal chunks.
        """
        steps = self.time_steps
        if len(shape) == 2 and shape[0] != steps:
            raise ImpossibleLayer(f"time_steps must be {shape[0]}, as in the layer before; received {steps}")
        pixels = prod(shape)
        if pixels % steps:
            divisors = ", ".join(str(count) for count in range(1, pixels + 1) if pixels % count == 0)
            raise WrongField(f"time_steps must divide the number of pixels ({pixels}): {divisors}; received {steps}")
        return pixels // steps

    def shape_after(self, shape: Shape) -> Shape:
        """Return (units,), the last state, or (time_steps, units), all of them in the order in which they are made.

        Raises ImpossibleLayer unless the input can be cut into T equal chunks.
        """
        self.chunk(shape)
        return (self.time_steps, self.units) if self.return_sequences else (self.units,)

    @property
    def signed_states(self) -> bool:
        """Whether states can be negative, and with them inputs of the crossbar and outputs."""
        return False

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        """Return the shapes of `kernel`, `recurrent` and `bias`."""
        columns = self.blocks * self.units
        return {"kernel": (self.chunk(shape), columns), "recurrent": (self.units, columns), "bias": (columns,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units) x (blocks * units), which one image reads once in each time step."""
        return OnCrossbar(self.chunk(shape) + self.units, self.blocks * self.units, self.time_steps)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image.

        Gradients need the rows of the state at every step but the first, and the rows of x_t only if a layer before has
        weights.
        """
        steps, states = self.time_steps, self.units * self.time_steps
        return Work(
            input_values=prod(shape) + self.units * (steps - 1),
            activations=states,
            stored_values=states,
            back_rows=self.units if first else self.on_crossbar(shape).rows,
            back_mvms=steps - 1 if first else steps,
        )

    def steps_in_words(self, shape: Shape) -> str:
        """Return numbers of units and time steps, the beginning of `in_words`."""
        values = "values" if len(shape) == 2 else "pixels"
        order = ", the last one first" if self.go_backwards else ""
        return f"{self.units} units, {self.time_steps} time steps of {self.chunk(shape)} {values}{order}"


class GatedLayer(RecurrentLayer):
    """A recurrent layer of cells with gates: sigmoids and tanhs from look-up tables instead of ReLUs, and products of values."""

    units: int = Field(ge=1, le=16384)
    activation: CellFunction = Field("tanh", exclude_if=lambda name: name == "tanh", description="Of candidate and output.")
    recurrent_activation: CellFunction = Field("sigmoid", exclude_if=lambda name: name == "sigmoid", description="Of the gates.")

    columns: ClassVar[int]
    """Columns on the crossbar for each unit."""
    gates: ClassVar[int]
    """Functions of gates for each unit and time step."""
    candidates: ClassVar[int]
    """Functions of candidates and memories for each unit and time step."""
    products: ClassVar[int]
    """Products for each unit and time step."""
    states: ClassVar[int]
    """Values that each unit keeps from one time step to the next."""

    @property
    def signed_states(self) -> bool:
        """Whether states can be negative; between 0 and 1, gates leave the sign of candidates alone."""
        return not (self.activation in NEVER_NEGATIVE and self.recurrent_activation in WITHIN_UNIT)

    def _functions(self) -> tuple[tuple[str, int], ...]:
        """Functions of a cell, with how often each unit computes them in a time step."""
        return (self.recurrent_activation, self.gates), (self.activation, self.candidates)

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units) x (columns * units), which one image reads once in each time step."""
        return replace(super().on_crossbar(shape), columns=self.columns * self.units)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image: look-ups and products of the gates, no ReLU."""
        plain, unit_steps = super().work(shape, first=first), self.units * self.time_steps
        return replace(
            plain,
            input_values=plain.input_values + self.units * (self.time_steps - 1) * (self.states - 1),
            activations=sum(count for name, count in self._functions() if name == "relu") * unit_steps,
            stored_values=self.states * unit_steps,
            gates=sum(count for name, count in self._functions() if name not in FREE) * unit_steps,
            gate_products=self.products * unit_steps,
        )

    def in_words(self, shape: Shape) -> str:
        """Return units, time steps and the layout on the crossbar, for one cell of a table."""
        functions = [
            f"gates {self.recurrent_activation}" if self.recurrent_activation != "sigmoid" else "",
            f"candidate {self.activation}" if self.activation != "tanh" else "",
        ]
        return f"{', '.join(filter(None, (self.steps_in_words(shape), *functions)))}; one crossbar for gates and candidate"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the numbers of look-ups and products for one image."""
        work, tables = self.work(shape, first=True), [name for name, _count in self._functions() if name not in FREE]
        counted = [
            f"{work.gates:,} look-ups of {' or '.join(dict.fromkeys(tables))}" if tables else "",
            f"{work.activations:,} ReLU" if work.activations else "",
            f"{work.gate_products:,} products",
        ]
        return ", ".join(filter(None, counted))

    @classmethod
    def settings_of(cls, found: KerasLayer, shape: Shape | None, arrays: Mapping[str, Floats]) -> dict[str, object]:
        """Return the fields of a Keras layer with these arrays that all kinds of cells have. Raises NotSupported."""
        return {
            "units": arrays["recurrent"].shape[0],
            "time_steps": time_steps(found, shape, arrays),
            "activation": function_of(found, "activation", "tanh"),
            "recurrent_activation": function_of(found, "recurrent_activation", "sigmoid"),
            **order(found),
        }


_OF_A_CELL = ("units", "activation", "recurrent_activation", "use_bias", "reset_after")
_WITHOUT_EFFECT = (
    *("unit_forget_bias", "dropout", "recurrent_dropout", "implementation", "unroll", "use_cudnn"),
    *("zero_output_for_mask", "return_state"),
)
"""Attributes that change where weights begin, what happens in training, how fast a layer is, or what nobody uses.

There are no masked steps, since layers that mask are refused, and a file in which a state is used for itself is, too.
"""
OFF = ("stateful", "time_major")
"""Attributes of recurrent layers that can be read only if they are false."""


def order(found: KerasLayer) -> dict[str, bool]:
    """Return which states a Keras layer gives, and in which order it reads its steps."""
    return {key: bool(found.config.get(key)) for key in ("return_sequences", "go_backwards")}


def function_of(found: KerasLayer, key: str, default: str) -> str:
    """Return our name of a Keras layer's function of states or gates. Raises NotSupported."""
    given = found.config.get(key, default)
    name = "linear" if given is None else of_keras(given, found.version) if isinstance(given, str) else ""
    if name not in CELL_FUNCTIONS:
        raise found.refusal(f"{key} {str(given)[:40]} cannot be read; {', '.join(CELL_FUNCTIONS)} can")
    return name


def recurrent_arrays(found: KerasLayer, blocks: int, bias_rows: int = 1) -> dict[str, Floats]:
    """Return `kernel`, `recurrent` and `bias` of a Keras layer with so many blocks of columns; no bias is one of zeros.

    With two rows of biases, the second is `recurrent_bias`. Raises NotSupported if the layer gives more than states, or its
    weights are others.
    """
    if found.kind != "ReluRNN":
        found.require(**dict.fromkeys(OFF, (False, None)))
        found.know(*_OF_A_CELL, *_WITHOUT_EFFECT, "return_sequences", "go_backwards")
    expected = 3 if found.config.get("use_bias", True) else 2
    shapes = [array.shape for array in found.weights]
    units = shapes[1][0] if len(shapes) > 1 and len(shapes[1]) == 2 else 0
    biases = (blocks * units,) if bias_rows == 1 else (bias_rows, blocks * units)
    if len(shapes) != expected or len(shapes[0]) != 2 or shapes[1:] != [(units, blocks * units), biases][: expected - 1]:
        raise found.refusal("its weights are not those of a recurrent layer")
    bias = found.weights[2] if expected == 3 else np.zeros(biases, np.float32)
    arrays = {"kernel": found.weights[0], "recurrent": found.weights[1]}
    return arrays | ({"bias": bias} if bias_rows == 1 else {"bias": bias[0], "recurrent_bias": bias[1]})


def time_steps(found: KerasLayer, shape: Shape | None, arrays: Mapping[str, Floats]) -> int:
    """Return the number of time steps of a Keras layer; 1 if the shape of its input is not known. Raises NotSupported."""
    values = arrays["kernel"].shape[0]
    if shape is None:
        return 1
    if len(shape) != 2 or shape[1] != values:
        raise found.refusal(f"it needs time steps of {values} values, not {' × '.join(map(str, shape))}")
    return shape[0]
