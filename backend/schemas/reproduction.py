"""A claim of the study, what was measured for it, and the verdict."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.schemas.spec import Spec

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
    """One comparison, under one choice of what the study leaves open."""

    choice: str = Field(description="What was chosen where the study leaves it open; empty where it leaves nothing open.")
    verdict: Verdict
    evidence: str = Field(description="The number that decides, with its interval.")


class Part(_Wire):
    """One statement of a claim. It holds if it holds under every choice that was tried."""

    statement: str
    verdict: Verdict
    findings: list[Finding]


class Series(_Wire):
    """One line, row of bars or row of a map. Accuracies and shares in percent; `low` and `high` bound the interval."""

    name: str
    x: list[float] | list[str]
    y: list[float]
    low: list[float] = []
    high: list[float] = []


class NumbersTable(_Wire):
    head: list[str]
    rows: list[list[str]]


class Chart(_Wire):
    """A figure as data: what is drawn, what is printed on it, and the numbers behind it."""

    kind: Literal["lines", "points", "bars", "stack", "map"] = "lines"
    title: str
    x_title: str
    y_title: str
    x_scale: Literal["linear", "log"] = "linear"
    y_scale: Literal["linear", "log"] = "linear"
    series: list[Series]
    definition: str = Field(description="Printed on the figure: the noise and what it is a fraction of, images, interval.")
    caption: str
    numbers: NumbersTable


class CommittedRun(_Wire):
    """A run behind the claim, as it ships with the program."""

    name: str
    spec: Spec
    date: str = Field(description="ISO 8601 date on which it was computed.")
    engine_version: str
    run: str | None = Field(None, description="Its id among this installation's runs; null where they do not hold it.")


class ReproductionSummary(_Wire):
    """One row of `GET /api/v1/reproductions`."""

    id: str
    title: str
    claim: str = Field(description="The study's claim, in our words.")
    verdict: Verdict
    evidence: str = Field(description="The deciding numbers, as text.")


class Reproduction(ReproductionSummary):
    """A claim with everything behind its verdict."""

    decides: str = Field(description="The rule that turns numbers into the verdict.")
    choices: list[str] = Field(description="What the study leaves open, what was chosen, and what the numbers do not say.")
    parts: list[Part]
    charts: list[Chart]
    runs: list[CommittedRun]


class ReproductionList(BaseModel):
    items: list[ReproductionSummary]
    total: int
