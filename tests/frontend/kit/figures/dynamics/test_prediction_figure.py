"""How good predictions are: the figure draws the margins, the sentences say the agreement, failures are named."""

from __future__ import annotations

import plotly.graph_objects as go

from backend.schemas.prediction_quality import MarginAgreement, MarginPair, PredictionQuality
from frontend.kit.figures.dynamics.prediction import failures, prediction

PAIRS = [
    MarginPair(network="digits/rnn-t4-noise0", kind="programming", predicted=0.05, measured=0.04, low=0.035, high=0.045),
    MarginPair(network="mnist/mlp-noise0", kind="read", predicted=0.08, measured=0.02, low=None, high=None),
]
QUALITY = PredictionQuality(
    date="2026-01-01",
    images=1000,
    margins=[
        MarginAgreement(
            kind="programming",
            networks=90,
            left=2,
            rank_correlation=0.93,
            low=0.88,
            high=0.96,
            ratio=1.05,
            ratio_10=0.9,
            ratio_90=1.3,
            error=0.004,
            rms=0.012,
        )
    ],
    bands=[],
    pairs=PAIRS,
    failures=PAIRS[1:],
    left_out=[],
    tables_s=2.5,
    most_tables_s=9.0,
    curve_s=0.031,
    most_curve_s=0.08,
)


def test_margins_are_drawn_in_percent_over_each_other() -> None:
    shown = prediction(QUALITY, "dark")
    go.Figure(shown.figure)
    assert shown.figure
    line, programming, read = shown.figure["data"]
    assert (programming["x"], programming["y"]) == ([4.0], [5.0])
    assert (read["x"], read["y"], read["name"]) == ([2.0], [8.0], "read noise")
    assert line["x"] == line["y"] == [2.0, 8.0]
    assert len(shown.figure["layout"]["meta"]["table"]["rows"]) == 2


def test_agreement_and_failures_are_told() -> None:
    said = prediction(QUALITY, "light").sentence
    assert "margins of 90 networks have a rank correlation of 0.93 [0.88, 0.96]" in said
    assert "1.05 times the measured one (median; 0.90 to 1.30 for eight of ten), and accuracy there is off by 1.2 points" in said
    assert "takes 31 ms" in said
    head, rows = failures(QUALITY)
    assert rows == [["MLP", "read noise", "8.0 %", "2.0 %"]] and len(head) == 4
