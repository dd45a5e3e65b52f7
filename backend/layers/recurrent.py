"""The common part of recurrent layers: T time steps, and all weights on one crossbar that every step reads."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar

from pydantic import Field

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
