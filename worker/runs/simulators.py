"""Networks on their test images, ready to be measured; built once per process and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from backend.datasets import load
from backend.networks import load_arrays
from backend.schemas.canonical import digest, meaning
from backend.schemas.network import CleanAccuracy, NetworkCard
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling
from worker.crossbar import Conditions, Simulator
from worker.crossbar.simulate.images import pixel_major
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.memo import Memo
from worker.crossbar.tools.streams import Purpose, stream
from worker.sampling import Changes, Subset, allocate, components
from worker.sampling.allocation import PILOT_DRAWS, PILOT_IMAGES
from worker.sampling.strata import by_class, sample
from worker.translate.conditions import conditions
from worker.translate.networks import to_engine

CALIBRATION_IMAGES = 512
KEPT = 6
FIRST_PILOT = 1_000_000
"""The first draw of pilots, which no point reaches."""
MULTIPLICATIONS_OF_A_NORMAL = 150
MULTIPLICATIONS_OF_A_DRAW = 8_000_000


@dataclass(frozen=True)
class Bench:
    """One network with the images it is tested on."""

    card: NetworkCard
    simulator: Simulator
    images: int
    plans: dict[str, Subset] = field(default_factory=dict, repr=False, compare=False)
    """What pilots found, by the digest of what they were asked."""

    def subset(self, setting: Setting, *, seed: int, sampling: Sampling, layers: frozenset[int] | None = None) -> Subset | None:
        """How its draws are shown images, by a pilot of a few chips that no point counts; None: all images to each.

        The same for the same question, whoever asks. `layers` are those with internal noise, None is all.
        """
        if sampling.images_per_draw == "all" or not setting.has_chance or layers == frozenset():
            return None
        key = _question(setting, seed, sampling, layers)
        if key not in self.plans:
            noisy, shown = noise_in(setting, layers), min(PILOT_IMAGES, self.images)
            pilot = self.changes(noisy, seed=seed, draws=range(FIRST_PILOT, FIRST_PILOT + PILOT_DRAWS), images=shown)
            self.plans[key] = allocate(components(pilot, self.images), sampling, of=self.images, price=self.price)
        return self.plans[key]

    def remember(self, subset: Subset, setting: Setting, *, seed: int, sampling: Sampling) -> None:
        """What `subset` would find, from another process that has."""
        self.plans.setdefault(_question(setting, seed, sampling), subset)

    def estimates(self, noisy: Conditions, subset: Subset, *, seed: int, draws: Sequence[int]) -> list[int]:
        """Images that simulated chips get right, by what noise does to the subset of each."""
        clean = int(np.count_nonzero(self.clean_right))
        return [subset.estimate(clean, changes) for changes in self.changes(noisy, seed=seed, draws=draws, images=subset.images)]

    def changes(self, noisy: Conditions, *, seed: int, draws: Sequence[int], images: int) -> list[Changes]:
        """What noise does to a sample of so many images for each draw, the same for all networks and settings: (images,)."""
        chosen = {draw: sample(self._by_class, images, stream(seed, Purpose.SUBSET, draw=draw)) for draw in draws}
        answers = self.simulator.predictions_of_chips(noisy, chosen, seed=seed)
        return [
            (said == self.simulator.labels[shown]).astype(np.int8) - self.clean_right[shown]
            for said, shown in zip(answers, chosen.values(), strict=True)
        ]

    @cached_property
    def _by_class(self) -> NDArray[np.intp]:
        return by_class(self.simulator.labels)

    @cached_property
    def clean_right(self) -> NDArray[np.bool_]:
        """Which images it gets right without any noise: (n,)."""
        right: NDArray[np.bool_] = self.simulator.predictions(Conditions(), seed=0, draw=0) == self.simulator.labels
        return right

    @property
    def price(self) -> float:
        """Of one more chip, in images: what its normal numbers, and a draw of itself, take is counted in multiplications."""
        return (MULTIPLICATIONS_OF_A_NORMAL * self.card.cells / 2 + MULTIPLICATIONS_OF_A_DRAW) / self.card.macs

    def clean(self) -> CleanAccuracy:
        """What it gets right without any noise, with ideal converters, on all its images and on those of each class."""
        return clean_accuracy(self.simulator)

    def clean_accuracy(self) -> float:
        """Fraction right without any noise, with ideal converters."""
        return self._clean_accuracy

    @cached_property
    def _clean_accuracy(self) -> float:
        """Every point of a run asks for it; it is the same."""
        return int(np.count_nonzero(self.clean_right)) / self.images


def _question(setting: Setting, seed: int, sampling: Sampling, layers: frozenset[int] | None = None) -> str:
    return digest([meaning(setting), meaning(sampling), seed, None if layers is None else sorted(layers)])


def noise_in(setting: Setting, layers: frozenset[int] | None = None) -> Conditions:
    """A setting whose internal noise is in some layers alone; None is all. Raises DeviceError."""
    return replace(conditions(setting), layers=layers)


def clean_accuracy(simulator: Simulator) -> CleanAccuracy:
    """Of a network on its test images."""
    labels = simulator.labels
    right = simulator.predictions(Conditions(), seed=0, draw=0) == labels
    by_class = tuple(float(right[labels == label].mean()) for label in np.unique(labels))
    return CleanAccuracy(accuracy=int(np.count_nonzero(right)) / len(labels), by_class=by_class)


class _Benches(LRUCache[tuple[str, int], Bench]):
    """What a bench that is dropped holds in the memo of all goes with it."""

    def popitem(self) -> tuple[tuple[str, int], Bench]:
        key, dropped = super().popitem()
        dropped.simulator.forget()
        return key, dropped


class Laboratory:
    """Benches by network and number of images; the least recently used are dropped."""

    def __init__(self, *, data_path: Path) -> None:
        self._data_path = data_path
        self._benches = _Benches(KEPT)
        self._memo = Memo()
        self._test_images: dict[tuple[str, int], tuple[Floats, Floats]] = {}

    def bench(self, card: NetworkCard, images: int, *, weights: bytes | None = None) -> Bench:
        """The bench of a network; `weights` are its packed arrays if it does not ship with the program.

        Raises DataSetMissing if its data set is not here.
        """
        key = (card.weights_sha256, images)
        if key not in self._benches:
            self._benches[key] = self._build(card, images, weights)
        return self._benches[key]

    def _build(self, card: NetworkCard, images: int, weights: bytes | None) -> Bench:
        data = load(card.dataset, self._data_path)
        count = min(images, len(data.test_labels))
        network = to_engine(card, load_arrays(card, weights))
        # Converter ranges come from training images: a range fitted to test images would know the answers.
        calibration = np.ascontiguousarray(data.train_images[:CALIBRATION_IMAGES])
        # Networks of a data set are shown the very same array: its noisy versions are then made once for all.
        key = (card.dataset, count)
        if key not in self._test_images:
            shown = np.ascontiguousarray(data.test_images[:count])
            self._test_images[key] = shown, pixel_major(shown)
        shown, pixels = self._test_images[key]
        simulator = Simulator(
            network,
            shown,
            data.test_labels[:count],
            calibration_images=calibration,
            pixels=pixels,
            memo=self._memo,
        )
        return Bench(card=card, simulator=simulator, images=count)
