"""The common part of recurrent layers: T time steps, and all weights on one crossbar that every step reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from typing import ClassVar

import numpy as np
from pydantic import Field

from backend.layers.keras import Floats, KerasLayer
from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, WeightedLayer, Work, WrongField


class RecurrentLayer(WeightedLayer):
    """A recurrent layer: its input is cut into T chunks x_t, and its crossbar has the rows [x_t; h_(t-1)].

    Arrays: `kernel` (chunk, blocks * units), `recurrent` (units, blocks * units), `bias` (blocks * units,). What is not
    overridden holds for a ReLU RNN.
    """

    units: int = Field(ge=1, le=65536)
    time_steps: int = Field(ge=1, le=4096)

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
        """Return (units,): the last state. Raises ImpossibleLayer unless the input can be cut into T equal chunks."""
        self.chunk(shape)
        return (self.units,)

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
        return f"{self.units} units, {self.time_steps} time steps of {self.chunk(shape)} {values}"


class GatedLayer(RecurrentLayer):
    """A recurrent layer of cells with gates: sigmoids and tanhs from look-up tables instead of ReLUs, and products of values."""

    units: int = Field(ge=1, le=16384)

    columns: ClassVar[int]
    """Columns on the crossbar for each unit."""
    look_ups: ClassVar[int]
    """Sigmoids and tanhs for each unit and time step."""
    products: ClassVar[int]
    """Products for each unit and time step."""
    states: ClassVar[int]
    """Values that each unit keeps from one time step to the next."""

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        """Return the matrix (chunk + units) x (columns * units), which one image reads once in each time step."""
        return replace(super().on_crossbar(shape), columns=self.columns * self.units)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Return the digital work of one image: look-ups and products of the gates, no ReLU."""
        plain, unit_steps = super().work(shape, first=first), self.units * self.time_steps
        return replace(
            plain,
            input_values=plain.input_values + self.units * (self.time_steps - 1) * (self.states - 1),
            activations=0,
            stored_values=self.states * unit_steps,
            gates=self.look_ups * unit_steps,
            gate_products=self.products * unit_steps,
        )

    def in_words(self, shape: Shape) -> str:
        """Return units, time steps and the layout on the crossbar, for one cell of a table."""
        return f"{self.steps_in_words(shape)}; one crossbar for gates and candidate"

    def digital_in_words(self, shape: Shape) -> str:
        """Return the numbers of look-ups and products for one image."""
        work = self.work(shape, first=True)
        return f"{work.gates:,} look-ups of sigmoid or tanh, {work.gate_products:,} products"


_OF_A_CELL = ("units", "activation", "recurrent_activation", "use_bias", "reset_after")
_WITHOUT_EFFECT = ("unit_forget_bias", "dropout", "recurrent_dropout", "implementation", "unroll", "use_cudnn")
"""Attributes of recurrent layers that change where weights begin, what happens in training, or how fast a layer is."""
OFF = ("return_state", "go_backwards", "stateful", "time_major", "zero_output_for_mask")
"""Attributes of recurrent layers that can be read only if they are false."""


def recurrent_arrays(found: KerasLayer, blocks: int, bias_rows: int = 1, *, sequences: bool = False) -> dict[str, Floats]:
    """Return `kernel`, `recurrent` and `bias` of a Keras layer with so many blocks of columns; no bias is one of zeros.

    With two rows of biases, the second is `recurrent_bias`. Raises NotSupported if the layer gives more than its last state (or,
    with `sequences`, all states), or its weights are others.
    """
    if found.kind != "ReluRNN":
        found.require(return_sequences=(False, None, *([True] if sequences else [])), **dict.fromkeys(OFF, (False, None)))
        found.know(*_OF_A_CELL, *_WITHOUT_EFFECT, "return_sequences")
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
