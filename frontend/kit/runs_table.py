"""The table of runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.job import UNFINISHED
from backend.schemas.network import dataset_of
from backend.schemas.run import RunSummary
from frontend.kit import ids
from frontend.kit.figures.units import in_time
from frontend.kit.icons import icon
from frontend.kit.job_states import CAN_GO_ON, state_badge
from frontend.kit.state import PARAMETERS, Parameter
from frontend.kit.titles import title_of

_AT = re.compile(r"at ([-+.e\d]+):")
MOST_NAMED = 4


def table(runs: Sequence[RunSummary], *, filtered: bool = False) -> Any:
    """One row a run, each with a box to choose it; what to do where there are none."""
    if not runs:
        return _empty(filtered)
    head = (html.Span("Chosen", className="sr-only"), "State", "Networks", "Sweep", "Result", "Asked")
    body = dmc.Table(
        [
            dmc.TableThead(
                dmc.TableTr(
                    [html.Th(name, scope="col") for name in (*head, html.Span("Actions", className="sr-only"))],
                )
            ),
            dmc.TableTbody([_row(run) for run in runs]),
        ],
        highlightOnHover=True,
        verticalSpacing="xs",
        fz="sm",
        className="tabular",
    )
    return dmc.TableScrollContainer(body, minWidth=860)


def span(total: int, before: int, shown: int) -> str:
    """Which of the runs a page shows."""
    if total <= shown:
        return f"{total} {'run' if total == 1 else 'runs'}" if total else ""
    return f"{before + 1} to {before + shown} of {total} runs"


def _empty(filtered: bool) -> Any:
    if filtered:
        return html.P("No run matches. Change the search or the state.", className="empty")
    text = "No run yet. Choose networks on Explore, and the first one starts by itself."
    return html.Div([html.P(text), dmc.Anchor("Go to Explore", href="/", refresh=False)], className="empty")


def _row(run: RunSummary) -> Any:
    state: list[Any] = [state_badge(run.state)]
    if run.state in UNFINISHED:
        percent = round(100 * run.progress)
        state.append(dmc.Progress(value=percent, size=4, mt=5, w=80, attributes={"root": {"aria-hidden": "true"}}))
        state.append(html.Span(f"{percent} %", className="hint"))
    networks = [title_of(network, run.networks) for network in run.networks]
    datasets = list(dict.fromkeys(dataset_of(network) for network in run.networks))
    about = f"the run of {ago(run.created_at)}: {', '.join(run.networks)}"
    found: list[Any] = [result(run)]
    if run.note:
        found.append(html.Div(run.note, className="hint noted"))
    choose = dmc.Checkbox(value=run.id, size="xs", radius="sm", attributes={"input": {"aria-label": f"Choose {about}"}})
    return dmc.TableTr(
        [
            dmc.TableTd(choose),
            dmc.TableTd(state),
            dmc.TableTd(
                [html.Div(_listed(networks), title=", ".join(networks)), html.Div(", ".join(datasets), className="hint")]
            ),
            dmc.TableTd(swept(run.sweep)),
            dmc.TableTd(found, className="wrap"),
            dmc.TableTd(html.Time(ago(run.created_at), dateTime=run.created_at, title=run.created_at), className="nowrap"),
            dmc.TableTd(html.Div(_actions(run, about), className="row-actions")),
        ]
    )


def _listed(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:MOST_NAMED])} and {more} more"


def swept(text: str) -> str:
    """The API's "internal_noise.programming 0 to 0.2" in the words and units of the pages; two axes are joined by " x "."""
    return ", and ".join(_axis(part) for part in text.split(" x "))


def _axis(text: str) -> str:
    parameter = _swept_in(text)
    if parameter is None:
        return text
    low, high = (float(found) for found in text.removeprefix(parameter.field).split(" to "))
    if low == high:
        return f"{parameter.title} {_shown(parameter, low)}"
    first = _shown(parameter, low) if parameter.is_time else f"{low / parameter.scale:g}"
    return f"{parameter.title} {first} to {_shown(parameter, high)}"


def _swept_in(text: str) -> Parameter | None:
    return next((item for item in PARAMETERS.values() if text.startswith(f"{item.field} ")), None)


def _shown(parameter: Parameter, value: float) -> str:
    if parameter.is_time:
        return in_time(value)
    return f"{value / parameter.scale:g}{' %' if parameter.unit == '%' else ''}"


def result(run: RunSummary) -> str:
    """The headline with networks and values named as on the pages, or why there is none."""
    text = str(run.error or run.headline)
    parameter, at = _swept_in(run.sweep), _AT.match(text)
    if parameter and at and not run.error:
        text = f"at {_shown(parameter, float(at[1]))}:{text[at.end() :]}"
    for network in sorted(run.networks, key=len, reverse=True):
        text = text.replace(network, title_of(network, run.networks))
    return text


def _actions(run: RunSummary, about: str) -> list[Any]:
    offered = [("open", "open", "Open")]
    if run.state in UNFINISHED:
        offered.append(("cancel", "stop", "Cancel"))
    if run.state in CAN_GO_ON:
        offered.append(("retry", "retry", "Retry"))
    offered.append(("delete", "trash", "Delete"))
    return [
        dmc.ActionIcon(
            icon(picture, 16),
            id=ids.run_action(do, run.id),
            variant="subtle",
            color="gray",
            size="md",
            attributes={"root": {"aria-label": f"{name} {about}", "title": name}},
        )
        for do, picture, name in offered
    ]


def ago(moment: str, now: datetime | None = None) -> str:
    """How long ago an ISO 8601 time was."""
    seconds = ((now or datetime.now(UTC)) - datetime.fromisoformat(moment)).total_seconds()
    for size, name in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {name} ago"
    return "just now"
