"""A zip that tells the whole story without a server: spec, numbers, script, and a page that opens offline."""

from __future__ import annotations

import html
import io
import json
import zipfile
from typing import Any

from plotly.offline import get_plotlyjs

from backend.exports.scripts import as_notebook, as_script
from backend.exports.tables import as_csv, as_json
from backend.schemas.run import Run

_README = """Mhoscope run {id}

figure.html   the curve; opens in any browser, without internet
points.csv    one row a point; accuracies are fractions
result.json   the result as `mhoscope run` writes it
spec.json     the question: `mhoscope run spec.json -o result.json` asks it again
rerun.py      the same from Python, compared with these numbers
rerun.ipynb   the same as a notebook

{interval}, {confidence:g} %. Engine {engine}, spec {hash}.
"""

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mhoscope {hash}</title>
<style>
body {{ font: 15px system-ui, sans-serif; margin: 24px auto; max-width: 1100px; padding: 0 16px; }}
pre {{ background: #f3f4f6; padding: 12px; overflow: auto; }}
</style>
<h1>Accuracy against {parameter}</h1><div id="figure" style="height:520px"></div><p>{caption}</p>
<details><summary>Spec</summary><pre>{spec}</pre></details>
<script>{plotly}</script>
<script>
const config = {{ showSendToCloud: false, displaylogo: false, responsive: true }};
Plotly.newPlot("figure", {traces}, {layout}, config);
</script></html>
"""

# Okabe and Ito's colours, told apart with every common kind of colour blindness.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#333333")


def as_zip(run: Run) -> bytes:
    """Everything that `mhoscope` needs to compute the run again, and everything a reader needs to see it."""
    readme = _README.format(
        id=run.id,
        interval=run.interval,
        confidence=100 * run.spec.sampling.confidence,
        engine=run.engine_version,
        hash=run.spec_hash,
    )
    files = {
        "README.txt": readme,
        "figure.html": _page(run),
        "points.csv": as_csv(run),
        "result.json": as_json(run),
        "spec.json": _spec(run),
        "rerun.py": as_script(run),
        "rerun.ipynb": as_notebook(run),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"mhoscope-{run.spec_hash[:12]}/{name}", content)
    return buffer.getvalue()


def _spec(run: Run) -> str:
    return run.spec.model_dump_json(indent=2) + "\n"


def _page(run: Run) -> str:
    draws = [point.draws for point in run.points]
    caption = (
        f"{100 * run.spec.sampling.confidence:g} % {run.interval}; "
        f"{min(draws, default=0)} to {max(draws, default=0)} draws a point; "
        f"sigma refers to {'the weight range' if run.spec.internal_noise.reference == 'range' else 'max |w|'}; "
        f"engine {run.engine_version}; spec {run.spec_hash}; run {run.id}, {run.state}"
    )
    layout = {
        "xaxis": {"title": {"text": run.spec.sweep.x.parameter}},
        "yaxis": {"title": {"text": "Accuracy (%)"}},
        "margin": {"t": 20},
        "hovermode": "x unified",
    }
    return _PAGE.format(
        hash=run.spec_hash[:12],
        parameter=html.escape(run.spec.sweep.x.parameter),
        caption=html.escape(caption),
        spec=html.escape(_spec(run)),
        plotly=get_plotlyjs(),
        traces=_in_script(_traces(run)),
        layout=_in_script(layout),
    )


def _in_script(document: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(document).replace("<", "\\u003c")


def _traces(run: Run) -> list[dict[str, Any]]:
    """A line with its interval for each network, and for each value of a second axis."""
    traces: list[dict[str, Any]] = []
    rows = run.spec.sweep.y.values if run.spec.sweep.y else [None]
    for network in run.spec.networks:
        for y in rows:
            own = sorted((point for point in run.points if point.network == network and point.y == y), key=lambda point: point.x)
            colour = _COLOURS[len(traces) % len(_COLOURS)]
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": network if y is None else f"{network}, {y:g}",
                    "x": [point.x for point in own],
                    "y": [100 * point.accuracy for point in own],
                    "line": {"color": colour},
                    "error_y": {
                        "type": "data",
                        "symmetric": False,
                        "array": [100 * (point.ci_high - point.accuracy) for point in own],
                        "arrayminus": [100 * (point.accuracy - point.ci_low) for point in own],
                    },
                }
            )
    return traces
