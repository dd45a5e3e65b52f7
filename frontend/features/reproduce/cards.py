"""One claim of the study: its verdict, figures, numbers, and what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from backend.schemas.reproduction import VERDICT_WORDS, Chart, CommittedRun, Finding, Part, Reproduction, Verdict
from frontend.features.reproduce import ids
from frontend.kit.export_menu import export_menu
from frontend.kit.figures.chart import HEIGHT
from frontend.kit.icons import icon
from frontend.kit.state.links import link_of
from frontend.kit.theme import GRAPH_CONFIG


def verdict_badge(verdict: Verdict) -> Any:
    # Plain HTML, as the tables are: there are hundreds on the page.
    return html.Span(VERDICT_WORDS[verdict], className=f"verdict {verdict}")


def _table(head: Sequence[Any], rows: Sequence[Sequence[Any]], *, caption: str = "") -> Any:
    parts = [
        html.Caption(caption) if caption else None,
        html.Thead(html.Tr([html.Th(name, scope="col") for name in head])),
        html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in rows]),
    ]
    return html.Div(html.Table(parts, className="plain-table tabular"), className="scroll", tabIndex="0")


def overview(claims: Sequence[Reproduction]) -> Any:
    """Every claim in a line, each a way to its section."""
    rows = [(html.A(claim.title, href=f"#{claim.id}"), verdict_badge(claim.verdict), html.Code(claim.id)) for claim in claims]
    return _table(("Claim", "Verdict", "Id"), rows)


def section(claim: Reproduction) -> Any:
    """A claim's card. Its figure is drawn when it comes near to what is seen."""
    name = claim.id
    return html.Section(
        [
            html.Div(
                [html.H2(html.A(claim.title, href=f"#{name}", className="anchor")), verdict_badge(claim.verdict)],
                className="claim-head",
            ),
            html.P(claim.claim, className="claim"),
            html.Ul([_part(part) for part in claim.parts], className="parts")
            if claim.parts
            else html.P(claim.evidence, className="meaning"),
            _figure(claim) if claim.charts else None,
            _more(claim),
            html.Div(id=ids.rerun_note(name), **{"aria-live": "polite"}),
        ],
        id=name,
        className="card reproduction",
    )


def _part(part: Part) -> Any:
    """A statement with what decides it first, which is the usual choice; all comparisons are folded away below."""
    findings = part.findings
    agree = sum(finding.verdict == "holds" for finding in findings)
    others = f" Holds in {agree} of {len(findings)} comparisons." if len(findings) > 1 else ""
    sentence = html.Span([html.Strong(f"{part.statement}. "), _evidence(findings[0]), others])
    return html.Li([verdict_badge(part.verdict), sentence])


def _evidence(finding: Finding) -> str:
    text = f"{finding.evidence}{', ' + finding.choice if finding.choice else ''}."
    return text[0].upper() + text[1:]


def comparisons(claim: Reproduction) -> Any:
    """Every comparison behind the verdict."""
    return [
        html.Div(
            [
                html.H3([part.statement, " ", verdict_badge(part.verdict)]),
                _table(
                    ("Verdict", "Choice", "What decides"),
                    [(verdict_badge(one.verdict), one.choice, one.evidence) for one in part.findings],
                ),
            ],
            className="comparisons",
        )
        for part in claim.parts
    ]


def _figure(claim: Reproduction) -> Any:
    name, titles = claim.id, [chart.title for chart in claim.charts]
    choose = dmc.Select(
        id=ids.chart(name),
        data=[{"value": str(index), "label": title} for index, title in enumerate(titles)],
        value="0",
        allowDeselect=False,
        size="xs",
        label="Figure",
        style={"maxWidth": 420} if len(titles) > 1 else {"display": "none"},
    )
    menu = export_menu(
        figure_id(name),
        numbers=True,
        answer=f"/api/v1/reproductions/{name}",
        commands=ids.commands(name),
    )
    return html.Div(
        [
            html.Div([choose, html.Div(menu, className="actions")], className="claim-tools"),
            dcc.Store(id=ids.seen(name)),
            html.Div(html.Div(id=ids.figure(name)), style={"minHeight": HEIGHT}, **{"data-claim": name}),
            html.P(id=ids.caption(name), className="meaning"),
        ]
    )


def figure_id(claim: str) -> str:
    return f"mhoscope-{claim}"


def graph(figure: Any, claim: str) -> Any:
    """A drawn figure; there is none before its place is near to what is seen, for a dozen empty ones would cost seconds."""
    return dcc.Graph(id=figure_id(claim), figure=figure, config=GRAPH_CONFIG, className="graph", style={"height": HEIGHT})


def _more(claim: Reproduction) -> Any:
    """What is folded away. Long tables are only made while they are open."""
    name = claim.id
    choices = html.Ul([html.Li(choice) for choice in claim.choices])
    items = [_fold("decides", "Decision rule and open choices", [html.P(claim.decides), choices])]
    if claim.parts:
        items.append(_fold("comparisons", "Every comparison", html.Div(id=ids.comparisons(name))))
    if claim.charts:
        items.append(_fold("numbers", "The figure in numbers", html.Div(id=ids.numbers(name))))
    if claim.runs:
        items.append(_fold("runs", "The runs behind it", html.Div(id=ids.runs(name))))
    return dmc.Accordion(items, id=ids.more(name), multiple=True, chevronPosition="left", className="plain")


def _fold(value: str, title: str, content: Any) -> Any:
    return dmc.AccordionItem([dmc.AccordionControl(title), dmc.AccordionPanel(content)], value=value)


def runs(claim: Reproduction) -> Any:
    """Each run with ways to look at it, to take it along, and to repeat it on other chips."""
    rows = [
        (
            run.name,
            len(run.spec.networks),
            f"{run.date}, engine {run.engine_version}",
            html.Div(_actions(claim.id, run), className="row-actions"),
        )
        for run in claim.runs
    ]
    note = "Rerun asks the same on other chips, by the next seed; the same chips would give the same numbers bit for bit."
    return html.Div([_table(("Run", "Networks", "Computed", ""), rows), html.P(note, className="meaning")])


def _actions(claim: str, run: CommittedRun) -> list[Any]:
    actions: list[Any] = [dcc.Link([icon("open", 15), "Open in Explore"], href=link_of(run), className="action")]
    if run.run is not None:
        actions.append(
            html.A([icon("download", 15), "JSON"], href=f"/api/v1/runs/{run.run}/export/json", className="action", download="")
        )
    actions.append(
        html.Button(
            [icon("retry", 15), "Rerun"],
            id=ids.rerun(claim, run.name),
            className="action",
            type="button",
            **{"aria-label": f"Rerun {run.name}"},
        )
    )
    return actions


def numbers(chart: Chart) -> Any:
    return _table(chart.numbers.head, chart.numbers.rows, caption=chart.definition)
