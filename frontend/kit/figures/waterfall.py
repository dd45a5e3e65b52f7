"""From the clean accuracy down to the noisy one: a bar for what each cause, or each layer, takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from backend.schemas.design import Attribution, CauseShare
from backend.schemas.reproduction import NumbersTable
from frontend.kit.figures.units import signed
from frontend.kit.theme import Scheme, colour, inks, template
from frontend.kit.titles import title_of

ROW_PX, REST_PX = 44, 84
LOSS, GAIN = 1, 2
"""Places of their colours among those of series."""
HALF_BAR = 0.3


@dataclass(frozen=True)
class Step:
    """A share of the loss, with the accuracies (%) before and after it."""

    share: CauseShare
    before: float
    after: float


def steps_of(answer: Attribution) -> list[Step]:
    """What is on, the largest share first: each begins where the one before ends, and the last ends at the noisy accuracy."""
    found: list[Step] = []
    level = 100 * answer.clean
    for share in sorted((share for share in answer.parts if share.on), key=lambda share: -share.part):
        found.append(Step(share, level, level - 100 * share.part))
        level = found[-1].after
    return found


def waterfall(answers: Sequence[Attribution], *, scheme: Scheme) -> go.Figure:
    """A panel for each network, below each other on one axis, so that their losses can be compared."""
    figure = go.Figure(layout={"template": template(scheme)})
    labels: list[str] = []
    names = [answer.network for answer in answers]
    for answer in answers:
        if len(answers) > 1:
            labels.append(f"<b>{title_of(answer.network, names)}</b>")
        _panel(figure, answer, labels, scheme)
    figure.update_layout(
        height=REST_PX + ROW_PX * len(labels),
        showlegend=False,
        barmode="overlay",
        bargap=1 - 2 * HALF_BAR,
        uirevision=",".join(names),
        xaxis={"title": {"text": "Accuracy (%)"}},
        yaxis={
            "tickvals": list(range(len(labels))),
            "ticktext": labels,
            "range": [len(labels) - 0.4, -0.6],
            "ticks": "",
            "showgrid": False,
        },
    )
    return figure


def _panel(figure: go.Figure, answer: Attribution, labels: list[str], scheme: Scheme) -> None:
    """The rows of one network, from its clean accuracy to the noisy one; `labels` are the rows so far, and become longer."""
    steps = steps_of(answer)
    first = len(labels)
    clean, noisy = 100 * answer.clean, answer.noisy
    labels.append(_label("clean", f"{clean:.1f} %"))
    labels += [_label(step.share.title, in_points(step.share)) for step in steps]
    labels.append(_label("with all of it", f"{100 * noisy.accuracy:.1f} %"))
    figure.add_trace(_bars(steps, first + 1, scheme))
    figure.add_trace(_connectors([clean, *(step.after for step in steps)], first, scheme))
    ends = [100 * (noisy.ci_high - noisy.accuracy), 100 * (noisy.accuracy - noisy.ci_low)]
    figure.add_trace(
        go.Scatter(
            x=[clean, 100 * noisy.accuracy],
            y=[first, len(labels) - 1],
            mode="markers",
            marker={"size": 11, "symbol": "diamond", "color": inks(scheme).ink},
            error_x=_whiskers([0.0, ends[0]], [0.0, ends[1]], scheme),
            hovertemplate="%{x:.2f} %<extra></extra>",
        )
    )


def _bars(steps: Sequence[Step], first: int, scheme: Scheme) -> go.Bar:
    """A bar from the accuracy before to the one after, its whisker at the end that it reaches."""
    high = [100 * (step.share.part - step.share.ci_low) for step in steps]
    low = [100 * (step.share.ci_high - step.share.part) for step in steps]
    return go.Bar(
        x=[step.after - step.before for step in steps],
        base=[step.before for step in steps],
        y=[first + row for row in range(len(steps))],
        orientation="h",
        marker={"color": [colour(scheme, GAIN if step.share.part < 0 else LOSS) for step in steps], "line": {"width": 0}},
        error_x=_whiskers(high, low, scheme),
        customdata=[[step.share.title, in_points(step.share), signed(100 * step.share.alone)] for step in steps],
        hovertemplate="%{customdata[0]}: %{customdata[1]} points lost; alone %{customdata[2]}<extra></extra>",
    )


def _connectors(levels: Sequence[float], first: int, scheme: Scheme) -> go.Scatter:
    """A thin line from each row's end down to where the next begins."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, level in enumerate(levels, start=first):
        x += [level, level, None]
        last = row == first + len(levels) - 1
        y += [row - HALF_BAR if row > first else row, row + 1 if last else row + 1 + HALF_BAR, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"width": 1, "color": inks(scheme).soft}, hoverinfo="skip")


def _whiskers(more: Sequence[float], less: Sequence[float], scheme: Scheme) -> dict[str, Any]:
    ends = {"array": [max(0.0, end) for end in more], "arrayminus": [max(0.0, end) for end in less]}
    return {"type": "data", "symmetric": False, **ends, "color": inks(scheme).ink, "thickness": 1.4, "width": 5}


def in_points(share: CauseShare) -> str:
    """Such as "7.1 (6.8 to 7.4)"."""
    return f"{signed(100 * share.part)} ({signed(100 * share.ci_low)} to {signed(100 * share.ci_high)})"


def _label(title: str, number: str) -> str:
    return f"{title}<br><span style='font-size:11px'>{number}</span>"


def numbers_of(answers: Sequence[Attribution]) -> NumbersTable:
    """The shares as a table, in points; also of what is off."""
    head = ["network", "cause", "on", "points_lost", "ci_low", "ci_high", "points_lost_alone"]
    rows = [
        [
            answer.network,
            share.title,
            "yes" if share.on else "no",
            *(f"{100 * value:.6g}" for value in (share.part, share.ci_low, share.ci_high, share.alone)),
        ]
        for answer in answers
        for share in answer.parts
    ]
    return NumbersTable(head=head, rows=rows)
