"""What was measured, as rows: the same for the table and for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from worker.bench.machine import Machine
from worker.bench.timing import Spread

Unit = Literal["images/s", "x", "%", "GFLOP/s", "MiB", "s", "draws", "slope", "points"]


@dataclass(frozen=True)
class Goal:
    """What a figure should be at least, or at most."""

    bound: float
    at: Literal["least", "most"] = "least"

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at == "least" else value <= self.bound


@dataclass(frozen=True)
class Row:
    """One figure. `note` says what it rests on, where that is not this measurement alone."""

    section: str
    subject: str
    quantity: str
    value: Spread
    unit: Unit
    goal: Goal | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "met": self.met}

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without one."""
        return None if self.goal is None else self.goal.met(self.value.median)


@dataclass(frozen=True)
class LeftOut:
    """What was not measured or is not said, and why, or what to do about it."""

    what: str
    why: str


@dataclass
class Report:
    """Everything that `mhoscope bench` prints."""

    machine: Machine
    threads: int
    repeats: int
    quick: bool
    images: str
    rows: list[Row] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, found: Row | LeftOut) -> None:
        if isinstance(found, Row):
            # So little work is no judge of a goal.
            self.rows.append(replace(found, goal=None) if self.quick else found)
        else:
            self.left_out.append(found)

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": asdict(self.machine),
            "threads": self.threads,
            "repeats": self.repeats,
            "quick": self.quick,
            "images": self.images,
            "seconds": self.seconds,
            "rows": [row.as_json() for row in self.rows],
            "left_out": [asdict(one) for one in self.left_out],
        }
