"""Finished runs that ship with the program, so that a first visit shows a real figure at once.

Each file is a RESULT.json that `mhoscope run` wrote; running its spec again gives the same numbers.
"""

from __future__ import annotations

from importlib.resources import files

from backend.schemas.run import Result


def shipped_results() -> list[Result]:
    """Every shipped result, in order of file name."""
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return [Result.model_validate_json((folder / name).read_text(encoding="utf-8")) for name in names]
