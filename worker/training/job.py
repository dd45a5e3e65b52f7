"""A training as the store records it: claimed, told epoch by epoch, ended with a network or a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.datasets import load, require
from backend.networks.recipe import Recipe
from backend.store import jobs, trainings
from backend.store.networks import save_network
from backend.store.rows import TrainingRow
from worker.process.job_runner import work_out
from worker.runs.advance import Workplace
from worker.training.available import require_training
from worker.training.errors import TrainingStopped

if TYPE_CHECKING:
    from worker.training.fitting import Epoch

SIGN_OF_LIFE_S = 0.5
"""How soon a cancel is noticed between two steps."""
LEASE_S = 180.0
"""Longer than the longest time without a step: TensorFlow's first, and the measurement at the end."""


def train(place: Workplace, training_id: str) -> None:
    """Train a queued training's network and put it into the store."""
    with place.store.write() as session:
        recipe = trainings.claim(session, training_id, owner=place.owner, now=place.clock(), lease_s=LEASE_S)
    if recipe is None:
        return
    work_out(place, TrainingRow, training_id, lambda: _train(place, training_id, recipe), stopped=TrainingStopped)


def _train(place: Workplace, training_id: str, recipe: Recipe) -> None:
    # TensorFlow takes seconds to load: after the claim, so that a message that came twice costs nothing.
    require_training()
    from worker.training.cards import make_card
    from worker.training.fitting import fit

    require(recipe.dataset, place.settings.data_path)
    data = load(recipe.dataset, place.settings.data_path)
    told = place.clock()

    def tell(epoch: Epoch) -> None:
        values = {"loss": epoch.loss, "accuracy": epoch.accuracy, "clean_accuracy": epoch.clean_accuracy}
        with place.store.write() as session:
            trainings.save_epoch(session, training_id, owner=place.owner, values=values)
        place.queue.publish(training_id)

    def should_stop() -> bool:
        nonlocal told
        now = place.clock()
        if now - told < SIGN_OF_LIFE_S:
            return False
        told = now
        with place.store.write() as session:
            return not jobs.renew(session, TrainingRow, training_id, owner=place.owner, now=now, lease_s=LEASE_S)

    trained = fit(recipe, data, on_epoch=tell, should_stop=should_stop)
    with place.store.read() as session:
        network = trainings.get(session, training_id).network
    card, weights = make_card(recipe, trained.arrays, data, history=trained.history, network_id=network)
    with place.store.write() as session:
        # One transaction: a training is done exactly when its network is there.
        if trainings.complete(session, training_id, owner=place.owner, clean_accuracy=card.clean_accuracy):
            save_network(session, card, weights)
