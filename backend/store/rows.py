"""The tables, one class for each, and the columns that jobs and leased rows have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, DateTime, ForeignKey, Index, Integer, LargeBinary, String, Text, select, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.schemas.job import UNFINISHED


class Base(DeclarativeBase):
    """Base class of all tables; dictionaries and lists are stored as JSON, times with their zone."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[int]: JSON, datetime: DateTime(timezone=True)}


class JobColumns:
    """Columns of a job: a run, training or design, which is requested, waits, is worked on, and ends."""

    noun: ClassVar[str]
    """What the kind of job is called in sentences, ids of routes and paths."""
    REQUEST: ClassVar[str] = "request"
    """Name of the column that holds the request."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    """queued, running, or how the job ended: done, cancelled, failed, or for a run also partial."""
    error: Mapped[str | None] = mapped_column(Text)
    """Why the job failed; null unless it did."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    """Grows with every change of the job or of a part of it."""


class AnsweredJobColumns(JobColumns):
    """Columns of a job whose answer depends on its request alone, so that the same request is not computed twice."""

    answer_key: Mapped[str] = mapped_column(String(64), index=True)
    """Digest of request, weights and engine version: jobs with equal keys have equal answers."""
    engine_version: Mapped[str] = mapped_column(String(40))


class LeaseColumns:
    """Columns of a row that one process at a time works on: a point of a run, or a job that is not divided."""

    WAITING: ClassVar[str] = "queued"
    """The state in which a process may claim the row."""
    WHEN_LOST: ClassVar[str | None] = None
    """Error of a row that fails when its process is gone; None: another process takes it over."""

    state: Mapped[str]
    touched_at: Mapped[float] = mapped_column(default=0.0)
    """Time of the last change, in seconds since the epoch; see `leases.forgotten`."""
    lease_owner: Mapped[str | None] = mapped_column(String(120))
    """Name of the process that works on the row; null for none."""
    lease_until: Mapped[float | None]
    """When the lease expires, in seconds since the epoch; null without a lease."""
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    """Claims since the last progress; a row that kills its worker every time is given up."""

    @classmethod
    def is_wanted(cls) -> ColumnElement[bool]:
        """Return the condition under which the row's result is still wanted; always true unless overridden."""
        return true()

    @classmethod
    def in_line(cls) -> tuple[Any, ...]:
        """Return the columns to order by so that rows that have waited longest come first."""
        raise NotImplementedError


class LeasedJobColumns(JobColumns, LeaseColumns):
    """Columns of a job that one process works on as a whole."""

    @classmethod
    def in_line(cls) -> tuple[Any, ...]:
        """Return the columns to order by so that jobs that have waited longest come first."""
        return (cls.created_at,)


class RunRow(AnsweredJobColumns, Base):
    """One submitted spec, with its state and the results that all of its points share."""

    __tablename__ = "runs"
    noun = "run"
    REQUEST = "spec"

    spec: Mapped[dict[str, Any]]
    spec_hash: Mapped[str] = mapped_column(String(64))
    clean: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Accuracy without noise, by network."""
    energy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Energy of one inference (`schemas.energy.EnergyEstimate`), by network."""
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    annotations: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")


class PointRow(LeaseColumns, Base):
    """One point of a run: a network at a value of the sweep, its result, and the process that works on it."""

    __tablename__ = "points"
    WAITING = "waiting"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    network: Mapped[str] = mapped_column(String(120))
    x: Mapped[float]
    y: Mapped[float | None]
    setting: Mapped[dict[str, Any]]
    draws_key: Mapped[str] = mapped_column(String(64))
    """Name of the point's draws (`DrawsRow.key`), which other runs share."""
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    """waiting, running, done or failed."""
    error: Mapped[str | None] = mapped_column(Text)
    sequence: Mapped[int] = mapped_column(default=0)
    """The run's sequence at the last change of this point."""
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """A `schemas.run.Point` without network, x and y; null before the first draw."""
    draws_expected: Mapped[float] = mapped_column(default=0.0)
    """Number of draws that the point is expected to need; 0 before the first draw."""

    __table_args__ = (Index("ix_points_state_lease", "state", "lease_until"),)

    @classmethod
    def is_wanted(cls) -> ColumnElement[bool]:
        """Return the condition under which the point's result is still wanted: its run has not ended."""
        return cls.run_id.in_(select(RunRow.id).where(RunRow.state.in_(UNFINISHED)))

    @classmethod
    def in_line(cls) -> tuple[Any, ...]:
        """Return what to order by so that points of the oldest run come first, in the order of the run."""
        return (select(RunRow.created_at).where(RunRow.id == cls.run_id).scalar_subquery(), cls.position)


class TrainingRow(LeasedJobColumns, Base):
    """One training: its recipe and its progress."""

    __tablename__ = "trainings"
    noun = "training"
    REQUEST = "recipe"
    # Half a training cannot be gone on with.
    WHEN_LOST = "the process that trained it was killed (out of memory, perhaps); retry it"

    network: Mapped[str] = mapped_column(String(120), index=True)
    recipe: Mapped[dict[str, Any]]
    history: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Accuracy and loss of each epoch so far."""
    clean_accuracy: Mapped[float | None]


class UploadRow(LeasedJobColumns, Base):
    """One network that was uploaded and is measured; it is among the networks once it is done."""

    __tablename__ = "uploads"
    noun = "upload"
    REQUEST = "card"

    network: Mapped[str] = mapped_column(String(120), index=True)
    card: Mapped[dict[str, Any]]
    """The network's card, not yet measured."""
    weights: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Its packed arrays; null once they are among the networks."""
    images: Mapped[int] = mapped_column(default=0)
    images_done: Mapped[int] = mapped_column(default=0)
    clean_accuracy: Mapped[float | None]


class DesignRow(LeasedJobColumns, AnsweredJobColumns, Base):
    """One design question and its answers."""

    __tablename__ = "designs"
    noun = "design"

    request: Mapped[dict[str, Any]]
    answers: Mapped[list[Any]] = mapped_column(JSON, default=list)
    settings_measured: Mapped[int] = mapped_column(default=0)


class DynamicsRow(LeasedJobColumns, AnsweredJobColumns, Base):
    """One request for the dynamics of recurrent networks, and what was found so far."""

    __tablename__ = "dynamics"
    noun = "dynamics"

    request: Mapped[dict[str, Any]]
    networks: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What was found of each network (`schemas.dynamics.DynamicsOfNetwork`), in the order of the request."""
    parts_done: Mapped[int] = mapped_column(default=0)
    """Parts that are answered, over all networks: who goes on begins after them."""
    progress: Mapped[float] = mapped_column(default=0.0)


class PredictionRow(LeasedJobColumns, AnsweredJobColumns, Base):
    """One request for predicted curves, and those so far."""

    __tablename__ = "predictions"
    noun = "prediction"

    request: Mapped[dict[str, Any]]
    curves: Mapped[list[Any]] = mapped_column(JSON, default=list)


class KeptRow(Base):
    """What was computed once and may be needed again, as bytes; it may be forgotten at any time."""

    __tablename__ = "kept_analyses"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Digest of all that the content depends on."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(Integer)
    """Bytes of the content."""
    created_at: Mapped[datetime]
    last_used: Mapped[float] = mapped_column(index=True)
    """When it was last asked for, to the hour, in seconds since the epoch."""


class DrawsRow(Base):
    """All known draws of one network at one setting, which all points with this key share."""

    __tablename__ = "draws"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Name of the draws; see `runs.draws_key`."""
    images: Mapped[int]
    """Number of images that the network is tested on."""
    correct: Mapped[list[int]]
    """Images classified correctly in draw 0, 1, 2, ..."""
    count: Mapped[int] = mapped_column(Integer)
    """Number of draws."""
    subset: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """Which subset of the images each draw was shown (`worker.sampling.Subset`); null: all images, or an older row."""


class ShareRow(Base):
    """A run, a design or dynamics as it was when it was shared."""

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12), default="run", server_default="run")
    """What is shared, as `schemas.share.SharedKind` has it."""
    run: Mapped[dict[str, Any]]
    """The frozen run (`schemas.run.Run`), or what else is shared, as `kind` says."""
    revoke_sha256: Mapped[str] = mapped_column(String(64))
    """Digest of the key that revokes the share, which only its author was given."""


class DeviceRow(Base):
    """A device that a user added; presets ship as files."""

    __tablename__ = "devices"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Digest of the device's content."""
    device: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class NetworkRow(Base):
    """A network that was trained or uploaded here; the zoo ships as files."""

    __tablename__ = "networks"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    card: Mapped[dict[str, Any]]
    weights: Mapped[bytes] = mapped_column(LargeBinary)
    """The packed arrays of the network."""
    created_at: Mapped[datetime]


class DatasetRow(Base):
    """A data set that a user added: its record, and which of its parts hold the file of its arrays."""

    __tablename__ = "datasets"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    record: Mapped[dict[str, Any]]
    """A `schemas.dataset.DatasetRecord`."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Digest of its arrays and of what they mean, as in the record; names the file on the disks of machines."""
    size: Mapped[int] = mapped_column(Integer)
    """Bytes of the file."""
    created_at: Mapped[datetime]


class DatasetPartRow(Base):
    """A part of the file of a user's data set, which workers on other machines have no other way to."""

    __tablename__ = "dataset_parts"

    name: Mapped[str] = mapped_column(ForeignKey("datasets.name", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def job_tables() -> list[type[JobColumns]]:
    """Return the tables of all kinds of jobs."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, JobColumns)]
