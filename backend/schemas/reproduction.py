"""Claims of the study, with what was measured for them and the verdicts."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.spec import RecordedSpec

Verdict = Literal["holds", "partly", "fails", "open"]
VERDICT_WORDS: dict[Verdict, str] = {
    "holds": "holds",
    "partly": "holds partly",
    "fails": "does not hold here",
    "open": "open",
}


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Finding(_Wire):
    """One comparison, for one choice of what the study leaves open."""

    choice: str = Field(description="The choice made where the study leaves something open; empty if it does not.")
    verdict: Verdict
    evidence: str = Field(description="The deciding number, with its interval.")


class Part(_Wire):
    """One statement of a claim. It holds if it holds for every choice that was tried."""

    statement: str
    verdict: Verdict
    findings: list[Finding]


class Series(_Wire):
    """One line, group of bars or row of a map. Accuracies and shares are in percent; `low` and `high` bound the interval."""

    name: str
    x: list[float] | list[str]
    y: list[float]
    low: list[float] = []
    high: list[float] = []
    labels: list[str] = Field([], description="A name for each mark of a scatter plot.")


class NumbersTable(_Wire):
    """The numbers behind a figure, as a table of texts."""

    head: list[str]
    rows: list[list[str]]


class Chart(_Wire):
    """A figure as data: its kind, its texts, and the numbers behind it."""

    kind: Literal["lines", "points", "bars", "stack", "map", "scatter"] = "lines"
    title: str
    x_title: str
    y_title: str
    x_scale: Literal["linear", "log"] = "linear"
    y_scale: Literal["linear", "log"] = "linear"
    series: list[Series]
    definition: str = Field(description="Printed on the figure: the noise and its reference, number of images, kind of interval.")
    caption: str
    numbers: NumbersTable


class CommittedRun(_Wire):
    """A run behind a claim, which ships with the program."""

    name: str
    spec: RecordedSpec
    date: str = Field(description="ISO 8601 date on which it was computed.")
    engine_version: str
    run: str | None = Field(None, description="Its id among the runs of this installation; null if it is not among them.")


class ReproductionSummary(_Wire):
    """One item of `GET /api/v1/reproductions`."""

    id: str
    title: str
    claim: str = Field(description="The study's claim, in our words.")
    verdict: Verdict
    evidence: str = Field(description="The deciding numbers, as text.")


class Reproduction(ReproductionSummary):
    """A claim with everything behind its verdict."""

    decides: str = Field(description="The rule that turns numbers into the verdict.")
    choices: list[str] = Field(description="What the study leaves open, what was chosen, and what the numbers do not show.")
    parts: list[Part]
    charts: list[Chart]
    runs: list[CommittedRun]


class ReproductionList(BaseModel):
    """All claims."""

    items: list[ReproductionSummary]
    total: int
