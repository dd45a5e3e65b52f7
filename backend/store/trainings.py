"""Trainings: create, follow, cancel; claim, progress and end as the trainer knows them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.networks import zoo_cards
from backend.networks.recipe import Recipe
from backend.schemas.training import ENDED, Training, TrainingList, TrainingState
from backend.store.rows import NetworkRow, TrainingRow
from backend.store.views import aware, iso

UNFINISHED = ("queued", "running")


class TrainingNotFound(LookupError):
    """There is no training of that id."""

    def __init__(self, training_id: str) -> None:
        super().__init__(f"there is no training {training_id!r}")


class TrainingStateError(RuntimeError):
    """The training's state does not allow what was asked."""


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
    return (
        network in zoo_cards()
        or session.get(NetworkRow, network) is not None
        or session.scalar(
            select(TrainingRow.id).where(TrainingRow.network == network, TrainingRow.state.in_(UNFINISHED)).limit(1)
        )
        is not None
    )


def get(session: Session, training_id: str) -> Training:
    """Raises TrainingNotFound."""
    return _view(_row(session, training_id))


def list_trainings(session: Session, *, state: TrainingState | None = None, limit: int = 50, offset: int = 0) -> TrainingList:
    """Newest first."""
    query = select(TrainingRow)
    if state:
        query = query.where(TrainingRow.state == state)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(TrainingRow.created_at.desc(), TrainingRow.id).limit(limit).offset(offset))
    return TrainingList(items=[_view(row) for row in rows], total=total)


def unfinished_count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(TrainingRow).where(TrainingRow.state.in_(UNFINISHED))) or 0


def request_cancel(session: Session, training_id: str) -> None:
    """Stop a training; nothing of it is kept but its course."""
    row = _row(session, training_id, lock=True)
    if row.state in ENDED:
        raise TrainingStateError(f"training {training_id} is {row.state} already")
    _end(row, "cancelled")


def retry(session: Session, training_id: str) -> None:
    """Queue a stopped training again, from its first epoch."""
    row = _row(session, training_id, lock=True)
    if row.state not in ("cancelled", "failed"):
        raise TrainingStateError(f"training {training_id} is {row.state}; only a cancelled or failed one can be retried")
    if _is_taken(session, row.network):
        raise NameTaken(row.network)
    row.state, row.error, row.history = "queued", None, {}
    row.started_at = row.finished_at = row.lease_owner = row.lease_until = None
    _changed(row)


def delete(session: Session, training_id: str) -> None:
    """Forget a training; the network that it made stays."""
    session.delete(_row(session, training_id, lock=True))


def claim(session: Session, training_id: str, *, owner: str, now: float, lease_s: float) -> Recipe | None:
    """Begin a queued training. None if it is no longer queued."""
    row = session.get(TrainingRow, training_id, with_for_update=True)
    if row is None or row.state != "queued":
        return None
    row.state, row.started_at = "running", datetime.now(UTC)
    row.lease_owner, row.lease_until = owner, now + lease_s
    _changed(row)
    return Recipe.model_validate(row.recipe)


def renew(session: Session, training_id: str, *, owner: str, now: float, lease_s: float) -> bool:
    """A sign of life. Returns whether the training is to go on."""
    row = session.get(TrainingRow, training_id, with_for_update=True)
    if row is None or row.state != "running" or row.lease_owner != owner:
        return False
    row.lease_until = now + lease_s
    return True


def save_epoch(session: Session, training_id: str, *, owner: str, values: dict[str, float]) -> None:
    """Add an epoch to the course."""
    row = session.get(TrainingRow, training_id, with_for_update=True)
    if row is not None and row.state == "running" and row.lease_owner == owner:
        row.history = {name: [*row.history.get(name, []), value] for name, value in values.items()}
        _changed(row)


def complete(session: Session, training_id: str, *, owner: str, clean_accuracy: float) -> bool:
    """End a training whose network is being saved in the same transaction. False: it is not this owner's any more."""
    row = session.get(TrainingRow, training_id, with_for_update=True)
    if row is None or row.state != "running" or row.lease_owner != owner:
        return False
    row.clean_accuracy = clean_accuracy
    _end(row, "done")
    return True


def fail(session: Session, training_id: str, *, owner: str, reason: str) -> None:
    row = session.get(TrainingRow, training_id, with_for_update=True)
    if row is not None and row.state == "running" and row.lease_owner == owner:
        row.error = reason
        _end(row, "failed")


def owners(session: Session) -> list[str]:
    """Who is training."""
    return list(session.scalars(select(TrainingRow.lease_owner).where(TrainingRow.lease_owner.is_not(None)).distinct()))


def fail_lost(session: Session, *, now: float, dead_owners: Iterable[str] = ()) -> list[str]:
    """End the trainings whose process is gone. Returns their ids."""
    lost = (TrainingRow.lease_until < now) | TrainingRow.lease_owner.in_(list(dead_owners))
    rows = list(
        session.scalars(select(TrainingRow).where(TrainingRow.state == "running", lost).with_for_update(skip_locked=True))
    )
    for row in rows:
        row.error = "the process that trained it was killed (out of memory, perhaps); retry it"
        _end(row, "failed")
    return [row.id for row in rows]


def forgotten(session: Session, *, untouched_since: float) -> list[str]:
    """Queued trainings whose message may be lost."""
    query = select(TrainingRow).where(TrainingRow.state == "queued", TrainingRow.touched_at < untouched_since)
    rows = list(session.scalars(query.order_by(TrainingRow.created_at).with_for_update(skip_locked=True)))
    for row in rows:
        row.touched_at = time.time()
    return [row.id for row in rows]


def _end(row: TrainingRow, state: TrainingState) -> None:
    row.state, row.finished_at, row.lease_owner, row.lease_until = state, datetime.now(UTC), None, None
    _changed(row)


def _changed(row: TrainingRow) -> None:
    row.sequence += 1
    row.touched_at = time.time()


def _row(session: Session, training_id: str, *, lock: bool = False) -> TrainingRow:
    row = session.get(TrainingRow, training_id, with_for_update=lock or None)
    if row is None:
        raise TrainingNotFound(training_id)
    return row


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
