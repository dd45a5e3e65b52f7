"""Trainings: what is asked for, their course, and the names of the networks they make."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.networks import zoo_cards
from backend.networks.recipe import Recipe
from backend.schemas.training import Training, TrainingList, TrainingState
from backend.store import jobs
from backend.store.rows import NetworkRow, TrainingRow
from backend.store.to_schema import aware, iso


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
    training_id = uuid.uuid4().hex
    session.add(
        TrainingRow(
            id=training_id,
            network=network,
            recipe=recipe.model_dump(mode="json"),
            state="queued",
            created_at=datetime.now(UTC),
            history={},
            touched_at=time.time(),
        )
    )
    return training_id


def _is_taken(session: Session, network: str) -> bool:
    coming = select(TrainingRow.id).where(TrainingRow.network == network, TrainingRow.state.in_(jobs.UNFINISHED)).limit(1)
    return network in zoo_cards() or session.get(NetworkRow, network) is not None or session.scalar(coming) is not None


def get(session: Session, training_id: str) -> Training:
    """Raises JobNotFound."""
    return _view(jobs.row_of(session, TrainingRow, training_id))


def list_trainings(session: Session, *, state: TrainingState | None = None, limit: int = 50, offset: int = 0) -> TrainingList:
    """Newest first."""
    rows, total = jobs.page(session, TrainingRow, state=state, limit=limit, offset=offset)
    return TrainingList(items=[_view(row) for row in rows], total=total)


def retry(session: Session, training_id: str) -> None:
    """Queue a stopped training again, from its first epoch."""
    row = jobs.queue_again(session, TrainingRow, training_id)
    row.history = {}


def delete(session: Session, training_id: str) -> None:
    """Forget a training; the network that it made stays."""
    session.delete(jobs.row_of(session, TrainingRow, training_id, lock=True))


def claim(session: Session, training_id: str, *, owner: str, now: float, lease_s: float) -> Recipe | None:
    """Begin a queued training. None if it is no longer queued."""
    row = jobs.claim(session, TrainingRow, training_id, owner=owner, now=now, lease_s=lease_s)
    return None if row is None else Recipe.model_validate(row.recipe)


def save_epoch(session: Session, training_id: str, *, owner: str, values: dict[str, float]) -> None:
    """Add an epoch to the course."""
    row = jobs.held(session, TrainingRow, training_id, owner=owner)
    if row is not None:
        row.history = {name: [*row.history.get(name, []), value] for name, value in values.items()}
        jobs.changed(row)


def complete(session: Session, training_id: str, *, owner: str, clean_accuracy: float) -> bool:
    """End a training whose network is being saved in the same transaction. False: it is not this owner's any more."""
    row = jobs.held(session, TrainingRow, training_id, owner=owner)
    if row is None:
        return False
    row.clean_accuracy = clean_accuracy
    jobs.end(row, "done")
    return True


def fail_lost(session: Session, *, now: float, dead_owners: list[str]) -> list[str]:
    """End the trainings whose process is gone: half a training cannot be gone on with. Returns their ids."""
    rows = jobs.lost(session, TrainingRow, now=now, dead_owners=dead_owners)
    for row in rows:
        row.error = "the process that trained it was killed (out of memory, perhaps); retry it"
        jobs.end(row, "failed")
    return [row.id for row in rows]


def _view(row: TrainingRow) -> Training:
    recipe = Recipe.model_validate(row.recipe)
    epoch = len(row.history.get("loss", []))
    facts: dict[str, Any] = {"id": row.id, "network": row.network, "state": row.state, "history": row.history}
    return Training(
        **facts,
        recipe=recipe,
        created_at=iso(row.created_at) or "",
        finished_at=iso(row.finished_at),
        epoch=epoch,
        progress=1.0 if row.state == "done" else epoch / recipe.epochs,
        eta_s=_eta_s(row, epoch, recipe.epochs),
        clean_accuracy=row.clean_accuracy,
        error=row.error,
        command=recipe.command(),
        sequence=row.sequence,
    )


def _eta_s(row: TrainingRow, epoch: int, epochs: int) -> float | None:
    if row.state != "running" or row.started_at is None or not epoch:
        return None
    elapsed = (datetime.now(UTC) - aware(row.started_at)).total_seconds()
    return round(elapsed * (epochs - epoch) / epoch, 1)
