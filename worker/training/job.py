"""A training as the store records it: claimed, told epoch by epoch, ended with a network or a reason."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backend.datasets import load, require
from backend.jobs import TRAININGS, trainings
from backend.networks.recipe import Recipe
from backend.store.networks import save_network
from worker.process.job_runner import LeasedJob, whole_job
from worker.training.available import require_training
from worker.training.errors import TrainingStopped

if TYPE_CHECKING:
    from worker.training.fitting import Epoch

SIGN_OF_LIFE_S = 0.5
"""How soon a cancel is noticed between two steps."""
LEASE_S = 180.0
"""Longer than the longest time without a step: TensorFlow's first, and the measurement at the end."""


def _train(job: LeasedJob[Recipe]) -> None:
    """Train a network and put it into the store."""
    # TensorFlow takes seconds to load: by the process that trains alone, and after the claim, so that a message that
    # came twice costs nothing.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    require_training()
    from worker.training.cards import make_card
    from worker.training.fitting import fit

    context, recipe = job.context, job.request
    require(recipe.dataset, context.settings.data_path)
    data = load(recipe.dataset, context.settings.data_path)
    renewed = context.clock()

    def save_epoch(epoch: Epoch) -> None:
        values = {"loss": epoch.loss, "accuracy": epoch.accuracy, "clean_accuracy": epoch.clean_accuracy}
        with context.store.write() as session:
            trainings.save_epoch(session, job.id, owner=context.owner, values=values)
        job.publish()

    def should_stop() -> bool:
        nonlocal renewed
        now = context.clock()
        if now - renewed < SIGN_OF_LIFE_S:
            return False
        renewed = now
        with context.store.write() as session:
            return not job.renew(session)

    trained = fit(recipe, data, on_epoch=save_epoch, should_stop=should_stop)
    with context.store.read() as session:
        network = TRAININGS.get(session, job.id).network
    card, weights = make_card(recipe, trained.arrays, data, history=trained.history, network_id=network)
    with context.store.write() as session:
        # One transaction: a training is done exactly when its network is there.
        if trainings.complete(session, job.id, owner=context.owner, clean_accuracy=card.clean_accuracy):
            save_network(session, card, weights)


TRAINING_WORK = whole_job(TRAININGS, trainings.claim, _train, lease_s=LEASE_S, stopped=TrainingStopped)
