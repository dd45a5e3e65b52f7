"""The cache of networks on their test images that a process keeps between two tasks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from cachetools import LRUCache

from backend.datasets import identity, load
from backend.networks import content_of, load_arrays
from backend.schemas.network import NetworkCard
from worker.crossbar import Simulator
from worker.crossbar.simulate.images import pixel_major
from worker.crossbar.tools.arrays import Floats
from worker.crossbar.tools.memo import Memo
from worker.simulators.network_on_images import NetworkOnImages
from worker.translate.networks import to_engine

CALIBRATION_IMAGES = 512
"""Number of training images from which the full scales of converters are found."""
EVERY_IMAGE = 10_000
"""As many as the largest test set has: the full test set of every network."""
KEPT = 6
"""Number of networks on images that are kept."""
KEPT_DATA = 3
"""Number of data sets whose test images are kept, beside those that a kept network is on."""


Key = tuple[str, str, int]
"""Content of a network and its data, name of its data set, number of images."""


class _Kept(LRUCache[Key, NetworkOnImages]):
    """Networks on images."""

    def popitem(self) -> tuple[Key, NetworkOnImages]:
        """Drop the least recently used one, with everything that it has cached in the common memo."""
        key, dropped = super().popitem()
        dropped.simulator.forget()
        return key, dropped


class Simulators:
    """Networks on their test images, built when they are first requested; the least recently used are dropped.

    All of them share one memo of results, and the networks of a data set share its images.
    """

    def __init__(self, *, data_path: Path) -> None:
        """Create an empty cache; `data_path` is the folder of data sets that do not ship with the program."""
        self.data_path = data_path
        self._kept = _Kept(KEPT)
        self._memo = Memo()
        self._test_images: LRUCache[tuple[str, int], tuple[Floats, Floats]] = LRUCache(KEPT_DATA)

    def get(self, card: NetworkCard, images: int, *, weights: bytes | None = None) -> NetworkOnImages:
        """Return a network on the first `images` test images of its data set, or on all if there are fewer.

        `weights` are its packed arrays if it does not ship with the program. Raises DataSetMissing if this machine does not
        have its data set.
        """
        key = (content_of(card), card.dataset, images)
        if key not in self._kept:
            self._kept[key] = self._build(card, images, weights)
        return self._kept[key]

    def _build(self, card: NetworkCard, images: int, weights: bytes | None) -> NetworkOnImages:
        data = load(card.dataset, self.data_path)
        count = min(images, len(data.test_labels))
        network = to_engine(card, load_arrays(card, weights))
        # Converter ranges come from training images: a range fitted to test images would know the answers.
        calibration = np.ascontiguousarray(data.train_images[:CALIBRATION_IMAGES])
        # Networks of a data set are shown the very same array: its noisy versions are then made once for all.
        key = (identity(card.dataset), count)
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
        return NetworkOnImages(card=card, simulator=simulator, images=count)
