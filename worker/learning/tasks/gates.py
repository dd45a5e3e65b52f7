"""A 3 x 3 array of devices that learns logic gates, or to tell three patterns apart, by outer products.

After the demonstration with ECRAM: Y. Li et al., "In situ parallel training of analog neural network using electrochemical
random-access memory", Front. Neurosci. 15, 636127 (2021). What it does not say in the abstract is chosen here: sigmoids behind
the columns, a row for the bias, the delta rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.streams import Purpose, stream
from worker.learning.algorithms.build import build
from worker.learning.algorithms.learner import Pulses, Rule
from worker.learning.algorithms.sgd import SGD
from worker.learning.devices.array import Mapping
from worker.learning.devices.device import PulsedDevice
from worker.learning.network.noise import ReadPool
from worker.learning.network.reads import Reader, Reads
from worker.learning.tools.place import Place


@dataclass(frozen=True, eq=False)
class Lesson:
    """What the array learns: what drives the three rows in each case, and what the three columns shall then say."""

    inputs: Floats
    """(cases, 3)"""
    targets: Floats
    """(cases, 3), 0 or 1"""
    rows: tuple[str, str, str]
    columns: tuple[str, str, str]


GATES = Lesson(
    inputs=np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], np.float32),
    targets=np.array([[0, 0, 1], [0, 1, 1], [0, 1, 1], [1, 1, 0]], np.float32),
    rows=("A", "B", "1"),
    columns=("AND", "OR", "NAND"),
)
PATTERNS = Lesson(
    inputs=np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], np.float32),
    targets=np.eye(3, dtype=np.float32),
    rows=("pixel 1", "pixel 2", "pixel 3"),
    columns=("110", "011", "101"),
)


@dataclass(frozen=True)
class GateSettings:
    """What the array is made of, and how it learns."""

    device: PulsedDevice
    rule: Rule = field(default_factory=SGD)
    rate: float = 0.1
    epochs: int = 100
    window: float = 2.0
    """Width of the window in weights."""
    gain: float = 10.0
    """Slope of the amplifiers: outputs are sigmoids of gain times the sum."""
    reads: Reads = field(default_factory=Reads)


@dataclass(frozen=True, eq=False)
class Film:
    """All that happened, before the first epoch and after each: (epochs + 1, ...)."""

    conductances: Floats
    """(epochs + 1, 3, 3), shares of the window."""
    outputs: Floats
    """(epochs + 1, cases, 3), between 0 and 1."""
    errors: NDArray[np.float64]
    """Root mean square of outputs less targets, (epochs + 1,)."""
    wrong: NDArray[np.int64]
    """How many of all outputs are on the wrong side of 1/2, (epochs + 1,)."""
    pulses: Pulses

    @property
    def learned_after(self) -> int | None:
        """The first epoch after which nothing is wrong any more until the end; None: it is never learned."""
        bad = np.flatnonzero(self.wrong)
        first = int(bad[-1]) + 1 if len(bad) else 0
        return first if first < len(self.wrong) else None


def learn(lesson: Lesson, settings: GateSettings, *, seed: int, draw: int = 0) -> Film:
    """Return how chip number `draw` learns a lesson: all cases in every epoch, in an order of its own."""
    place = Place(seed, 0, draw)
    begin = stream(seed, Purpose.INITIAL_WEIGHTS, draw=draw).uniform(-0.1, 0.1, (3, 3)) * settings.window
    learner = build(settings.rule, settings.device, begin.astype(np.float32), place, Mapping(settings.window))
    reader = Reader(learner.weights, settings.window, settings.reads, ReadPool(place))
    array, orders = learner.arrays()["weights"], stream(seed, Purpose.SAMPLES, draw=draw)
    shape = (settings.epochs + 1, len(lesson.inputs), 3)
    conductances, outputs = np.empty((settings.epochs + 1, 3, 3), np.float32), np.empty(shape, np.float32)
    for epoch in range(settings.epochs + 1):
        conductances[epoch] = array.conductances
        outputs[epoch] = [_said(reader, case, settings.gain) for case in lesson.inputs]
        if epoch < settings.epochs:
            for case in orders.permutation(len(lesson.inputs)):
                said = _said(reader, lesson.inputs[case], settings.gain)
                learner.update(lesson.inputs[case], said - lesson.targets[case], settings.rate)
    errors = np.sqrt(np.square(outputs - lesson.targets, dtype=np.float64).mean(axis=(1, 2)))
    wrong = ((outputs > 0.5) != (lesson.targets > 0.5)).sum(axis=(1, 2))
    return Film(conductances, outputs, errors, wrong, learner.pulses)


def _said(reader: Reader, inputs: Floats, gain: float) -> Floats:
    said: Floats = np.reciprocal(1 + np.exp(np.float32(-gain) * reader.read(inputs)))
    return said
