"""Answers of jobs other than runs as files: a table, or all of it as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel

AnswerExport = Literal["csv", "json"]
MEDIA_TYPES: Mapping[AnswerExport, str] = {"csv": "text/csv", "json": "application/json"}
OF_THE_SERVER = frozenset({"id", "created_at", "finished_at", "progress", "sequence"})
"""Fields that say nothing of what was asked and found."""


def as_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV, with the columns that any of them has, in the order in which they come first."""
    rows = list(rows)
    columns = dict.fromkeys(name for row in rows for name in row)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def as_document(answer: BaseModel) -> str:
    """Return what was asked and found as JSON."""
    return answer.model_dump_json(indent=2, exclude=set(OF_THE_SERVER)) + "\n"
