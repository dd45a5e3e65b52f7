"""Networks on their test images, ready to be measured; built once per process and kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from backend.datasets import load
from backend.networks import load_arrays
from backend.schemas.network import CleanAccuracy, NetworkCard
from backend.schemas.setting import Setting
from worker.conditions import conditions
from worker.crossbar import Conditions, Simulator
from worker.crossbar.layers import Floats
from worker.crossbar.memo import Memo
from worker.networks import to_engine

CALIBRATION_IMAGES = 512
KEPT = 6


@dataclass(frozen=True)
class Bench:
    """One network with the images it is tested on."""

    card: NetworkCard
    simulator: Simulator
    images: int

    def correct(self, setting: Setting, *, seed: int, draw: int, layers: frozenset[int] | None = None) -> int:
        """Images that one simulated chip gets right; `layers` are those with internal noise, None is all."""
        return self.simulator.correct(replace(conditions(setting), layers=layers), seed=seed, draw=draw)

    def clean(self) -> CleanAccuracy:
        """What it gets right without any noise, with ideal converters, on all its images and on those of each class."""
        return clean_accuracy(self.simulator)

    def clean_accuracy(self) -> float:
        """Fraction right without any noise, with ideal converters."""
        return self._clean_accuracy

    @cached_property
    def _clean_accuracy(self) -> float:
        """Every point of a run asks for it; it is the same."""
        return self.simulator.correct(Conditions(), seed=0, draw=0) / self.images


def clean_accuracy(simulator: Simulator) -> CleanAccuracy:
    """Of a network on its test images."""
    labels = simulator.labels
    right = simulator.predictions(Conditions(), seed=0, draw=0) == labels
    by_class = tuple(float(right[labels == label].mean()) for label in np.unique(labels))
    return CleanAccuracy(accuracy=int(np.count_nonzero(right)) / len(labels), by_class=by_class)


class Laboratory:
    """Benches by network and number of images; the least recently used are dropped."""

    def __init__(self, *, data_path: Path) -> None:
        self._data_path = data_path
        self._benches: OrderedDict[tuple[str, int], Bench] = OrderedDict()
        self._memo = Memo()
        self._test_images: dict[tuple[str, int], Floats] = {}

    def bench(self, card: NetworkCard, images: int, *, weights: bytes | None = None) -> Bench:
        """The bench of a network; `weights` are its packed arrays if it does not ship with the program.

        Raises DataSetMissing if its data set is not here.
        """
        key = (card.weights_sha256, images)
        if key not in self._benches:
            self._benches[key] = self._build(card, images, weights)
            while len(self._benches) > KEPT:
                _, dropped = self._benches.popitem(last=False)
                self._memo.forget(dropped.simulator)
        self._benches.move_to_end(key)
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
            self._test_images[key] = np.ascontiguousarray(data.test_images[:count])
        simulator = Simulator(
            network,
            self._test_images[key],
            data.test_labels[:count],
            calibration_images=calibration,
            memo=self._memo,
        )
        return Bench(card=card, simulator=simulator, images=count)
