"""A zip that tells the whole story without a server: spec, numbers, script, and a page that opens offline."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from backend.exports.citation import as_bibtex
from backend.exports.needed import shipped_data, shipped_networks
from backend.exports.page import Step, page
from backend.exports.scripts import as_notebook, as_script
from backend.exports.tables import as_csv, as_json
from backend.schemas.layers_in_words import layers_in_words
from backend.schemas.run import Run

_README = """Mhoscope run {id}

figure.html   the curves; opens in any browser, without internet; arrow keys add one network after another
points.csv    one row a point; accuracies are fractions
result.json   the result as `mhoscope run` writes it
spec.json     the question: `mhoscope run spec.json{option} -o result.json` asks it again
{device}networks/     its networks, weights and card, when this was made; `mhoscope networks add FILE` keeps one
{own}{digits}{data_sets}rerun.py      the same from Python, compared with these numbers
rerun.ipynb   the same as a notebook
cite.bib      to cite it

{interval}, {confidence:g} %. Engine {engine}, spec {hash}.
"""

_DEVICE = "device.csv    the device it names, as it was measured\n"
_OWN = "              networks that do not ship with Mhoscope are read by the line above and by rerun.py, in this folder\n"
_DIGITS = "datasets/     test images of the digits, for scripts of other simulators\n"

# Okabe and Ito's colours, told apart with every common kind of colour blindness; dashes and marks tell the series apart too.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#333333")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_MARKS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "triangle-down")


def as_zip(
    run: Run,
    networks: Mapping[str, bytes] = MappingProxyType({}),
    data_sets: Mapping[str, bytes | None] = MappingProxyType({}),
) -> bytes:
    """Everything that `mhoscope` needs to compute the run again, and everything a reader needs to see it.

    `networks` are the files of those that do not ship with the program, by id; the others are added, and test images of
    the digits. `data_sets` are the files of users' own, by name; None for one that is too large to go along.
    """
    table = run.device.table() if run.device else None
    own = {_network(name): content for name, content in networks.items()}
    shipped = {_network(name): content for name, content in shipped_networks(run).items()}
    digits = {f"datasets/{name}.npz": content for name, content in shipped_data(run).items()}
    readme = _README.format(
        id=run.id,
        interval=run.interval,
        confidence=100 * run.spec.sampling.confidence,
        engine=run.engine_version,
        hash=run.spec_hash,
        option="".join((" --device device.csv" if table else "", *(f" --network {name}" for name in own))),
        own=_OWN if own else "",
        digits=_DIGITS if digits else "",
        data_sets="".join(_data_set(name, content) for name, content in data_sets.items()),
        device=_DEVICE if table else "",
    )
    files: dict[str, str | bytes] = {
        "README.txt": readme,
        "figure.html": _page(run),
        "points.csv": as_csv(run),
        "result.json": as_json(run),
        "spec.json": _spec(run),
        **({"device.csv": table} if table else {}),
        **shipped,
        **own,
        **digits,
        **{f"datasets/{name}.npz": content for name, content in data_sets.items() if content is not None},
        "rerun.py": as_script(run, own),
        "rerun.ipynb": as_notebook(run, own),
        "cite.bib": as_bibtex(run),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"mhoscope-{run.spec_hash[:12]}/{name}", content)
    return buffer.getvalue()


def _data_set(name: str, content: bytes | None) -> str:
    """Return what a reader has to do about a user's own data set, for the list of files."""
    if content is None:
        return (
            f"(not here)    the data set {name} is too large to go along; ask whoever made the run, and `mhoscope data add` it\n"
        )
    return f"datasets/     `mhoscope data add datasets/{name}.npz --name {name}` adds its data set, which is needed first\n"


def _network(name: str) -> str:
    """Return where the file of a network lies in a bundle."""
    return f"networks/{name}.npz"


def _spec(run: Run) -> str:
    return run.spec.model_dump_json(indent=2) + "\n"


def _page(run: Run) -> str:
    """The curves, one network more at each step; then the numbers and the spec."""
    draws = [point.draws for point in run.points]
    caption = (
        f"{100 * run.spec.sampling.confidence:g} % {run.interval}; "
        f"{min(draws, default=0)} to {max(draws, default=0)} draws a point; "
        f"sigma refers to {'the weight range' if run.spec.internal_noise.reference == 'range' else 'max |w|'}; "
        f"{''.join(f'{layer}; ' for layer in layers_in_words(run.spec.overrides))}"
        f"engine {run.engine_version}; spec {run.spec_hash}; run {run.id}, {run.state}"
    )
    traces, networks = _traces(run), run.spec.networks
    steps: list[Step] = [
        {
            "title": f"Accuracy against {run.spec.sweep.x.parameter}",
            "notes": run.note,
            "caption": caption,
            "scheme": "light",
            "figure": {"data": [trace for trace in traces if trace["legendgroup"] in networks[:shown]], "layout": _layout(run)},
        }
        for shown in range(1, len(networks) + 1)
    ]
    more = (
        f"<details><summary>The numbers</summary>{_table(run)}</details>"
        f"<details><summary>Spec</summary><pre>{html.escape(_spec(run))}</pre></details>"
    )
    return page(f"Mhoscope {run.spec_hash[:12]}", steps, more=more)


def _layout(run: Run) -> dict[str, Any]:
    x = run.spec.sweep.x.values
    room = 0.03 * (max(x) - min(x)) or 1.0
    across = [line for line in run.annotations if line.axis == "y"]
    upright = [line for line in run.annotations if line.axis == "x"]
    dotted = {"type": "line", "line": {"dash": "dot", "color": "#5b6472", "width": 2}}
    words = {"showarrow": False, "font": {"color": "#5b6472"}, "xanchor": "left", "yanchor": "bottom"}
    return {
        "font": {"size": 18},
        "xaxis": {"title": {"text": run.spec.sweep.x.parameter}, "range": [min(x) - room, max(x) + room], "automargin": True},
        "yaxis": {"title": {"text": "Accuracy (%)"}, "range": [0, 101.5], "automargin": True},
        "margin": {"t": 20, "r": 20},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "hovermode": "x unified",
        "shapes": [
            *({**dotted, "xref": "paper", "x0": 0, "x1": 1, "y0": 100 * line.value, "y1": 100 * line.value} for line in across),
            *({**dotted, "yref": "paper", "y0": 0, "y1": 1, "x0": line.value, "x1": line.value} for line in upright),
        ],
        "annotations": [
            *({**words, "xref": "paper", "x": 0.01, "y": 100 * line.value, "text": html.escape(line.text)} for line in across),
            *({**words, "yref": "paper", "y": 0.02, "x": line.value, "text": html.escape(line.text)} for line in upright),
        ],
    }


def _table(run: Run) -> str:
    head = ("Network", "x", "y", "Accuracy", "Interval", "Draws", "Images")
    rows = [
        (
            point.network,
            f"{point.x:g}",
            "" if point.y is None else f"{point.y:g}",
            f"{100 * point.accuracy:.2f} %",
            f"{100 * point.ci_low:.2f} to {100 * point.ci_high:.2f} %",
            str(point.draws),
            str(point.images),
        )
        for point in run.points
    ]
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{''.join(f'<th>{name}</th>' for name in head)}</tr></thead><tbody>{body}</tbody></table>"


def _traces(run: Run) -> list[dict[str, Any]]:
    """A line with its interval for each network, and for each value of a second axis."""
    traces: list[dict[str, Any]] = []
    rows = run.spec.sweep.y.values if run.spec.sweep.y else [None]
    for network in run.spec.networks:
        for y in rows:
            own = sorted((point for point in run.points if point.network == network and point.y == y), key=lambda point: point.x)
            index = len(traces)
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": network if y is None else f"{network}, {y:g}",
                    "legendgroup": network,
                    "x": [point.x for point in own],
                    "y": [100 * point.accuracy for point in own],
                    "line": {
                        "color": _COLOURS[index % len(_COLOURS)],
                        "dash": _DASHES[(index // len(_COLOURS) + index) % len(_DASHES)],
                        "width": 3,
                    },
                    "marker": {"size": 10, "symbol": _MARKS[index % len(_MARKS)]},
                    "error_y": {
                        "type": "data",
                        "symmetric": False,
                        "array": [100 * (point.ci_high - point.accuracy) for point in own],
                        "arrayminus": [100 * (point.accuracy - point.ci_low) for point in own],
                    },
                }
            )
    return traces
