"""Train a recipe's network, with progress and a way to stop."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from backend.datasets import Dataset
from backend.networks.recipe import Recipe
from worker.training.errors import TrainingDiverged, TrainingStopped
from worker.training.models import arrays, build

CLEAN_IMAGES = 2000
CLIP_NORM = 1.0


@dataclass(frozen=True)
class Epoch:
    """What is known after an epoch.

    Accuracies are fractions; `accuracy` is with the training noise on, `clean_accuracy` without, on the
    first CLEAN_IMAGES training images.
    """

    number: int
    epochs: int
    loss: float
    accuracy: float
    clean_accuracy: float


@dataclass(frozen=True)
class Trained:
    """A trained network: the Keras model, its arrays by name, and the course of the training."""

    model: keras.Model
    arrays: dict[str, Any]
    history: dict[str, list[float]]


def fit(
    recipe: Recipe,
    data: Dataset,
    *,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
    should_stop: Callable[[], bool] = lambda: False,
    held_out: int = 0,
) -> Trained:
    """Train on the data set's training images; the last `held_out` of them only measure.

    Raises TrainingDiverged, or TrainingStopped within one step of `should_stop` saying so.
    """
    keras.utils.set_random_seed(recipe.seed)
    tf.config.experimental.enable_op_determinism()
    model = build(recipe)
    split = len(data.train_labels) - held_out
    model.compile(
        optimizer=_optimiser(recipe, split),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    clean = (data.train_images[:CLEAN_IMAGES], data.train_labels[:CLEAN_IMAGES])
    watch = _Watch(recipe.epochs, clean, on_epoch, should_stop)
    validation = (data.train_images[split:], data.train_labels[split:]) if held_out else None
    history = model.fit(
        data.train_images[:split],
        data.train_labels[:split],
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        validation_data=validation,
        callbacks=[watch],
        verbose=0,
    ).history
    history["clean_accuracy"] = watch.clean_accuracies
    found = arrays(model, recipe)
    if not all(np.isfinite(array).all() for array in found.values()):
        raise TrainingDiverged("the weights are no longer numbers; try a smaller learning rate")
    return Trained(model, found, {name: [round(float(value), 5) for value in values] for name, values in history.items()})


def _optimiser(recipe: Recipe, images: int) -> keras.optimizers.Optimizer:
    """The recipe's optimiser for so many training images."""
    kinds = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    # Cosine decay to zero: the last epochs average the noise out instead of wandering in it.
    return kinds[recipe.optimiser](
        keras.optimizers.schedules.CosineDecay(recipe.learning_rate, recipe.epochs * -(-images // recipe.batch_size)),
        clipnorm=CLIP_NORM,
    )


class _Watch(keras.callbacks.Callback):  # type: ignore[misc]
    def __init__(
        self,
        epochs: int,
        clean: tuple[Any, Any],
        on_epoch: Callable[[Epoch], None],
        should_stop: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.clean_accuracies: list[float] = []
        self._clean, self._epochs, self._on_epoch, self._should_stop = clean, epochs, on_epoch, should_stop

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if self._should_stop():
            raise TrainingStopped("the training was stopped")
        if logs and not math.isfinite(logs["loss"]):
            raise TrainingDiverged("the loss is no longer a number; try a smaller learning rate")

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        logs = logs or {}
        images, labels = self._clean
        right = np.argmax(self.model.predict_on_batch(images), axis=1) == labels
        self.clean_accuracies.append(float(right.mean()))
        self._on_epoch(Epoch(epoch + 1, self._epochs, float(logs["loss"]), float(logs["accuracy"]), self.clean_accuracies[-1]))
