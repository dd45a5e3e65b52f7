"""Designs as jobs: questions, and their answers as they come in, one network after another."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.devices.named import contents_of
from backend.exports import of_design
from backend.jobs.checks import cards_of, check_devices, check_layers
from backend.jobs.kind import Checked, Doc, JobKind, Words, as_one
from backend.networks import content_of
from backend.schemas.canonical import digest, meaning
from backend.schemas.design import DESIGN_JOBS, Answer, Design, DesignRequest
from backend.schemas.tasks import RUNS as RUNS_QUEUE
from backend.schemas.tasks import Task
from backend.schemas.version import ENGINE_VERSION
from backend.settings import Settings
from backend.store import jobs
from backend.store.leases import Key
from backend.store.rows import DesignRow
from backend.store.to_schema import facts_of


def answer_key(request: DesignRequest, weights: dict[str, str]) -> str:
    """Two designs of the same key have the same answers, bit for bit. `weights` maps network to SHA-256."""
    return digest({"request": meaning(request), "weights": weights, "engine": ENGINE_VERSION, **contents_of(request)})


def create(session: Session, request: DesignRequest, key: str) -> str:
    """Record a design as queued. Returns its id."""
    return jobs.create_answered(session, DesignRow, request, key, answers=[])


def claim(session: Session, design_id: str, *, owner: str, now: float, lease_s: float) -> DesignRequest | None:
    """Begin a queued design. None if it is not to be had. What a killed process answered is answered anew."""
    row = jobs.claim(session, DesignRow, design_id, owner=owner, now=now, lease_s=lease_s)
    if row is None:
        return None
    row.answers, row.settings_measured = [], 0
    return DesignRequest.model_validate(row.request)


def count_measured(session: Session, design_id: str, *, owner: str, more: int = 1) -> None:
    """So many more settings were measured."""
    row = jobs.progress(session, DesignRow, design_id, owner=owner)
    if row is not None:
        row.settings_measured += more


def save_answer(session: Session, design_id: str, answer: Answer, *, owner: str, last: bool) -> None:
    """Add one network's answer; the last one ends the design."""
    row = jobs.progress(session, DesignRow, design_id, owner=owner)
    if row is None:
        return
    row.answers = [*row.answers, answer.model_dump(mode="json")]
    if last:
        jobs.end(row, "done")


def _check(request: DesignRequest, session: Session, settings: Settings) -> Checked:
    check_devices([request], session)
    cards = cards_of(request.networks, session, settings)
    check_layers(request, cards, request.searched)
    key = answer_key(request, {network: content_of(card) for network, card in cards.items()})
    return Checked(lambda: as_one(lambda session: create(session, request, key)), key)


def _restart(_session: Session, row: DesignRow) -> list[Key]:
    """What it measured is known, so it comes quickly to where it was."""
    row.answers, row.settings_measured = [], 0
    return [(row.id,)]


def _view(_session: Session, row: DesignRow) -> Design:
    found = {"request": row.request, "answers": row.answers, "settings_measured": row.settings_measured}
    return Design.model_validate({**facts_of(row), **found})


DESIGNS = JobKind(
    contract=DESIGN_JOBS,
    row=DesignRow,
    task=Task("mhoscope.design", RUNS_QUEUE),
    words=Words(
        submit_name="ask_design",
        submit=Doc(
            "Ask a design question",
            "Queue a question. Its answers come in one network after another; what is measured is kept whatever happens.",
        ),
        known="It was asked before; that design is returned.",
        list=Doc("List designs, newest first"),
        get=Doc("One design and its answers so far"),
        delete=Doc("Forget a design", "What it measured stays known."),
        cancel=Doc("Stop a design; its answers so far stay"),
        retry=Doc("Go on with a stopped design", "For a design that was cancelled or failed."),
        events="Events `update`, each a whole Design; then `end`.",
        waiting="design questions",
    ),
    most_unfinished=lambda _settings: 20,
    retry_after_s=30,
    check=_check,
    view=_view,
    restart=_restart,
    rows=of_design,
)
