"""The course of a training: what is measured at its beginning, and every now and then on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from worker.crossbar.tools.arrays import Floats
from worker.learning.algorithms.learner import Pulses
from worker.learning.network.learning_network import LearningNetwork
from worker.learning.network.loss import cross_entropy
from worker.learning.network.training import Training
from worker.learning.tasks.examples import Examples
from worker.learning.tasks.film import picture


@dataclass(frozen=True, eq=False)
class Report:
    """What is known of a training after a number of images."""

    samples: int
    """Images that were learned from, in all epochs."""
    epochs: float
    correct: int
    """Test images that are classified correctly."""
    tests: int
    """Number of test images."""
    loss: float
    """Mean loss of the test images."""
    learned_loss: float | None
    """Mean loss of the images since the last report, each before it was learned from; None: there are none."""
    learned_accuracy: float | None
    """Share of these that were right."""
    pulses: Pulses
    """Pulses of all devices so far, those of zero-shifting included."""
    film: dict[int, Floats]
    """Conductances of some devices (rows, columns) of each layer that learns, by layer index."""

    @property
    def accuracy(self) -> float:
        """Share of the test images that are classified correctly."""
        return self.correct / self.tests


def follow(training: Training, examples: Examples, stops: Sequence[int]) -> Iterator[Report]:
    """Yield a report at the start, and after each of these numbers of images; those that are behind are left out.

    At each, the training stands where its `state` can be kept; a training that was resumed goes on from there.
    """
    if training.samples == 0:
        yield report(training, examples)
    for stop in stops:
        if stop > training.samples:
            training.advance(stop)
            yield report(training, examples)


def stops_of(training: Training, epochs: int, each: int = 1) -> list[int]:
    """Return the numbers of images after so many epochs, and at `each` evenly spaced points of each of them."""
    size = training.images_of_epoch
    return [round(size * part / each) for part in range(1, epochs * each + 1)]


def report(training: Training, examples: Examples) -> Report:
    """Return where a training stands; the counts of losses begin anew."""
    correct, loss = tested(training.network, examples.test_images, examples.test_labels)
    counted, losses, right = training.take_losses()
    return Report(
        samples=training.samples,
        epochs=training.samples / training.images_of_epoch,
        correct=correct,
        tests=len(examples.test_labels),
        loss=loss,
        learned_loss=losses / counted if counted else None,
        learned_accuracy=right / counted if counted else None,
        pulses=training.network.pulses,
        film=picture(training.network),
    )


def tested(network: LearningNetwork, images: Floats, labels: NDArray[np.int64]) -> tuple[int, float]:
    """Return how many images are classified correctly, and their mean loss."""
    logits = network.logits(images)
    return int((logits.argmax(axis=0) == labels).sum()), float(cross_entropy(logits, labels)[0].mean())
