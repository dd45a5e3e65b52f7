"""A run as files to take along: tables, a bundle that opens offline, a notebook, a script."""

from backend.exports.bundle import as_zip
from backend.exports.scripts import as_notebook, as_script
from backend.exports.tables import as_csv, as_json

__all__ = ["as_csv", "as_json", "as_notebook", "as_script", "as_zip"]
