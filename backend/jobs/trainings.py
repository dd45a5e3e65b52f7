"""Trainings as jobs: what is asked for, their course, and the names of the networks they make."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from backend.datasets import DataSetMissing, require
from backend.jobs.checks import Unfit
from backend.jobs.kind import Checked, Doc, JobKind, Words, as_one
from backend.networks.recipe import Recipe
from backend.schemas.explain import explain_one, field_of
from backend.schemas.tasks import TRAININGS as TRAININGS_QUEUE
from backend.schemas.tasks import Task
from backend.schemas.training import TRAINING_JOBS, RecipeFields, Training, TrainingRequest
from backend.settings import Settings
from backend.store import jobs
from backend.store.leases import Key
from backend.store.networks import IdTaken, require_free
from backend.store.rows import TrainingRow
from backend.store.to_schema import facts_of, seconds_left


class NameTaken(ValueError):
    """Another network has the name, or will have it."""

    def __init__(self, network: str) -> None:
        super().__init__(f"name: there is a network {network} already; choose another name")


def create(session: Session, recipe: Recipe, name: str | None = None) -> str:
    """Record a training as queued. Returns its id. Raises NameTaken for a name that was asked for."""
    network = f"{recipe.dataset}/{name or recipe.name}"
    if name is not None and _is_taken(session, network):
        raise NameTaken(network)
    plain, number = network, 1
    while _is_taken(session, network):
        number += 1
        network = f"{plain}-{number}"
    return jobs.create(session, TrainingRow, network=network, recipe=recipe.model_dump(mode="json"), history={})


def _is_taken(session: Session, network: str) -> bool:
    try:
        require_free(session, network)
    except IdTaken:
        return True
    return False


def claim(session: Session, training_id: str, *, owner: str, now: float, lease_s: float) -> Recipe | None:
    """Begin a queued training. None if it is not to be had."""
    row = jobs.claim(session, TrainingRow, training_id, owner=owner, now=now, lease_s=lease_s)
    return None if row is None else Recipe.model_validate(row.recipe)


def save_epoch(session: Session, training_id: str, *, owner: str, values: dict[str, float]) -> None:
    """Add an epoch to the course."""
    row = jobs.progress(session, TrainingRow, training_id, owner=owner)
    if row is not None:
        row.history = {name: [*row.history.get(name, []), value] for name, value in values.items()}


def complete(session: Session, training_id: str, *, owner: str, clean_accuracy: float) -> bool:
    """End a training whose network is being saved in the same transaction. False: it is not this owner's any more."""
    row = jobs.progress(session, TrainingRow, training_id, owner=owner)
    if row is None:
        return False
    row.clean_accuracy = clean_accuracy
    jobs.end(row, "done")
    return True


def _check(request: TrainingRequest, _session: Session, settings: Settings) -> Checked:
    recipe = _recipe(request.model_dump(exclude={"name"}))
    try:
        require(recipe.dataset, settings.data_path)
    except DataSetMissing as error:
        raise Unfit(f"dataset: {error}", field="dataset") from None
    return Checked(lambda: as_one(lambda session: create(session, recipe, request.name)))


def _recipe(fields: dict[str, Any]) -> Recipe:
    """The recipe of these fields. Raises Unfit."""
    try:
        return Recipe.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        raise Unfit(explain_one(first), field=field_of(first) or None) from None


def _restart(session: Session, row: TrainingRow) -> list[Key]:
    """From its first epoch. Raises IdTaken if another network has its name by now, and Unfit if its data set was removed."""
    _recipe(row.recipe)
    require_free(session, row.network, but=row.id)
    row.history = {}
    return [(row.id,)]


def _view(_session: Session, row: TrainingRow) -> Training:
    # Its fields alone: the data set of an old training may have been removed.
    recipe = RecipeFields.model_validate(row.recipe)
    epoch = len(row.history.get("loss", []))
    return Training(
        **facts_of(row),
        network=row.network,
        history=row.history,
        recipe=recipe,
        epoch=epoch,
        progress=1.0 if row.state == "done" else epoch / recipe.epochs,
        eta_s=seconds_left(row, epoch, recipe.epochs),
        clean_accuracy=row.clean_accuracy,
        command=recipe.command(),
    )


TRAININGS = JobKind(
    contract=TRAINING_JOBS,
    row=TrainingRow,
    task=Task("mhoscope.train", TRAININGS_QUEUE),
    words=Words(
        submit_name="start_training",
        submit=Doc("Train a network", "Queue a training in Keras. Its network is added to the store once it is done."),
        list=Doc("List trainings, newest first"),
        get=Doc("One training and its course so far"),
        delete=Doc("Forget a training", "A training under way is stopped first. The network of a finished one stays."),
        cancel=Doc("Stop a training; no network comes of it"),
        retry=Doc("Train again from the first epoch", "For a training that was cancelled or failed."),
        events="Events `update`, each a whole Training; then `end`.",
        waiting="trainings",
    ),
    most_unfinished=lambda _settings: 20,
    retry_after_s=60,
    submit_refuses=(409, 422, 429, 503),
    check=_check,
    view=_view,
    restart=_restart,
)
