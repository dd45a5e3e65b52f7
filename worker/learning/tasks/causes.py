"""How non-linearity, asymmetry and write noise of devices take accuracy from what learns on them, together and each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from backend.schemas.update_law import Exponential
from worker.crossbar.layers import Network
from worker.learning.devices.device import PulsedDevice
from worker.learning.devices.laws import StraightLaw
from worker.learning.network.settings import Settings
from worker.learning.tasks.course import tested
from worker.learning.tasks.examples import Examples
from worker.learning.tasks.scratch import from_scratch


@dataclass(frozen=True)
class Causes:
    """What is wrong with the pulses of a device; the default is nothing but the ends of the window."""

    nonlinearity: float = 0.0
    """Symmetric: steps shrink along the window, and pulses down undo pulses up. nu of `Exponential`, up nu and down -nu."""
    asymmetry: float = 0.0
    """Asymmetric non-linearity: steps shrink on the way, up and down alike. nu of `Exponential`, for both; adds to the other."""
    write_noise: float = 0.0
    """Standard deviation of one pulse, as a share of the window."""

    def device(self, states: float) -> PulsedDevice:
        """Return the device."""
        nu_up, nu_down = self.asymmetry + self.nonlinearity, self.asymmetry - self.nonlinearity
        ends = Exponential(nu_up=nu_up, nu_down=nu_down).ends(states)
        return PulsedDevice(StraightLaw(*ends), states, write_noise_of_window=self.write_noise)


@dataclass(frozen=True, eq=False)
class SmallTask:
    """What is learned from scratch on each device of a map; the settings' own device is not used."""

    network: Network
    settings: Settings
    examples: Examples
    epochs: int
    states: float
    """Number of states of every device."""

    def accuracy(self, device: PulsedDevice, *, seed: int, draw: int) -> float:
        """Return the accuracy at the end, on chip number `draw`."""
        training = from_scratch(self.network, replace(self.settings, device=device), self.examples, seed=seed, draw=draw)
        training.advance(self.epochs * training.images_of_epoch)
        labels = self.examples.test_labels
        return tested(training.network, self.examples.test_images, labels)[0] / len(labels)


@dataclass(frozen=True, eq=False)
class Point:
    """One device of a map."""

    causes: Causes
    accuracies: NDArray[np.float64]
    """Of each chip, (n,)."""


@dataclass(frozen=True, eq=False)
class Split:
    """What any of the causes take from the accuracy of the same chips without causes, to be split over them."""

    losses: NDArray[np.float64]
    """(2^causes, n): of each coalition and chip. Bit i of a coalition's number says whether cause i of NAMES is in it.

    These are the losses that Shapley values are made of (`worker.analysis.attribution.shapley.shares`).
    """

    @property
    def lost(self) -> NDArray[np.float64]:
        """Accuracy that all causes together take, (n,)."""
        lost: NDArray[np.float64] = self.losses[-1]
        return lost

    @property
    def alone(self) -> NDArray[np.float64]:
        """What each cause takes by itself, (causes, n)."""
        return self.losses[[1 << cause for cause in range(len(NAMES))]]


NAMES = tuple(field.name for field in fields(Causes))
"""The causes, in the order of the bits of a coalition."""


def over_map(
    task: SmallTask,
    nonlinearities: Sequence[float],
    asymmetries: Sequence[float],
    write_noises: Sequence[float],
    *,
    seed: int,
    chips: int,
) -> Iterator[Point]:
    """Yield the accuracies of so many chips for each combination, the last cause fastest."""
    for combination in product(nonlinearities, asymmetries, write_noises):
        causes = Causes(*combination)
        yield Point(causes, _accuracies(task, causes, seed, chips))


def split(task: SmallTask, causes: Causes, *, seed: int, chips: int) -> Split:
    """Return what is lost with each combination of causes that are there and that are not."""
    combinations = [_some(causes, coalition) for coalition in range(1 << len(NAMES))]
    losses = -np.stack([_accuracies(task, one, seed, chips) for one in combinations])
    return Split(losses - losses[0])


def _some(causes: Causes, coalition: int) -> Causes:
    """Return only the causes whose bits are set."""
    there = {name: getattr(causes, name) for bit, name in enumerate(NAMES) if coalition >> bit & 1}
    return Causes(**there)


def _accuracies(task: SmallTask, causes: Causes, seed: int, chips: int) -> NDArray[np.float64]:
    device = causes.device(task.states)
    return np.array([task.accuracy(device, seed=seed, draw=draw) for draw in range(chips)])
