"""A claim, and how measurements become its verdict."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from backend.reproductions.measurements import Measurements, NotMeasured
from backend.reproductions.statistics import combine
from backend.schemas.reproduction import Chart, CommittedRun, Finding, Part, Reproduction


@dataclass(frozen=True)
class Claim:
    """One row of the page; its words stand in claims.json under its id.

    `runs` are the names of the runs it needs, `parts` and `charts` what it makes of them. `parts` decides and has no
    other input than measurements; both raise NotMeasured.
    """

    id: str
    runs: tuple[str, ...]
    parts: Callable[[Measurements], list[Part]]
    charts: Callable[[Measurements], list[Chart]]
    needs: tuple[str, ...] = ()
    """Names of measurements that it needs and that are no runs (`measurements.OTHERS`)."""


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, Any]]:
    """Title, claim, what decides it, and the choices behind it, by id."""
    found: dict[str, dict[str, Any]] = json.loads((files("backend.reproductions") / "claims.json").read_text(encoding="utf-8"))
    return found


def part(statement: str, findings: Sequence[Finding]) -> Part:
    return Part(statement=statement, verdict=combine([finding.verdict for finding in findings]), findings=list(findings))


def assess(claim: Claim, measurements: Measurements) -> Reproduction:
    """The verdict that measurements give; "open" where they are missing."""
    try:
        parts = claim.parts(measurements)
        charts = claim.charts(measurements)
        evidence = " ".join(_sentence(one) for one in parts)
    except NotMeasured as missing:
        parts, charts, evidence = [], [], f"Not measured: {missing}."
    said = words()[claim.id]
    return Reproduction(
        id=claim.id,
        title=said["title"],
        claim=said["claim"],
        verdict=combine([one.verdict for one in parts]),
        evidence=evidence,
        decides=said["decides"],
        choices=said["choices"],
        parts=parts,
        charts=charts,
        runs=[
            CommittedRun(name=name, spec=run.spec, date=run.date, engine_version=run.engine_version)
            for name in claim.runs
            if (run := measurements.runs.get(name))
        ],
    )


def _sentence(one: Part) -> str:
    """A part in a sentence: its first finding, which is the usual choice, and how many others agree."""
    first = one.findings[0]
    agree = sum(finding.verdict == "holds" for finding in one.findings)
    under = f" Holds in {agree} of {len(one.findings)} comparisons." if len(one.findings) > 1 else ""
    return f"{one.statement}: {first.evidence}{', ' + first.choice if first.choice else ''}.{under}"
