"""The verdicts as a table for the README: `python -m worker.reproduce.table README.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from backend.reproductions import reproductions
from backend.schemas.reproduction import VERDICT_WORDS, Reproduction

BEGIN, END = "<!-- verdicts: made by `make tables` -->", "<!-- /verdicts -->"


def table(claims: Iterable[Reproduction]) -> str:
    """A row for each claim; how many of its comparisons hold, do not hold, and stay open."""
    lines = ["| id | claim | verdict | comparisons that hold, fail, stay open |", "| --- | --- | --- | --- |"]
    for claim in claims:
        found = [finding.verdict for part in claim.parts for finding in part.findings]
        counts = ", ".join(str(found.count(verdict)) for verdict in ("holds", "fails", "open"))
        lines.append(f"| `{claim.id}` | {claim.claim} | {VERDICT_WORDS[claim.verdict]} | {counts if found else ''} |")
    return "\n".join(lines)


def updated(text: str) -> str:
    """A document with the table between its marks made anew."""
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{table(reproductions().values())}\n\n{END}{after}"


if __name__ == "__main__":
    document = Path(sys.argv[1])
    document.write_text(updated(document.read_text(encoding="utf-8")), encoding="utf-8")
