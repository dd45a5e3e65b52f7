"""Compare: the tray of pinned curves, what differs between their runs, and how far the curves are apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.spec import Spec
from frontend.features.explore import ids
from frontend.features.explore.cards.compare.companion_runs import CompanionRun
from frontend.kit.help_links import explained
from frontend.kit.icons import icon
from frontend.kit.series_swatch import sample
from frontend.kit.state.differences import differing, remarks
from frontend.kit.state.pins import MOST_LETTERS, Pin, index_of, title_of_pin, why_not
from frontend.kit.titles import title_of

NOTHING = (
    "Nothing is pinned. Pin keeps the curves of the figure in sight while you change a setting (key P), a network's own pin "
    "keeps its curve alone; a run from the Runs page comes along by its id or link."
)
AGAINST_PINS = "pins"


def compare_card() -> Any:
    return html.Section(
        [
            html.Div(
                [
                    html.Div(
                        [
                            explained(html.H2("Compare"), "compare"),
                            html.P(NOTHING, id=ids.COMPARE_NOTE, className="summary"),
                        ]
                    ),
                    html.Div(
                        [
                            dmc.TextInput(
                                id=ids.COMPARE_ADD,
                                placeholder="A run's id or link",
                                size="xs",
                                w=190,
                                attributes={"input": {"aria-label": "A run's id or link"}},
                            ),
                            dmc.Button("Add", id=ids.COMPARE_GO, size="xs", variant="default"),
                        ],
                        className="actions",
                    ),
                ],
                className="stage-head",
            ),
            html.Div(id=ids.COMPARE_TROUBLE, **{"aria-live": "polite"}),
            html.Ul(id=ids.TRAY, className="tray", **{"aria-label": "Pinned curves"}),
            html.Div(id=ids.COMPARE_TABLE),
            html.Div(
                [
                    html.H3("Difference"),
                    dmc.Select(
                        id=ids.AGAINST,
                        data=[],
                        value=None,
                        size="xs",
                        allowDeselect=False,
                        w=260,
                        maw="100%",
                        attributes={"input": {"aria-label": "What is compared"}},
                    ),
                ],
                id=ids.AGAINST_BOX,
                className="toolbar against",
                style={"display": "none"},
            ),
            html.Div(id=ids.DIFFERENCE),
        ],
        className="card",
    )


def tray(pins: Sequence[str], runs: Mapping[str, CompanionRun], spec: Spec | None) -> list[Any]:
    """One row a pinned curve: its look, its name to change, what is set otherwise, and away with it."""
    rows = []
    for position, (text, pin) in enumerate((text, Pin.of(text)) for text in pins):
        run = runs.get(pin.run)
        pinned = text.partition("~")[0]
        reason = why_not(pin, run, spec)
        known = run is not None and pin.network < len(run.spec.networks)
        title = title_of_pin(pin, run, spec) if run and known else pin.name or "gone"
        rows.append(
            html.Li(
                [
                    sample(index_of(position), pinned=True),
                    dmc.TextInput(
                        id=ids.pin_name(pinned),
                        value=title,
                        debounce=True,
                        size="xs",
                        variant="unstyled",
                        className="pin-name",
                        attributes={
                            "input": {
                                "aria-label": f"Name of pinned curve {position + 1}",
                                "title": "Rename",
                                "maxLength": MOST_LETTERS,
                            }
                        },
                    ),
                    html.Span(_about(run, pin, reason) if run and known else reason, className="hint"),
                    html.Button(
                        icon("close", 15),
                        id=ids.pin_remove(pinned),
                        className="small",
                        type="button",
                        title="Remove",
                        **{"aria-label": f"Remove pinned curve {position + 1}, {title}"},
                    ),
                ],
                className="pin faded" if reason else "pin",
            )
        )
    return rows


def _about(run: CompanionRun, pin: Pin, reason: str | None) -> str:
    if reason:
        return f"not drawn: {reason}"
    state = "" if run.state == "done" else f", {run.state}"
    return f"{title_of(run.spec.networks[pin.network])}, run {run.id[:8]}{state}"


def difference_table(spec: Spec, runs: Sequence[CompanionRun]) -> Any:
    """Only what differs between the figure's run and the pinned ones; a column a run."""
    others = [run for run in runs if run.spec != spec]
    rows = differing([spec, *(run.spec for run in others)])
    if not others:
        return None
    if not rows:
        return html.P("The pinned runs differ from the figure in their networks only.", className="meaning")
    head = ["Only what differs", "This figure", *(_column(run, spec) for run in others)]
    table = dmc.Table(
        [
            dmc.TableThead(dmc.TableTr([html.Th(name, scope="col") for name in head])),
            dmc.TableTbody(
                [
                    dmc.TableTr([html.Th(title, scope="row"), *(dmc.TableTd(text) for text in texts)], className="differs")
                    for title, texts in rows
                ]
            ),
        ],
        fz="sm",
        className="tabular",
        verticalSpacing=4,
    )
    return dmc.TableScrollContainer(table, minWidth=200 + 150 * len(head))


def _column(run: CompanionRun, spec: Spec) -> str:
    """A run by what is set otherwise in it, or by its id."""
    return ", ".join(remarks(run.spec, spec)[:2]) or f"Run {run.id[:8]}"


def choices(networks: Sequence[str], has_pins: bool) -> list[dict[str, str]]:
    """What the difference can be taken against."""
    found = [{"value": AGAINST_PINS, "label": "this figure less the pinned curves"}] if has_pins else []
    if len(networks) > 1:
        found += [{"value": name, "label": f"every network less {title_of(name, networks)}"} for name in networks]
    return found
