"""A network's recurrent layers step by step, beyond the end of the image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from worker.analysis.dynamics.chain import Chain
from worker.analysis.dynamics.ends import GROWN, Followed, Mask
from worker.analysis.dynamics.kicks import free_rows
from worker.analysis.dynamics.recurrence import norms_of
from worker.crossbar.chip.array import Crossbar
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Normals

States = list[Floats]
"""What each recurrent layer keeps from one step to the next, (s, n), in the order of the layers."""
Watch = Callable[[int, Floats, Mask], None]
"""Is given the number of steps made, the hidden states (units, n) after them, and which of them are known by direction alone."""
BACK = 1e-3
"""Factor by which states that have grown too large are scaled."""


@dataclass(frozen=True, eq=False)
class Loop:
    """The recurrent layers of a chain on one chip."""

    chain: Chain
    arrays: Mapping[int, Crossbar]
    reads: Mapping[int, Normals] = field(default_factory=dict)
    """Read noise of each layer; none for reads without noise."""
    on_step: Callable[[], object] = lambda: None
    """Is called after each step; what it raises ends whatever takes long."""

    def begin(self, count: int) -> States:
        """Return the states of so many images before the first step."""
        return [cell.begin(count) for cell in self.chain.cells]

    def step(self, x: Floats, states: States) -> States:
        """Return the states after one step more, with inputs x (m, n) of the first layer; each layer feeds the next."""
        after = []
        for index, cell, state in zip(self.chain.indices, self.chain.cells, states, strict=True):
            after.append(cell.step(x, state, partial(self.arrays[index].multiply, noise=self.reads.get(index))))
            x = cell.hidden(after[-1])
        self.on_step()
        return after

    def hidden(self, states: States) -> Floats:
        """Return the hidden states of all layers, one below the other: (units, n)."""
        found = [cell.hidden(state) for cell, state in zip(self.chain.cells, states, strict=True)]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def show(self, inputs: Floats, states: States) -> States:
        """Return the states after a step with each of the inputs (T, m, n)."""
        for x in inputs:
            states = self.step(x, states)
        return states

    def scaled(self, states: States, factors: Floats) -> States:
        """Return the states times factors (n,); what no factor changes in the dynamics of large states is left as it is."""
        after = []
        for cell, state in zip(self.chain.cells, states, strict=True):
            rows, new = free_rows(cell, state), state.copy()
            new[rows] *= factors
            after.append(new)
        return after

    def follow(
        self, states: States, inputs: Floats, steps: int, *, every: int, kept: int, scale: float, watch: Watch | None = None
    ) -> tuple[Followed, States]:
        """Follow states for so many steps with the inputs (T, m, n) again and again, and keep the last ones.

        At most `kept` samples are, the last at the end and each `every` steps before the next. `scale` is the RMS norm at the
        image's last step. States that grow GROWN times are scaled back, and so followed in their directions: biases and inputs
        no longer matter, and ReLUs scale with what they are given.
        """
        hidden = self.hidden(states)
        grown: Mask = np.zeros(hidden.shape[1], bool)
        early = norms_of(hidden)
        samples = [hidden] if steps % every == 0 else []
        for step in range(1, steps + 1):
            states, hidden, norms, large = self._checked_step(inputs[(step - 1) % len(inputs)], states, GROWN * (scale or 1.0))
            grown |= large
            if 2 * step <= steps:
                np.maximum(early, norms, out=early)
            if (steps - step) % every == 0 and (steps - step) // every < kept:
                samples.append(hidden)
            if watch is not None:
                watch(step, hidden, grown)
        return Followed(np.stack(samples[-kept:]), scale, early, grown), states

    def _checked_step(self, x: Floats, states: States, limit: float) -> tuple[States, Floats, Floats, Mask]:
        """Return states, hidden states and their norms after a step, and which were larger than the limit and are scaled back.

        Those that are no numbers any more stay as they were.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            after = self.step(x, states)
            hidden = self.hidden(after)
            norms = norms_of(hidden)
        lost = ~np.isfinite(norms)
        if lost.any():
            after = [np.where(lost, old, new) for old, new in zip(states, after, strict=True)]
        large: Mask = lost | (norms > limit)
        if large.any():
            after = self.scaled(after, np.where(large & ~lost, np.float32(BACK), np.float32(1)))
            hidden = self.hidden(after)
            norms = norms_of(hidden)
        return after, hidden, norms, large
