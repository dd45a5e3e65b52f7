"""A BibTeX entry for a figure: the software with its version, and what names the numbers exactly."""

from __future__ import annotations

from importlib.metadata import version

from backend.schemas.run import Run


def as_bibtex(run: Run) -> str:
    """No address: spec and engine version name the numbers, wherever they are computed again."""
    hash_ = run.spec_hash[:12]
    fields = {
        "title": "{Mhoscope}: accuracy of neural networks on noisy memory crossbars, and its cost in energy",
        "author": "{The Mhoscope contributors}",
        "year": run.created_at[:4],
        "version": version("mhoscope"),
        "note": f"Engine {run.engine_version}, spec {run.spec_hash}, seed {run.spec.seed}; {len(run.points)} points, {run.state}",
    }
    width = max(map(len, fields))
    lines = "".join(f"  {name:{width}} = {{{value}}},\n" for name, value in fields.items())
    return f"@software{{mhoscope-{hash_},\n{lines}}}\n"
