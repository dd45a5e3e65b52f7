"""Claims as one page that needs nothing else.

`python -m frontend.features.reproduce.report reproductions.json` writes index.html beside the file.
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from plotly.offline import get_plotlyjs
from pydantic import TypeAdapter

from backend.schemas.reproduction import VERDICT_WORDS, Chart, Part, Reproduction
from frontend.kit.figures.chart import HEIGHT, chart_figure
from frontend.kit.theme import GRAPH_CONFIG

STYLE = """
body { font: 15px/1.55 system-ui, sans-serif; color: #1f2430; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2.5rem 0 0.3rem; } .verdict { font-weight: 650; } figure { margin: 1rem 0; }
figcaption, summary, .quiet { color: #5b6472; font-size: 13.5px; }
table { border-collapse: collapse; font-size: 12.5px; font-variant-numeric: tabular-nums; }
td, th { text-align: left; padding: 2px 10px 2px 0; border-bottom: 1px solid #e6e9ef; vertical-align: top; }
.scroll { overflow-x: auto; }
"""


def report(claims: Sequence[Reproduction]) -> str:
    """The whole page: its script, every figure, every number. A figure's camera saves it as a picture."""
    sections = "".join(_section(claim) for claim in claims)
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Mhoscope: the study\'s claims</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style><script>{get_plotlyjs()}</script></head><body><h1>The study's claims</h1>{sections}</body></html>"
    )


def _section(claim: Reproduction) -> str:
    parts = "".join(f"<li>{_part(part)}</li>" for part in claim.parts)
    figures = "".join(_figure(f"{claim.id}-{index}", chart) for index, chart in enumerate(claim.charts))
    choices = "".join(f"<li>{html.escape(choice)}</li>" for choice in claim.choices)
    runs = "".join(
        f"<li>{html.escape(run.name)}, {run.date}, engine {html.escape(run.engine_version)}</li>" for run in claim.runs
    )
    return (
        f'<section id="{claim.id}"><h2>{html.escape(claim.title)}</h2><p>{html.escape(claim.claim)}</p>'
        f'<p class="verdict">Verdict: {VERDICT_WORDS[claim.verdict]}</p>'
        f"<ul>{parts}</ul>{figures}<p>{html.escape(claim.decides)}</p><ul class='quiet'>{choices}</ul>"
        f"<details><summary>Runs</summary><ul>{runs}</ul></details></section>"
    )


def _part(part: Part) -> str:
    rows = [[VERDICT_WORDS[one.verdict], one.choice, one.evidence] for one in part.findings]
    return (
        f"<strong>{html.escape(part.statement)}</strong>: {VERDICT_WORDS[part.verdict]}"
        f"<details><summary>{len(rows)} comparisons</summary>{_table(['Verdict', 'Choice', 'What decides'], rows)}</details>"
    )


def _figure(name: str, chart: Chart) -> str:
    drawn = chart_figure(chart, scheme="light").to_json()
    config = {**GRAPH_CONFIG, "toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
    # "</" would end the script that it stands in.
    data = drawn.replace("</", "<\\/")
    return (
        f"<figure><h3>{html.escape(chart.title)}</h3><div id='{name}' style='height:{HEIGHT}px'></div>"
        f"<script>{{const f = {data}; Plotly.newPlot('{name}', f.data, f.layout, {json.dumps(config)});}}</script>"
        f"<figcaption>{html.escape(chart.caption)}</figcaption><details><summary>Numbers</summary>"
        f"{_table(chart.numbers.head, chart.numbers.rows)}</details></figure>"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    titles = "".join(f"<th>{html.escape(title)}</th>" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div class='scroll'><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"


if __name__ == "__main__":
    source = Path(sys.argv[1])
    (source.parent / "index.html").write_text(
        report(TypeAdapter(list[Reproduction]).validate_json(source.read_bytes())), encoding="utf-8"
    )
