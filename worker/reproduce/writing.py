"""Claims and runs as files in a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from backend.reproductions.measurements import RunFile
from backend.schemas.reproduction import Reproduction

CLAIMS_FILE = "reproductions.json"


def write_whole(path: Path, text: str) -> None:
    """Whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def write_run(folder: Path, name: str, run: RunFile) -> None:
    """results/NAME.json below a folder."""
    results = folder / "results"
    results.mkdir(parents=True, exist_ok=True)
    write_whole(results / f"{name}.json", run.text())


def write_claims(folder: Path, claims: Sequence[Reproduction]) -> None:
    """Claims with verdicts, figures as data, and numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([claim.model_dump(mode="json") for claim in claims], indent=1, ensure_ascii=False)
    write_whole(folder / CLAIMS_FILE, text + "\n")
