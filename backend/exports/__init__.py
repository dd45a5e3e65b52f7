"""Runs as files to take along: tables, a bundle that opens offline, a notebook, scripts; other answers as tables and JSON."""

from collections.abc import Callable
from typing import Literal, get_args

from backend.exports.answers import MEDIA_TYPES, AnswerExport, as_document, as_table
from backend.exports.bundle import as_zip
from backend.exports.citation import as_bibtex
from backend.exports.rows import of_design, of_prediction
from backend.exports.scripts import as_notebook, as_script
from backend.exports.tables import as_csv, as_json
from backend.schemas.elsewhere import ScriptKind
from backend.schemas.run import Run

__all__ = [
    "ELSEWHERE",
    "EXPORTS",
    "MEDIA_TYPES",
    "AnswerExport",
    "Kind",
    "as_bibtex",
    "as_csv",
    "as_document",
    "as_json",
    "as_notebook",
    "as_script",
    "as_table",
    "as_zip",
    "of_design",
    "of_prediction",
]

Kind = Literal["csv", "json", "zip", "ipynb", "py", "bib"] | ScriptKind
EXPORTS: dict[str, tuple[Callable[[Run], str | bytes], str]] = {
    "csv": (as_csv, "text/csv"),
    "json": (as_json, "application/json"),
    "zip": (as_zip, "application/zip"),
    "ipynb": (as_notebook, "application/x-ipynb+json"),
    "py": (as_script, "text/x-python"),
    "bib": (as_bibtex, "application/x-bibtex"),
}
"""What writes each kind, and its media type."""
ELSEWHERE: tuple[ScriptKind, ...] = get_args(ScriptKind)
"""Scripts for other simulators: Python that a worker writes, who knows what networks compute."""
