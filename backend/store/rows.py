"""The tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text, select, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.schemas.job import UNFINISHED


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[int]: JSON, datetime: DateTime(timezone=True)}


class JobColumns:
    """What a job has - a run, a training, a design - that is asked for, waits, is worked on, and ends."""

    noun: ClassVar[str]
    """What it is called in sentences, ids of routes and paths."""
    REQUEST: ClassVar[str] = "request"
    """The column that holds what was asked for."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    """queued, running, or how it ended: done, cancelled, failed, of a run also partial."""
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with every change of the job or of one of its parts."""


class AnsweredJobColumns(JobColumns):
    """What a job has whose answer is known once it is computed, so that the same question is not computed twice."""

    answer_key: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of request, weights and engine: two jobs with the same key have the same answer."""
    engine_version: Mapped[str] = mapped_column(String(40))


class LeaseColumns:
    """What a row has that one process at a time works on: a point of a run, or a job that is not divided."""

    WAITING: ClassVar[str] = "queued"
    """The state in which a process may take it."""
    WHEN_LOST: ClassVar[str | None] = None
    """Why it has failed when the process that worked on it is gone; None: another process takes it over."""

    state: Mapped[str]
    touched_at: Mapped[float] = mapped_column(default=0.0)
    """Seconds since the epoch of the last change, for the reaper."""
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[float | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Claims since the last progress: what kills its worker each time is given up."""

    @classmethod
    def is_wanted(cls) -> ColumnElement[bool]:
        """Whether there is still somebody who waits for it."""
        return true()

    @classmethod
    def in_line(cls) -> tuple[Any, ...]:
        """What to order by so that who has waited longest comes first."""
        raise NotImplementedError


class LeasedJobColumns(JobColumns, LeaseColumns):
    """A job that one process works on as a whole."""

    @classmethod
    def in_line(cls) -> tuple[Any, ...]:
        return (cls.created_at,)


class RunRow(AnsweredJobColumns, Base):
    """One submitted spec."""

    __tablename__ = "runs"
    noun = "run"
    REQUEST = "spec"

    spec: Mapped[dict[str, Any]]
    spec_hash: Mapped[str] = mapped_column(String(64))
    clean: Mapped[dict[str, Any]] = mapped_column(default=dict)
    energy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    annotations: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")


class PointRow(LeaseColumns, Base):
    """One place of a run's grid for one network, and who works on it."""

    __tablename__ = "points"
    WAITING = "waiting"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    network: Mapped[str] = mapped_column(String(120))
    x: Mapped[float]
    y: Mapped[float | None]
    setting: Mapped[dict[str, Any]]
    draws_key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    """waiting, running, done or failed."""
    error: Mapped[str | None] = mapped_column(Text)
    sequence: Mapped[int] = mapped_column(default=0)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """schemas.run.Point without network, x and y; null before the first draw."""
    draws_expected: Mapped[float] = mapped_column(default=0.0)

    __table_args__ = (Index("ix_points_state_lease", "state", "lease_until"),)

    @classmethod
    def is_wanted(cls) -> ColumnElement[bool]:
        """Whether its run goes on."""
        return cls.run_id.in_(select(RunRow.id).where(RunRow.state.in_(UNFINISHED)))

    @classmethod
    def in_line(cls) -> tuple[Any, ...]:
        return (select(RunRow.created_at).where(RunRow.id == cls.run_id).scalar_subquery(), cls.position)


class TrainingRow(LeasedJobColumns, Base):
    """One training: its recipe, and how far it is."""

    __tablename__ = "trainings"
    noun = "training"
    REQUEST = "recipe"
    # Half a training cannot be gone on with.
    WHEN_LOST = "the process that trained it was killed (out of memory, perhaps); retry it"

    network: Mapped[str] = mapped_column(String(120), index=True)
    recipe: Mapped[dict[str, Any]]
    history: Mapped[dict[str, Any]] = mapped_column(default=dict)
    clean_accuracy: Mapped[float | None]


class DesignRow(LeasedJobColumns, AnsweredJobColumns, Base):
    """One design question and its answers."""

    __tablename__ = "designs"
    noun = "design"

    request: Mapped[dict[str, Any]]
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    settings_measured: Mapped[int] = mapped_column(default=0)


class DrawsRow(Base):
    """What is known about one network at one setting: images right in draw 0, 1, 2, ..."""

    __tablename__ = "draws"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    images: Mapped[int]
    correct: Mapped[list[int]]
    count: Mapped[int] = mapped_column(Integer)
    subset: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """How draws are shown images, as worker.sampling.Subset has it; null: all images, or kept before this was."""


class ShareRow(Base):
    """A run as it was when it was shared."""

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    run: Mapped[dict[str, Any]]
    revoke_sha256: Mapped[str] = mapped_column(String(64))
    """Of the key that only the sharer was given."""


class DeviceRow(Base):
    """A device that a user brought; presets ship as files."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Digest of what was measured."""
    device: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class NetworkRow(Base):
    """A network that was trained or uploaded here; the zoo ships as files."""

    __tablename__ = "networks"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    card: Mapped[dict[str, Any]]
    weights: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    measured: Mapped[bool] = mapped_column(default=True)
    """False until a worker has found the clean accuracy of an upload; until then nobody is shown it."""


def job_tables() -> list[type[JobColumns]]:
    """Every table of jobs."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, JobColumns)]
