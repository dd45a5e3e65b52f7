"""One network on its test images: accuracy without noise, and how many images each simulated chip is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from backend.schemas.by_layer import has_chance
from backend.schemas.canonical import digest, meaning
from backend.schemas.network import CleanAccuracy, NetworkCard
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling
from worker.crossbar import Conditions, Simulator
from worker.crossbar.tools.streams import Purpose, stream
from worker.sampling import Changes, Subset, allocate, components
from worker.sampling.allocation import PILOT_DRAWS, PILOT_IMAGES
from worker.sampling.strata import by_class, sample
from worker.translate.conditions import conditions

FIRST_PILOT = 1_000_000
"""Number of the first draw of a pilot, which no point reaches."""
MULTIPLICATIONS_OF_A_NORMAL = 150
"""Cost of one normal number, in multiplications."""
MULTIPLICATIONS_OF_A_DRAW = 8_000_000
"""Fixed cost of one chip, in multiplications."""


@dataclass(frozen=True)
class NetworkOnImages:
    """A network with the images that it is tested on, and what is known about it without noise."""

    card: NetworkCard
    simulator: Simulator
    images: int
    """Number of test images."""
    subsets: dict[str, Subset] = field(default_factory=dict, repr=False, compare=False)
    """Results of pilots, by the digest of the request."""

    def subset(self, setting: Setting, *, seed: int, sampling: Sampling, layers: frozenset[int] | None = None) -> Subset | None:
        """Return how many images each draw is shown, or None if every draw is shown all images.

        The number follows from a pilot of a few chips, which are not among the draws of any point. Equal requests have equal
        answers in every process. `layers` are those with internal noise (None: all). Raises DeviceError, and ChipFailure if a
        chip of the pilot gives no answer.
        """
        if sampling.images_per_draw == "all" or not has_chance(setting, self.card) or layers == frozenset():
            return None
        key = _request_digest(setting, seed, sampling, layers)
        if key not in self.subsets:
            noisy, shown = noise_in_layers(setting, self.card, layers), min(PILOT_IMAGES, self.images)
            pilot = self.changes(noisy, seed=seed, draws=range(FIRST_PILOT, FIRST_PILOT + PILOT_DRAWS), images=shown)
            self.subsets[key] = allocate(components(pilot, self.images), sampling, of=self.images, price=self.chip_price)
        return self.subsets[key]

    def remember_subset(self, subset: Subset, setting: Setting, *, seed: int, sampling: Sampling) -> None:
        """Take over the result of `subset` from another process, so that no pilot is simulated again."""
        self.subsets.setdefault(_request_digest(setting, seed, sampling), subset)

    def estimates(self, noisy: Conditions, subset: Subset, *, seed: int, draws: Sequence[int]) -> list[int]:
        """Return, for each draw, the estimated number of all images that its chip classifies correctly.

        Each chip is shown a subset of the images. Raises ChipFailure.
        """
        clean = int(np.count_nonzero(self.correct_without_noise))
        return [subset.estimate(clean, changes) for changes in self.changes(noisy, seed=seed, draws=draws, images=subset.images)]

    def changes(self, noisy: Conditions, *, seed: int, draws: Sequence[int], images: int) -> list[Changes]:
        """Return, for each draw, what noise does to the predictions for a sample of so many images: (images,).

        1 becomes right, -1 becomes wrong, 0 neither. The sample of a draw is the same for all networks and settings. Raises
        ChipFailure.
        """
        chosen = {draw: self.sample(draw, images, seed=seed) for draw in draws}
        predictions = self.simulator.predictions_of_chips(noisy, chosen, seed=seed)
        return [
            (predicted == self.simulator.labels[shown]).astype(np.int8) - self.correct_without_noise[shown]
            for predicted, shown in zip(predictions, chosen.values(), strict=True)
        ]

    def sample(self, draw: int, images: int, *, seed: int) -> NDArray[np.intp]:
        """Return the indices (images,) of so many images that a draw is shown, with every class in proportion."""
        return sample(self._by_class, images, stream(seed, Purpose.SUBSET, draw=draw))

    @cached_property
    def _by_class(self) -> NDArray[np.intp]:
        return by_class(self.simulator.labels)

    @cached_property
    def correct_without_noise(self) -> NDArray[np.bool_]:
        """Whether each image is classified correctly without any noise: (n,)."""
        correct: NDArray[np.bool_] = self.simulator.predictions(Conditions(), seed=0, draw=0) == self.simulator.labels
        return correct

    @property
    def chip_price(self) -> float:
        """Cost of simulating one more chip, apart from its images, in units of the cost of one image.

        The cost of drawing normal numbers, and the fixed cost of a draw, are expressed in multiplications.
        """
        return (MULTIPLICATIONS_OF_A_NORMAL * self.card.cells / 2 + MULTIPLICATIONS_OF_A_DRAW) / self.card.macs

    @cached_property
    def clean_accuracy(self) -> float:
        """Fraction of the images that are classified correctly without any noise and with ideal converters."""
        return int(np.count_nonzero(self.correct_without_noise)) / self.images


def _request_digest(setting: Setting, seed: int, sampling: Sampling, layers: frozenset[int] | None = None) -> str:
    return digest([meaning(setting), meaning(sampling), seed, None if layers is None else sorted(layers)])


def noise_in_layers(setting: Setting, card: NetworkCard, layers: frozenset[int] | None = None) -> Conditions:
    """Return a setting as conditions of the engine, with internal noise in these layers only (None: all). Raises DeviceError."""
    return replace(conditions(setting, card), layers=layers)


def measure_clean_accuracy(simulator: Simulator, *, on_images: Callable[[int], None] | None = None) -> CleanAccuracy:
    """Return the accuracy of a network without noise, on all test images and on those of each class, as fractions.

    `on_images` is called with the number of images that were classified since its last call.
    """
    labels = simulator.labels
    right = simulator.predictions(Conditions(), seed=0, draw=0, on_images=on_images) == labels
    by_class = tuple(float(right[labels == label].mean()) for label in np.unique(labels))
    return CleanAccuracy(accuracy=int(np.count_nonzero(right)) / len(labels), by_class=by_class)
