"""The tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[int]: JSON, datetime: DateTime(timezone=True)}


class RunRow(Base):
    """One submitted spec."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    spec: Mapped[dict[str, Any]]
    spec_hash: Mapped[str] = mapped_column(String(64))
    answer_key: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of spec, weights and engine: two runs with the same key have the same answer."""
    engine_version: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), index=True)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with every change of the run or one of its points."""
    clean: Mapped[dict[str, Any]] = mapped_column(default=dict)
    energy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    annotations: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")


class PointRow(Base):
    """One place of a run's grid for one network, and who works on it."""

    __tablename__ = "points"

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
    touched_at: Mapped[float] = mapped_column(default=0.0)
    """Seconds since the epoch of the last change, for the reaper."""
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[float | None]
    attempts: Mapped[int] = mapped_column(default=0)
    """Claims since the last progress: a point that kills its worker each time is given up."""
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """schemas.run.Point without network, x and y; null before the first draw."""
    draws_expected: Mapped[float] = mapped_column(default=0.0)

    __table_args__ = (Index("ix_points_state_lease", "state", "lease_until"),)


class DrawsRow(Base):
    """What is known about one network at one setting: images right in draw 0, 1, 2, ..."""

    __tablename__ = "draws"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    images: Mapped[int]
    correct: Mapped[list[int]]
    count: Mapped[int] = mapped_column(Integer)
    subset: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """How draws are shown images, as worker.sampling.Subset has it; null: all images, or kept before this was."""


class JobColumns:
    """What a job has that waits, is worked on by one process, and ends."""

    noun: ClassVar[str]

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    """queued, running, done, cancelled or failed."""
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with every change."""
    touched_at: Mapped[float] = mapped_column(default=0.0)
    """Seconds since the epoch of the last change, for the reaper."""
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[float | None]


class TrainingRow(JobColumns, Base):
    """One training: its recipe, and how far it is."""

    __tablename__ = "trainings"
    noun = "training"

    network: Mapped[str] = mapped_column(String(120), index=True)
    recipe: Mapped[dict[str, Any]]
    history: Mapped[dict[str, Any]] = mapped_column(default=dict)
    clean_accuracy: Mapped[float | None]


class DesignRow(JobColumns, Base):
    """One design question and its answers."""

    __tablename__ = "designs"
    noun = "design"

    request: Mapped[dict[str, Any]]
    answer_key: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of request, weights and engine: two designs with the same key have the same answers."""
    engine_version: Mapped[str] = mapped_column(String(40))
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    settings_measured: Mapped[int] = mapped_column(default=0)


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
