"""Where hidden states go once the image is over, which classes end where, and what kicks and noise change of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.schemas.dynamics import Basins, EndState, ExtendedTime, NoiseAndEnds, Returns
from backend.schemas.dynamics.basins import Drive
from worker.analysis.dynamics.causes import causes_of, number_of_kinds
from worker.analysis.dynamics.chain import Chain, chain_of
from worker.analysis.dynamics.ends import KINDS, Ends
from worker.analysis.dynamics.estimates import shares
from worker.analysis.dynamics.extended import Course, Extended
from worker.analysis.dynamics.information import entropy, information
from worker.analysis.dynamics.kicks import kicked
from worker.analysis.dynamics.loop import Loop
from worker.analysis.dynamics.noise_and_ends import MOST_CHIPS, noise_and_ends
from worker.analysis.dynamics.plane import Plane
from worker.analysis.dynamics.states import states_on_chip
from worker.crossbar import Conditions, Simulator

DRIVES: tuple[Drive, ...] = ("silence", "image")
MOST_ENDS = 30
"""Ends that are returned one by one."""


def basins(
    simulator: Simulator,
    conditions: Conditions,
    *,
    seed: int,
    draws: int,
    steps: int,
    kicks: Sequence[float],
    on_part: Callable[[], object] = lambda: None,
    on_step: Callable[[], object] = lambda: None,
) -> Basins | None:
    """Return what becomes of the hidden states of the simulator's images in so many steps after the image.

    All recurrent layers go on together. None unless each is given all states of the one before it, and the last one is read at
    its last step. `on_part` is called after each chip and each size of kicks, `on_step` after each time step. Raises ChipFailure.
    """
    chain = chain_of(simulator.network)
    if chain is None:
        return None
    study = _Study(simulator, chain, conditions, seed, draws, tuple(kicks), on_part, on_step)
    return Basins(drives=[study.with_drive(drive, steps) for drive in DRIVES], steps=steps, images=len(simulator.images))


def parts_of_basins(conditions: Conditions, draws: int, kicks: int) -> int:
    """Return how often `on_part` is called."""
    return len(DRIVES) * (kicks + number_of_kinds(conditions) * min(draws, MOST_CHIPS))


@dataclass(frozen=True, eq=False)
class _Study:
    """One network with all that is asked about it."""

    simulator: Simulator
    chain: Chain
    conditions: Conditions
    seed: int
    draws: int
    kicks: tuple[float, ...]
    on_part: Callable[[], object]
    on_step: Callable[[], object]

    def with_drive(self, drive: Drive, steps: int) -> ExtendedTime:
        """Return the answer for one kind of input after the image."""
        labels = self.simulator.labels
        loop = Loop(self.chain, self.simulator.program(Conditions(), seed=self.seed, draw=0), on_step=self.on_step)
        extended = Extended.of(self.simulator, loop, drive, steps)
        course = Course(extended, labels)
        ends = extended.ends(extended.start, course)
        scale = ends.scale()
        groups = ends.groups(scale)
        return ExtendedTime(
            drive=drive,
            accuracy=course.accuracy(),
            separation=course.separation(),
            norm=course.norm(),
            kinds={kind: float(np.mean(ends.kinds == number)) for number, kind in enumerate(KINDS)},
            ends=self._ends(extended, ends, groups),
            all_ends=int(groups.max()) + 1,
            information=information(groups, labels),
            entropy=entropy(labels),
            returns=self._returns(extended, ends, scale),
            noise=self._noise(extended),
        )

    def _ends(self, extended: Extended, ends: Ends, groups: NDArray[np.int64]) -> list[EndState]:
        """Return the ends of at least two images."""
        labels, decided = self.simulator.labels, extended.decided(ends.last)
        last = self.chain.indices[-1]
        plane = Plane.of(states_on_chip(self.simulator, self.simulator.images, Conditions(), seed=self.seed, draw=0)[last])
        places = plane.place(ends.last[-len(plane.mean) :].T)
        numbers, counts = np.unique(groups, return_counts=True)
        found = []
        for number in numbers[np.argsort(-counts, kind="stable")][:MOST_ENDS]:
            members = np.flatnonzero(groups == number)
            if len(members) < 2:
                break
            classes, sizes = np.unique(labels[members], return_counts=True)
            x, y = places[members].mean(axis=0)
            found.append(
                EndState(
                    kind=KINDS[ends.kinds[members[0]]],
                    images=len(members),
                    label=int(classes[sizes.argmax()]),
                    purity=float(sizes.max() / len(members)),
                    decided=int(np.bincount(decided[members]).argmax()),
                    at=(float(x), float(y)),
                    period=int(period) * len(extended.inputs) if (period := ends.periods[members[0]]) > 1 else None,
                )
            )
        return found

    def _returns(self, extended: Extended, ends: Ends, scale: float) -> Returns:
        """Return how often states come back after kicks of all sizes."""
        decided, back, same_class = extended.decided(ends.last), [], []
        for size in self.kicks:
            after = extended.ends(kicked(self.chain.cells, extended.start, size, seed=self.seed))
            back.append(after.same(ends, scale))
            same_class.append(extended.decided(after.last) == decided)
            self.on_part()
        sizes = list(self.kicks)
        return Returns(probability=shares(np.stack(back, axis=1), sizes), same_class=shares(np.stack(same_class, axis=1), sizes))

    def _noise(self, extended: Extended) -> list[NoiseAndEnds]:
        """Return what each cause of noise does; one that is all there is has the answer of all together."""
        late = extended.ends(extended.gone_on(extended.loop, extended.start))
        found: dict[Conditions, NoiseAndEnds] = {}
        causes = causes_of(self.conditions)
        for cause in causes:
            if cause.conditions not in found:
                found[cause.conditions] = noise_and_ends(
                    self.simulator, cause, extended, late, seed=self.seed, draws=self.draws, on_chip=self.on_part
                )
        return [found[cause.conditions].model_copy(update={"cause": cause.id, "title": cause.title}) for cause in causes]
