"""The study's claims as tables: verdicts, and what decides them."""

from __future__ import annotations

from backend.reproductions import reproductions
from backend.schemas.reproduction import VERDICT_WORDS
from tests.manual.marks import table


def verdicts() -> str:
    """A row for each claim; how many of its comparisons hold, do not hold, and stay open."""
    rows: list[list[object]] = []
    for claim in reproductions().values():
        found = [finding.verdict for part in claim.parts for finding in part.findings]
        counts = ", ".join(str(found.count(verdict)) for verdict in ("holds", "fails", "open"))
        rows.append([f"`{claim.id}`", claim.claim, VERDICT_WORDS[claim.verdict], counts if found else ""])
    return table(["id", "claim", "verdict", "comparisons that hold, fail, stay open"], rows)


def decisions() -> str:
    """For each claim the rule, and what the study leaves open."""
    return "\n\n".join(
        "\n".join([f"### {claim.title}", "", f"`{claim.id}`. {claim.decides}", "", *(f"- {choice}" for choice in claim.choices)])
        for claim in reproductions().values()
    )
