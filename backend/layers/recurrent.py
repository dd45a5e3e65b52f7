"""What recurrent layers have in common: T time steps, and all weights on one crossbar that every step reads."""

from __future__ import annotations

from dataclasses import replace
from math import prod
from typing import ClassVar

from pydantic import Field

from backend.layers.kind import ImpossibleLayer, OnCrossbar, Shape, WeightedLayer, Work, WrongField


class RecurrentLayer(WeightedLayer):
    """Cuts its input into T chunks; its crossbar has [x_t; h_(t-1)] at its rows. What is not overridden is a ReLU RNN's.

    Arrays: `kernel` (chunk, blocks x units), `recurrent` (units, blocks x units), `bias` (blocks x units,).
    """

    units: int = Field(ge=1, le=65536)
    time_steps: int = Field(ge=1, le=4096)

    sizes: ClassVar[tuple[str, ...]] = ("units",)
    blocks: ClassVar[int] = 1
    """Columns of `kernel` and `recurrent` for each unit."""

    def chunk(self, shape: Shape) -> int:
        """Values that one time step reads. Raises ImpossibleLayer."""
        steps = self.time_steps
        if len(shape) == 2 and shape[0] != steps:
            raise ImpossibleLayer(f"time_steps must be {shape[0]}, as in the layer before; received {steps}")
        pixels = prod(shape)
        if pixels % steps:
            divisors = ", ".join(str(count) for count in range(1, pixels + 1) if pixels % count == 0)
            raise WrongField(f"time_steps must divide the number of pixels ({pixels}): {divisors}; received {steps}")
        return pixels // steps

    def shape_after(self, shape: Shape) -> Shape:
        self.chunk(shape)
        return (self.units,)

    def arrays(self, shape: Shape) -> dict[str, Shape]:
        columns = self.blocks * self.units
        return {"kernel": (self.chunk(shape), columns), "recurrent": (self.units, columns), "bias": (columns,)}

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        return OnCrossbar(self.chunk(shape) + self.units, self.blocks * self.units, self.time_steps)

    def work(self, shape: Shape, *, first: bool) -> Work:
        """Gradients need the state's rows at every step but the first, and the rows of x_t only if x_t was computed."""
        steps, states = self.time_steps, self.units * self.time_steps
        return Work(
            input_values=prod(shape) + self.units * (steps - 1),
            activations=states,
            stored_values=states,
            back_rows=self.units if first else self.on_crossbar(shape).rows,
            back_mvms=steps - 1 if first else steps,
        )

    def steps_in_words(self, shape: Shape) -> str:
        """Units and time steps: the beginning of `in_words`."""
        values = "values" if len(shape) == 2 else "pixels"
        return f"{self.units} units, {self.time_steps} time steps of {self.chunk(shape)} {values}"


class GatedLayer(RecurrentLayer):
    """A cell with gates: sigmoids and tanhs from look-up tables in place of ReLUs, and products of values."""

    units: int = Field(ge=1, le=16384)

    columns: ClassVar[int]
    """Columns on the crossbar for each unit."""
    look_ups: ClassVar[int]
    """Sigmoids and tanhs for each unit and time step."""
    products: ClassVar[int]
    """Products for each unit and time step."""
    states: ClassVar[int]
    """Values kept for each unit from one time step to the next."""

    def on_crossbar(self, shape: Shape) -> OnCrossbar:
        return replace(super().on_crossbar(shape), columns=self.columns * self.units)

    def work(self, shape: Shape, *, first: bool) -> Work:
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
        return f"{self.steps_in_words(shape)}; one crossbar for gates and candidate"

    def digital_in_words(self, shape: Shape) -> str:
        work = self.work(shape, first=True)
        return f"{work.gates:,} look-ups of sigmoid or tanh, {work.gate_products:,} products"
