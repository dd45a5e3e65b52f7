"""What the inputs of an uploaded network are: found by trying usual ones on training images, never on test images."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.datasets import Dataset, load, record_of
from backend.layers import MOST_LAYERS
from backend.networks import load_arrays
from backend.networks.inputs import with_inputs
from backend.schemas.dataset import DatasetRecord
from backend.schemas.input_values import AUTO, BYTES, SYMMETRIC, UNIT, conversion, standardised
from backend.schemas.network import Measured, NetworkCard, TriedInputs
from worker.crossbar import Conditions, Simulator
from worker.crossbar.tools.arrays import Floats
from worker.simulators.cache import EVERY_IMAGE, Simulators
from worker.simulators.network_on_images import measure_clean_accuracy
from worker.translate.networks import to_engine

TRIED_IMAGES = 500
"""Number of training images that inputs are tried on."""
SMALLEST_SHARE = 1e-30
"""Smallest probability of a class whose logarithm is taken."""


class Progress:
    """How many images of an upload were classified, and how many there are."""

    def __init__(self, images: int, told: Callable[[int, int], None]) -> None:
        """`told` is called with both numbers, after every block of images."""
        self._images, self._told, self._done = images, told, 0

    def __call__(self, images: int) -> None:
        """Count so many images more."""
        self._done += images
        self._told(self._done, self._images)


def measure_upload(
    simulators: Simulators, card: NetworkCard, weights: bytes | None, *, told: Callable[[int, int], None] = lambda *_: None
) -> Measured:
    """Return the clean accuracy of an upload on its full test set, and what its inputs are, tried first if they are auto.

    `weights` are its packed arrays; `told` is called now and then with the number of images classified so far and of all. Raises
    DataSetMissing if this machine does not have its data set.
    """
    tried: tuple[TriedInputs, ...] = ()
    record = record_of(card.dataset)
    progress = Progress(record.test_images, told)
    if card.input_values == AUTO and weights is not None:
        data = load(card.dataset, simulators.data_path)
        candidates = usual_inputs(data, record) if len(card.layers) < MOST_LAYERS else [UNIT]
        progress = Progress(record.test_images + len(candidates) * min(TRIED_IMAGES, len(data.train_labels)), told)
        tried, values = try_inputs(card, weights, data, candidates, on_images=progress)
        card, weights = with_inputs(card, weights, values)
    clean = measure_clean_accuracy(simulators.get(card, EVERY_IMAGE, weights=weights).simulator, on_images=progress)
    return Measured(**clean.model_dump(), input_values=card.input_values, tried=tried)


def usual_inputs(data: Dataset, record: DatasetRecord) -> list[str]:
    """Return what networks for a data set may have been trained on, the likeliest first, without doubles.

    After unit, bytes and symmetric: zero mean and unit variance over the training images, for each channel, and the values of
    the data set's files.
    """
    values = data.train_images.reshape(-1, record.channels)
    means = values.mean(axis=0, dtype=np.float64)
    squares = np.einsum("nc,nc->c", values, values, dtype=np.float64) / len(values)
    deviations = np.sqrt(np.maximum(squares - means**2, 0))
    further = [standardised([record.offset], [record.scale])]
    if (deviations > 0).all():
        further.insert(0, standardised(means.tolist(), deviations.tolist()))
    candidates = [UNIT, BYTES, SYMMETRIC]
    for values_of_set in further:
        if not any(_same(values_of_set, other) for other in candidates):
            candidates.append(values_of_set)
    return candidates


def _same(one: str, other: str) -> bool:
    """Return whether two kinds of inputs are nearly the same."""
    return bool(np.allclose(conversion(one) or (), conversion(other) or (), rtol=1e-3))


def try_inputs(
    card: NetworkCard,
    weights: bytes,
    data: Dataset,
    candidates: Sequence[str],
    *,
    on_images: Callable[[int], None] | None = None,
) -> tuple[tuple[TriedInputs, ...], str]:
    """Return what each candidate gives on training images spread over the whole set, and the one to be taken.

    Those within two standard errors of the most accurate one (of the paired difference) are as good. Of these the smallest
    scale is taken: a network of ReLUs classifies inputs that are too large nearly as well, as its biases then matter little,
    but not those that are too small. Between scales less than twice apart, the cross-entropy decides.

    `on_images` is called with the number of images that were classified since its last call.
    """
    shown = np.linspace(0, len(data.train_labels) - 1, min(TRIED_IMAGES, len(data.train_labels))).astype(np.intp)
    images, labels = np.ascontiguousarray(data.train_images[shown]), data.train_labels[shown]
    right, tried = [], []
    for values in candidates:
        variant, packed = with_inputs(card, weights, values)
        simulator = Simulator(to_engine(variant, load_arrays(variant, packed)), images, labels)
        with np.errstate(over="ignore", invalid="ignore"):
            logits = np.nan_to_num(simulator.logits(Conditions(), seed=0, draw=0, on_images=on_images))
        right.append(logits.argmax(axis=1) == labels)
        tried.append(TriedInputs(input_values=values, accuracy=float(right[-1].mean()), loss=_loss(logits, labels)))
    best = max(right, key=np.count_nonzero)
    good = [one for one, correct in zip(tried, right, strict=True) if _as_good(correct, best)]
    smallest = min(_scale(one.input_values) for one in good)
    near = [one for one in good if _scale(one.input_values) < 2 * smallest]
    return tuple(tried), min(near, key=lambda one: one.loss).input_values


def _scale(values: str) -> float:
    """Return the largest factor by which stored values are multiplied."""
    found = conversion(values)
    return max(found.scale) if found else 0.0


def _as_good(correct: NDArray[np.bool_], best: NDArray[np.bool_]) -> bool:
    """Return whether a network is not measurably less often correct than the best one, on the same images."""
    lost = np.count_nonzero(best) - np.count_nonzero(correct)
    return bool(lost <= 2 * np.sqrt(np.count_nonzero(correct != best)))


def _loss(logits: Floats, labels: NDArray[np.int64]) -> float:
    """Return the mean cross-entropy of the softmax of logits (n, classes), in nats."""
    powers = np.exp((logits - logits.max(axis=1, keepdims=True)).astype(np.float64))
    shares = powers[np.arange(len(labels)), labels] / powers.sum(axis=1)
    return float(-np.log(np.maximum(shares, SMALLEST_SHARE)).mean())
