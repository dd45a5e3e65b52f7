"""From a trained network to its card and packed weights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from backend.datasets import Dataset
from backend.networks.describe import describe
from backend.networks.files import pack_network, sha256, unpack
from backend.networks.recipe import Recipe
from backend.schemas.network import NetworkCard, TrainingRecord
from worker.crossbar import Simulator
from worker.simulators import measure_clean_accuracy
from worker.translate.networks import to_engine

HALF_PRECISION_COSTS_AT_MOST = 0.0005


def make_card(
    recipe: Recipe,
    arrays: Mapping[str, Any],
    data: Dataset,
    *,
    history: dict[str, list[float]],
    network_id: str | None = None,
) -> tuple[NetworkCard, bytes]:
    """Card and weights of a network that was trained today; its clean accuracy is the engine's on the full test set.

    Weights are kept in half precision where that moves the clean accuracy by less than 0.05 points.
    """
    single = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
    half = {name: array.astype(np.float16) for name, array in single.items()}
    card = _draft(recipe, data, history=history, network_id=network_id)
    exact, compact = (_measured(card, weights, data) for weights in (single, half))
    moved = abs(compact[0].clean_accuracy - exact[0].clean_accuracy)
    return compact if moved < HALF_PRECISION_COSTS_AT_MOST else exact


def _measured(card: NetworkCard, arrays: Mapping[str, Any], data: Dataset) -> tuple[NetworkCard, bytes]:
    weights = pack_network(arrays, card.layers)
    card = card.model_copy(update={"weights_sha256": sha256(weights)})
    simulator = Simulator(to_engine(card, unpack(weights, card)), data.test_images, data.test_labels)
    clean = measure_clean_accuracy(simulator)
    return card.model_copy(update={"clean_accuracy": clean.accuracy, "class_accuracy": clean.by_class}), weights


def _draft(recipe: Recipe, data: Dataset, *, history: dict[str, list[float]], network_id: str | None) -> NetworkCard:
    facts = describe(recipe.layers(), recipe.input_shape)
    return NetworkCard(
        id=network_id or f"{recipe.dataset}/{recipe.name}",
        dataset=recipe.dataset,
        family=recipe.family,
        time_steps=recipe.time_steps,
        training_noise=recipe.noise,
        weight_noise=recipe.weight_noise,
        weight_clip=recipe.weight_clip,
        seed=recipe.seed,
        parameters=facts.parameters,
        cells=facts.cells,
        clean_accuracy=0.0,
        origin="trained",
        input_shape=recipe.input_shape,
        input_values=recipe.record.training.inputs,
        layers=recipe.layers(),
        macs=facts.macs,
        weights_sha256="",
        training=TrainingRecord(
            optimiser=recipe.optimiser,
            learning_rate=recipe.learning_rate,
            batch_size=recipe.batch_size,
            epochs=recipe.epochs,
            seed=recipe.seed,
            images=len(data.train_labels),
            hidden=recipe.hidden,
            command=recipe.command(),
            date=datetime.now(UTC).date().isoformat(),
            history=history,
        ),
    )
