"""A run as a table or as RESULT.json."""

from __future__ import annotations

import csv
import io

from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.run import Result, Run

COLUMNS = (
    "network",
    "x_parameter",
    "x",
    "y_parameter",
    "y",
    "accuracy",
    "ci_low",
    "ci_high",
    "std_draws",
    "p10",
    "p90",
    "draws",
    "images",
    "complete",
    "clean_accuracy",
    "interval",
    "spec_hash",
    "engine_version",
    "layers",
)


def as_csv(run: Run) -> str:
    """One row a point; accuracies are fractions. Every row says where it comes from."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    x, y = run.spec.sweep.x, run.spec.sweep.y
    layers = "; ".join(layers_in_words(run.spec.overrides))
    for point in run.points:
        writer.writerow(
            {
                **point.model_dump(),
                "x_parameter": x.parameter,
                "y_parameter": y.parameter if y else "",
                "y": "" if point.y is None else point.y,
                "clean_accuracy": run.clean.get(point.network, ""),
                "interval": f"{100 * run.spec.sampling.confidence:g} % {run.interval}",
                "spec_hash": run.spec_hash,
                "engine_version": run.engine_version,
                "layers": layers,
            }
        )
    return buffer.getvalue()


def as_json(run: Run) -> str:
    """RESULT.json, as `mhoscope run` writes it."""
    result = Result(**{name: getattr(run, name) for name in Result.model_fields})
    return result.model_dump_json(indent=2) + "\n"
