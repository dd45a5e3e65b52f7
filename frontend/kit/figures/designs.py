"""Answers to design questions as pictures."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from backend.schemas.design import Answer, Attribution, Budget, DigitalLayers, Question, Sensitivity, Threshold
from frontend.kit.figures.units import in_joules
from frontend.kit.figures.waterfall import waterfall
from frontend.kit.theme import Scheme, colour, inks, template
from frontend.kit.titles import title_of

ROW_PX, REST_PX = 34, 90
CAUSES = (("device", "device"), ("converter", "converters"), ("input", "test images"))


def design_figure(question: Question, answers: Sequence[Answer], *, scheme: Scheme) -> go.Figure | None:
    """The picture of the answers to one question; None where there is nothing to draw."""
    if shares := [answer for answer in answers if isinstance(answer, Attribution)]:
        return waterfall(shares, scheme=scheme)
    figure = go.Figure(layout={"template": template(scheme)})
    match answers:
        case [Threshold(), *_]:
            bits = question == "fewest_bits"
            rows = _thresholds(figure, [answer for answer in answers if isinstance(answer, Threshold)], scheme, bits=bits)
        case [Budget(), *_]:
            rows = _budgets(figure, [answer for answer in answers if isinstance(answer, Budget)], scheme)
        case [Sensitivity(), *_]:
            rows = _tornado(figure, [answer for answer in answers if isinstance(answer, Sensitivity)], scheme)
        case [DigitalLayers(), *_]:
            rows = _digital(figure, [answer for answer in answers if isinstance(answer, DigitalLayers)], scheme)
        case _:
            rows = 0
    if not rows:
        return None
    figure.update_layout(height=REST_PX + ROW_PX * rows, showlegend=question == "noise_budget")
    figure.update_yaxes(autorange="reversed", ticks="", showgrid=False)
    return figure


def _names(answers: Sequence[Answer]) -> list[str]:
    networks = [answer.network for answer in answers]
    return [title_of(network, networks) for network in networks]


def _thresholds(figure: go.Figure, answers: Sequence[Threshold], scheme: Scheme, *, bits: bool) -> int:
    """A mark for each network with the interval of its answer."""
    scale, unit = (1.0, "bit") if bits else (100.0, "%")
    found = [
        (name, answer, answer.value)
        for name, answer in zip(_names(answers), answers, strict=True)
        if answer.outcome == "found" and answer.value is not None
    ]
    figure.add_trace(
        go.Scatter(
            x=[value * scale for _name, _answer, value in found],
            y=[name for name, _answer, _value in found],
            mode="markers",
            marker={"size": 11, "color": colour(scheme, 0)},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [max(0.0, answer.ci_high - value) * scale for _name, answer, value in found],
                "arrayminus": [max(0.0, value - answer.ci_low) * scale for _name, answer, value in found],
                "color": colour(scheme, 0),
            },
            hovertemplate=f"%{{x:.3g}} {unit}<extra></extra>",
        )
    )
    figure.update_xaxes(title={"text": "Fewest bits" if bits else "Largest noise (%)"}, rangemode="tozero")
    return len(found)


def _budgets(figure: go.Figure, answers: Sequence[Budget], scheme: Scheme) -> int:
    """The parts of the loss, which sum to it."""
    for index, (cause, title) in enumerate(CAUSES):
        parts = [next(share.part for share in answer.shares if share.cause == cause) for answer in answers]
        figure.add_trace(
            go.Bar(
                x=[100 * part for part in parts],
                y=_names(answers),
                orientation="h",
                name=title,
                marker={"color": colour(scheme, index)},
                hovertemplate=f"{title}: %{{x:.2f}} points<extra></extra>",
            )
        )
    figure.update_layout(barmode="relative", bargap=0.4)
    figure.update_xaxes(title={"text": "Accuracy lost (points)"})
    return len(answers)


def _tornado(figure: go.Figure, answers: Sequence[Sensitivity], scheme: Scheme) -> int:
    """What noise in each layer alone costs, the most sensitive first; then in all."""
    names, drops, low, high, hues = [], [], [], [], []
    for index, (title, answer) in enumerate(zip(_names(answers), answers, strict=True)):
        for row in answer.layers:
            where = "all layers" if row.layer is None else f"layer {row.layer + 1}, {row.kind}"
            names.append(f"{title}: {where}" if len(answers) > 1 else where)
            drops.append(100 * row.drop)
            low.append(100 * (row.drop - row.ci_low))
            high.append(100 * (row.ci_high - row.drop))
            hues.append(colour(scheme, index) if row.layer is not None else inks(scheme).soft)
    figure.add_trace(
        go.Bar(
            x=drops,
            y=names,
            orientation="h",
            marker={"color": hues},
            error_x={"type": "data", "symmetric": False, "array": high, "arrayminus": low, "color": inks(scheme).ink},
            hovertemplate="%{x:.2f} points<extra></extra>",
        )
    )
    figure.update_layout(bargap=0.35)
    figure.update_xaxes(title={"text": "Accuracy lost with noise there alone (points)"}, rangemode="tozero")
    return len(names)


def _digital(figure: go.Figure, answers: Sequence[DigitalLayers], scheme: Scheme) -> int:
    """The accuracy of every choice of digital layers that was measured, with its energy; the answer is filled."""
    rows = 0
    for index, (title, answer) in enumerate(zip(_names(answers), answers, strict=True)):
        names = [_choice(title if len(answers) > 1 else "", choice.layers, choice.energy_pj) for choice in answer.choices]
        figure.add_trace(
            go.Scatter(
                x=[100 * choice.accuracy for choice in answer.choices],
                y=names,
                mode="markers",
                marker={
                    "size": 11,
                    "color": colour(scheme, index),
                    "symbol": ["circle" if place == answer.chosen else "circle-open" for place in range(len(names))],
                },
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [100 * (choice.ci_high - choice.accuracy) for choice in answer.choices],
                    "arrayminus": [100 * (choice.accuracy - choice.ci_low) for choice in answer.choices],
                    "color": colour(scheme, index),
                },
                hovertemplate="%{x:.2f} %<extra>%{y}</extra>",
            )
        )
        rows += len(names)
    for target in sorted({answer.target for answer in answers}):
        figure.add_vline(x=100 * target, line={"dash": "dash", "width": 1, "color": inks(scheme).soft})
    figure.update_xaxes(title={"text": "Accuracy (%); dashed: to be kept"})
    return rows


def _choice(title: str, layers: Sequence[str], energy_pj: float) -> str:
    said = f"{' + '.join(layers) or 'no layer'}, {in_joules(energy_pj)}"
    return f"{title}: {said}" if title else said
