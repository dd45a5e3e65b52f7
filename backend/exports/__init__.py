"""A run as files to take along: tables, a bundle that opens offline, a notebook, scripts."""

from collections.abc import Callable
from typing import Literal, get_args

from backend.exports.bundle import as_zip
from backend.exports.citation import as_bibtex
from backend.exports.scripts import as_notebook, as_script
from backend.exports.tables import as_csv, as_json
from backend.schemas.elsewhere import ScriptKind
from backend.schemas.run import Run

__all__ = ["ELSEWHERE", "EXPORTS", "Kind", "as_bibtex", "as_csv", "as_json", "as_notebook", "as_script", "as_zip"]

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
