"""Distances of noisy from clean states over time, measured and predicted to first order, for each cause of noise."""

from __future__ import annotations

from backend.schemas.dynamics import Distance, Dynamics
from frontend.kit.figures.dynamics.lines import BAND_HEAD, band_rows, banded, chart, in_steps, number, plain_line, spread
from frontend.kit.figures.dynamics.shown import EVERY_CAUSE, Look, Shown, Subject, finished, focus, listed, missing
from frontend.kit.figures.heat import Document
from frontend.kit.theme import Scheme, colour

NAME, TITLE = "distances", "Distance from the clean states"
PERCENT = 100.0
ALL = "all"


def distances(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """Of the network looked at: every cause, or one with what would be if its errors were frozen, or redrawn."""
    subject = focus(answer, look)
    found = subject.layer.distances if subject else None
    if subject is None or found is None:
        return missing(NAME, TITLE, "distances", answer)
    if not found.causes:
        return Shown(NAME, TITLE, ("Nothing makes noise at this setting: the states are the clean ones.",), None)
    shown = [one for one in found.causes if one.cause == look.cause] or found.causes
    figure = _figure(shown, found.causes, look, scheme)
    rows = [row for one in found.causes for row in _rows_of(one)]
    title = f"{TITLE}: {subject.title}"
    head = ["cause", "t", *BAND_HEAD, "predicted", "coherent", "quadrature"]
    return finished(figure, answer, name=NAME, title=title, sentences=sentences(subject, shown), rows=(head, rows))


def sentences(subject: Subject, causes: list[Distance]) -> list[str]:
    """How fast each grows with its interval, how far it comes, and from when on first order is not enough."""
    return list(filter(None, [*(_growth(one, subject.layer.time_steps) for one in causes), _failing(causes)]))


def _growth(one: Distance, steps: int) -> str:
    last = (
        f"{PERCENT * one.measured.mean[-1]:.2g} % [{PERCENT * one.measured.low[-1]:.2g}, {PERCENT * one.measured.high[-1]:.2g}]"
    )
    said = f"{one.title}: {last} of the states at step {steps} (n = {one.measured.n} chips)"
    if one.exponent is None:
        return f"{said}."
    exponent = one.exponent
    if exponent.high < 1:
        how = "less than linearly" if exponent.low > 0 or exponent.mean > 0 else "not at all"
    else:
        how = "faster than linearly" if exponent.low > 1 else "about linearly, as far as can be told"
    beside = ""
    if one.relative_exponent is not None:
        beside = f", against the states as t^{number(one.relative_exponent.mean)} {spread(one.relative_exponent)}"
    return f"{said}; its error grows as t^{number(exponent.mean)} {spread(exponent)}, {how}{beside}."


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]


def _failing(causes: list[Distance]) -> str:
    """From which step on the prediction lies outside the interval."""
    predicted = [one for one in causes if one.predicted]
    fails = [f"{_lowered(one.title)} from step {one.fails_at} on" for one in predicted if one.fails_at is not None]
    if fails:
        return f"The linear prediction lies outside the interval for {listed(fails)}."
    return "The linear prediction lies within the interval at every step." if predicted else ""


def _figure(shown: list[Distance], all_of_them: list[Distance], look: Look, scheme: Scheme) -> Document:
    figure = chart(scheme, "time step t", "distance (% of the clean states' RMS)")
    places = {one.cause: place for place, one in enumerate(all_of_them)}
    for one in shown:
        place = places[one.cause]
        hue, x = colour(scheme, place), one.measured.x
        banded(figure, one.measured, scheme, place, name=one.title, scale=PERCENT, style="solid", unit=" %")
        for values, what, style, width in _predictions(one, alone=len(shown) == 1 and look.cause != EVERY_CAUSE):
            name = f"{one.title}, {what}" if len(shown) > 1 else what
            plain_line(figure, x, [PERCENT * value for value in values], hue, name=name, style=style, width=width, group=name)
            figure["data"][-1]["showlegend"] = len(shown) == 1
    if look.log:
        figure["layout"]["xaxis"]["type"] = figure["layout"]["yaxis"]["type"] = "log"
    else:
        figure["layout"]["yaxis"]["rangemode"] = "tozero"
        in_steps(figure, len(shown[0].measured.x))
    return figure


def _predictions(one: Distance, *, alone: bool) -> list[tuple[list[float], str, str, float]]:
    """Values, name, dash and width of the lines beside the measured one."""
    lines = [(one.predicted, "predicted to first order", "solid", 1.0)]
    if alone:
        lines += [(one.coherent, "if the errors were frozen (coherent)", "dash", 1.4)]
        lines += [(one.quadrature, "if they were redrawn (in quadrature)", "dot", 1.6)]
    return [(values, what, style, width) for values, what, style, width in lines if values]


def _rows_of(one: Distance) -> list[list[str]]:
    def at(values: list[float] | None, step: int) -> str:
        return "" if values is None else f"{values[step]:.6g}"

    return [
        [*row, *(at(values, step) for values in (one.predicted, one.coherent, one.quadrature))]
        for step, row in enumerate(band_rows(one.cause, one.measured))
    ]
