"""The predicted curve of one network of a spec."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from cachetools import LRUCache

from backend.networks import content_of
from backend.schemas.canonical import digest
from backend.schemas.prediction import PredictedCurve
from backend.schemas.spec import Spec
from backend.schemas.version import ENGINE_VERSION, PREDICTION_METHOD
from worker.analysis.margins.left_out import left_out
from worker.analysis.margins.making import images_for, make_tables, noisy_tables
from worker.analysis.margins.noisy_images import AtNoise
from worker.analysis.margins.predicting import predicted
from worker.analysis.margins.tables import Tables, unpack
from worker.crossbar import Conditions
from worker.simulators import NetworkOnImages
from worker.translate.conditions import conditions

KEPT_NETWORKS = 12
"""Networks whose tables this process holds ready."""
_ready: LRUCache[str, AtNoise] = LRUCache(KEPT_NETWORKS)
"""Tables by their key, with what is known of noisy images."""


class Kept(Protocol):
    """Where what is computed once is kept, as bytes under the digest of all that it depends on; it may forget anything."""

    def find(self, key: str) -> bytes | None:
        """Return what was kept under a key, a digest; None if nothing was, or it was forgotten."""
        ...

    def keep(self, key: str, content: bytes) -> None:
        """Keep a content under a key."""
        ...


class InMemory(dict[str, bytes]):
    """What is kept as long as this object lives."""

    def find(self, key: str) -> bytes | None:
        """Return what was kept under a key, if anything."""
        return self.get(key)

    def keep(self, key: str, content: bytes) -> None:
        """Keep a content under a key."""
        self[key] = content


def predict(spec: Spec, tested: NetworkOnImages, kept: Kept) -> PredictedCurve:
    """Return the predicted curve of one network of a spec, on its test images. Raises DeviceError."""
    curve = [conditions(point.setting, tested.card) for point in spec.grid()]
    missing = list(dict.fromkeys(words for one in curve for words in left_out(tested.simulator.network, one)))
    ready = ready_tables(tested, kept)
    tables = ready.clean
    clean = tables.clean
    if missing:
        return PredictedCurve(
            network=tested.card.id, accuracy=None, left_out=missing, images=len(tables.images), clean=clean, half_width=0.0
        )
    found = predicted(ready, tested.simulator, curve)
    return PredictedCurve(
        network=tested.card.id,
        accuracy=found.accuracy,
        left_out=[],
        images=len(tables.images),
        clean=clean,
        half_width=found.half_width,
    )


def ready_tables(tested: NetworkOnImages, kept: Kept) -> AtNoise:
    """Return the tables of a network on its test images: those of this process, those that are kept, or new ones."""
    identity = {"network": content_of(tested.card), "dataset": tested.card.dataset, "images": tested.images}
    count = images_for(tested.card.macs)
    key = digest({"margins": PREDICTION_METHOD, "engine": ENGINE_VERSION, "of": count, **identity})
    if key not in _ready:
        tables = unpack(_known(kept, key, lambda: make_tables(tested.simulator, count).pack()))

        def make(noise: Conditions, weights: bool) -> Tables:
            of_noise = {"kind": noise.image_noise, "level": noise.image_noise_level, "weights": weights}
            found = digest({"tables": key, **of_noise})
            return unpack(_known(kept, found, lambda: noisy_tables(tested.simulator, tables, noise, weights=weights).pack()))

        _ready[key] = AtNoise(tables, make)
    return _ready[key]


def _known(kept: Kept, key: str, make: Callable[[], bytes]) -> bytes:
    """Return what is kept under a key, or what is made and kept from now on."""
    content = kept.find(key)
    if content is None:
        content = make()
        kept.keep(key, content)
    return content
