"""One network in extended time: after the image, with one kind of input."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Band
from backend.schemas.dynamics.basins import Drive
from worker.analysis.dynamics.ends import GROWN, Ends, Mask
from worker.analysis.dynamics.estimates import estimate, shares
from worker.analysis.dynamics.loop import Loop, States
from worker.analysis.dynamics.separation import separation
from worker.crossbar.simulate.simulator import Simulator
from worker.crossbar.tools.arrays import Floats

MOST_POINTS = 200
"""Points of a curve over time, beside the one at the image's last step."""
MOST_SAMPLES = 256
"""Samples that are kept of the second half of the time; more show smaller parts of a closed orbit."""
MOST_VALUES = 20_000_000
"""Values of all samples that are kept."""


@dataclass(frozen=True, eq=False)
class Extended:
    """A network's states at the image's last step, on an ideal chip, and what comes afterwards."""

    loop: Loop
    start: States
    inputs: Floats
    """What is given to the first recurrent layer after the image, again and again: (T, m, n)."""
    steps: int
    scale: float
    """RMS norm of the hidden states at the image's last step."""

    @classmethod
    def of(cls, simulator: Simulator, loop: Loop, drive: Drive, steps: int) -> Extended:
        """Return the states of a simulator's images on an ideal chip."""
        inputs = loop.chain.inputs(simulator.images, loop.arrays, {})
        start = loop.show(inputs, loop.begin(len(simulator.labels)))
        scale = float(np.sqrt(np.square(loop.hidden(start), dtype=np.float64).sum(axis=0).mean()))
        return cls(loop, start, np.zeros_like(inputs[:1]) if drive == "silence" else inputs, steps, scale)

    def ends(self, states: States, watch: Course | None = None) -> Ends:
        """Return where the states (s, n) of the images end on an ideal chip.

        Where the image is shown again and again, states are compared once for each time it was shown.
        """
        every, values = len(self.inputs), self.loop.hidden(states).size
        kept = min(MOST_SAMPLES, max(2, self.steps // every // 2), max(2, MOST_VALUES // values))
        followed, _states = self.loop.follow(
            states, self.inputs, self.steps, every=every, kept=kept, scale=self.scale, watch=watch
        )
        return Ends.of(followed)

    def gone_on(self, loop: Loop, states: States) -> States:
        """Return the states after as many steps on a chip: so many that what follows begins with the image's first chunk."""
        every = len(self.inputs)
        steps = max(every, self.steps // every * every)
        return loop.follow(states, self.inputs, steps, every=every, kept=1, scale=self.scale)[1]

    def decided(self, hidden: Floats) -> NDArray[np.int64]:
        """Return the class (n,) that the network gives for hidden states (units, n) of all layers."""
        units = self.loop.chain.cells[-1].units
        answers: NDArray[np.int64] = self.loop.chain.logits(hidden[-units:].T.copy(), self.loop.arrays).argmax(axis=1)
        return answers


@dataclass(eq=False)
class Course:
    """Curves over extended time; call it with the number of steps made and the hidden states (units, n) after them."""

    extended: Extended
    labels: NDArray[np.int64]
    x: list[float] = field(default_factory=list)
    right: list[NDArray[np.bool_]] = field(default_factory=list)
    apart: list[tuple[float, float, float]] = field(default_factory=list)
    squares: list[NDArray[np.float64]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the image's last step."""
        steps = self.extended.steps
        self._shown = set(np.linspace(0, steps, min(steps, MOST_POINTS) + 1).round().astype(int).tolist())
        self(0, self.extended.loop.hidden(self.extended.start), np.zeros(len(self.labels), bool))

    def __call__(self, step: int, hidden: Floats, grown: Mask) -> None:
        """Add a point, if there is to be one at this step. States that have grown count as GROWN long in their directions."""
        if step not in self._shown:
            return
        exact = hidden.T.astype(np.float64)
        exact[grown] *= GROWN * (self.extended.scale or 1.0) / np.linalg.norm(exact[grown], axis=1, keepdims=True)
        self.x.append(float(step))
        self.right.append(self.extended.decided(hidden) == self.labels)
        self.apart.append(separation(exact, self.labels))
        self.squares.append(np.einsum("nu,nu->n", exact, exact))

    def accuracy(self) -> Band:
        """Return the accuracy over time."""
        return shares(np.stack(self.right, axis=1), self.x)

    def separation(self) -> Band:
        """Return how far classes are apart over time."""
        mean, low, high = (list(values) for values in zip(*self.apart, strict=True))
        return Band(x=self.x, mean=mean, low=low, high=high, n=len(self.labels))

    def norm(self) -> Band:
        """Return the RMS norm over time, as a fraction of that at the image's last step."""
        found, scale = [estimate(values) for values in self.squares], self.extended.scale or 1.0
        mean, low, high = (
            [float(np.sqrt(max(0.0, value)) / scale) for value in values]
            for values in zip(*((one.mean, one.low, one.high) for one in found), strict=True)
        )
        return Band(x=self.x, mean=mean, low=low, high=high, n=len(self.labels))
