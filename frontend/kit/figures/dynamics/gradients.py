"""How much of the gradient reaches earlier time steps, and earlier blocks; with and without skip connections."""

from __future__ import annotations

from math import exp

from backend.schemas.dynamics import Dynamics, Estimate, GradientCurve
from frontend.kit.figures.dynamics.lines import BAND_HEAD, band_rows, banded, chart, in_steps, number, spans_little, spread
from frontend.kit.figures.dynamics.shown import Look, Shown, Subject, finished, missing, subjects
from frontend.kit.figures.log_axis import marks
from frontend.kit.theme import Scheme, colour, inks
from frontend.kit.titles import title_of

NAME, TITLE = "gradients", "Gradients through time"
BLOCKS_NAME, BLOCKS_TITLE = "blocks", "Gradients at stacked blocks"
TAKEN_OUT = "dot"
"""The line of a network without its skip connection."""


def gradients(answer: Dynamics, look: Look, scheme: Scheme) -> Shown:
    """The gradient's norm at each time step as a fraction of that at the last, of every network."""
    found = [(one, one.layer.gradients) for one in subjects(answer, look) if one.layer.gradients is not None]
    if not found:
        return missing(NAME, TITLE, "gradients", answer)
    figure = chart(scheme, "time step t", "gradient at t, as a fraction of that at T")
    rows, said = [], []
    for subject, one in found:
        several = len(one.through_time) > 1
        for curve in one.through_time:
            name = f"{subject.title}, {curve.title}" if several else subject.title
            taken_out = several and not curve.skips
            banded(figure, curve.norms, scheme, subject.index, name=name, style=TAKEN_OUT if taken_out else None)
            rows += band_rows(name, curve.norms)
        said.append(sentence(subject, one.through_time))
    norms = [value for _, one in found for curve in one.through_time for value in curve.norms.mean if value > 0]
    figure["layout"]["yaxis"] |= {"type": "log", "exponentformat": "power"} | (marks(norms) if spans_little(norms) else {})
    in_steps(figure, max(subject.layer.time_steps for subject, _ in found))
    head = ["network", "t", *BAND_HEAD]
    return finished(figure, answer, name=NAME, title=TITLE, sentences=said, rows=(head, rows))


def sentence(subject: Subject, curves: list[GradientCurve]) -> str:
    """By how much the gradient shrinks for each step back, with its interval."""
    first, *others = curves
    parts = [
        f"with each step back the gradient {_change(first.rate)}",
        *(f"{one.title} it {_change(one.rate)}" for one in others),
    ]
    return f"{subject.title}: {', '.join(parts)} (n = {first.rate.n} images)."


def _change(rate: Estimate) -> str:
    if not rate.n:
        return "reaches no step before the last"
    change, low, high = (100 * (exp(value) - 1) for value in (rate.mean, rate.low, rate.high))
    if rate.high < 0:
        return f"shrinks by {-change:.1f} % [{-high:.1f}, {-low:.1f}]"
    if rate.low > 0:
        return f"grows by {change:.1f} % [{low:.1f}, {high:.1f}]"
    return f"keeps its size ({number(change, 1)} % [{number(low, 1)}, {number(high, 1)}])"


def blocks(answer: Dynamics, look: Look, scheme: Scheme) -> Shown | None:
    """The gradient at each recurrent layer of stacked networks; None where no network is stacked."""
    del look
    stacked = [
        (index, network)
        for index, network in enumerate(answer.networks)
        if len(network.layers) > 1 and all(layer.gradients for layer in network.layers)
    ]
    if not stacked:
        return None
    names = [one.network for one in answer.networks]
    figure = chart(scheme, "block", "gradient norm at the block's states", barmode="group", bargap=0.3, hovermode="closest")
    rows, said = [], []
    for index, network in stacked:
        title = title_of(network.network, names)
        values = [(layer, layer.gradients.at_layer) for layer in network.layers if layer.gradients]
        figure["data"].append(
            {
                "type": "bar",
                "name": title,
                "x": [layer.title for layer, _ in values],
                "y": [value.mean for _, value in values],
                "marker": {"color": colour(scheme, index)},
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [value.high - value.mean for _, value in values],
                    "arrayminus": [value.mean - value.low for _, value in values],
                    "color": inks(scheme).ink,
                    "thickness": 1.2,
                },
                "hovertemplate": "%{y:.3~g}<extra>%{fullData.name}, %{x}</extra>",
            }
        )
        first, last = values[0][1], values[-1][1]
        if last.mean > 0:
            said.append(
                f"{title}: the gradient at the first block is {first.mean / last.mean:.2g} times that at the last "
                f"({number(first.mean)} {spread(first)} against {number(last.mean)} {spread(last)}, n = {first.n} images)."
            )
        rows += [
            [network.network, layer.title, f"{value.mean:.6g}", f"{value.low:.6g}", f"{value.high:.6g}", str(value.n)]
            for layer, value in values
        ]
    head = ["network", "block", *BAND_HEAD]
    return finished(figure, answer, name=BLOCKS_NAME, title=BLOCKS_TITLE, sentences=said, rows=(head, rows))
