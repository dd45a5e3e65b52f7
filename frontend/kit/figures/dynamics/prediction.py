"""Noise margins that were predicted beside those of simulated chips, over the networks that ship."""

from __future__ import annotations

from collections.abc import Sequence

from backend.schemas.prediction_quality import MarginAgreement, MarginPair, PredictionQuality
from backend.schemas.reproduction import NumbersTable
from frontend.kit.figures.caption import captioned
from frontend.kit.figures.dynamics.lines import chart
from frontend.kit.figures.dynamics.shown import Shown
from frontend.kit.figures.log_axis import marks
from frontend.kit.theme import Scheme, colour, inks, marker
from frontend.kit.titles import title_of

NAME, TITLE = "prediction", "How good is the prediction?"
KINDS = {"programming": "programming error", "read": "read noise"}
PERCENT = 100.0


def prediction(found: PredictionQuality, scheme: Scheme) -> Shown:
    """Every network's margins, predicted over measured; on the dotted line they agree."""
    figure = chart(scheme, "measured margin (%)", "predicted margin (%)", hovermode="closest")
    values = [PERCENT * value for pair in found.pairs for value in (pair.predicted, pair.measured) if value > 0]
    if values:
        ends = [min(values), max(values)]
        line = {"color": inks(scheme).soft, "width": 1, "dash": "dot"}
        figure["data"].append(
            {"type": "scatter", "x": ends, "y": ends, "mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False}
        )
    for place, (kind, words) in enumerate(KINDS.items()):
        pairs = [pair for pair in found.pairs if pair.kind == kind]
        if pairs:
            figure["data"].append(_points(pairs, words, scheme, place))
    for axis in ("xaxis", "yaxis"):
        figure["layout"][axis] |= {"type": "log"} | marks(values)
    said = sentences(found)
    rows = [
        [pair.network, pair.kind, f"{pair.predicted:.6g}", f"{pair.measured:.6g}", _or_nothing(pair.low), _or_nothing(pair.high)]
        for pair in found.pairs
    ]
    table = NumbersTable(head=["network", "kind", "predicted", "measured", "ci_low", "ci_high"], rows=rows)
    caption = f"{' '.join(said)} Largest noise that keeps 95 % of the clean accuracy; {found.images:,} images predict. Mhoscope."
    captioned(figure, title=TITLE, caption=caption, name="mhoscope-prediction-quality", table=table)
    return Shown(NAME, TITLE, tuple(said), figure)


def sentences(found: PredictionQuality) -> list[str]:
    """How well margins are ranked and how far off they are, for each kind of noise, and what it costs."""
    said = [_agreement(one) for one in found.margins]
    said.append(
        f"A curve of 20 points takes {1000 * found.curve_s:.0f} ms once a network's tables are there, "
        f"which takes {found.tables_s:.1f} s (medians, one core)."
    )
    return said


def failures(found: PredictionQuality) -> tuple[list[str], list[list[str]]]:
    """A table of the networks whose margins differ most, the worst first."""
    head = ["Network", "Noise", "Predicted margin", "Measured margin"]
    names = [pair.network for pair in found.failures]
    return head, [
        [title_of(pair.network, names), KINDS.get(pair.kind, pair.kind), f"{PERCENT * pair.predicted:.1f} %", _measured(pair)]
        for pair in found.failures
    ]


def _agreement(one: MarginAgreement) -> str:
    return (
        f"{KINDS.get(one.kind, one.kind).capitalize()}: predicted and measured margins of {one.networks} networks have a rank "
        f"correlation of {one.rank_correlation:.2f} [{one.low:.2f}, {one.high:.2f}]; the predicted one is {one.ratio:.2f} "
        f"times the measured one (median; {one.ratio_10:.2f} to {one.ratio_90:.2f} for eight of ten), and accuracy there is off "
        f"by {PERCENT * one.rms:.1f} points (root mean square)."
    )


def _measured(pair: MarginPair) -> str:
    interval = "" if pair.low is None or pair.high is None else f" [{PERCENT * pair.low:.1f}, {PERCENT * pair.high:.1f}]"
    return f"{PERCENT * pair.measured:.1f} %{interval}"


def _or_nothing(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _points(pairs: Sequence[MarginPair], words: str, scheme: Scheme, place: int) -> dict[str, object]:
    return {
        "type": "scatter",
        "x": [PERCENT * pair.measured for pair in pairs],
        "y": [PERCENT * pair.predicted for pair in pairs],
        "mode": "markers",
        "name": words,
        "text": [title_of(pair.network, [one.network for one in pairs]) for pair in pairs],
        "marker": {"symbol": marker(place), "size": 8, "color": colour(scheme, place), "opacity": 0.8},
        "hovertemplate": "%{text}<br>%{x:.2f} % measured, %{y:.2f} % predicted<extra>%{fullData.name}</extra>",
    }
