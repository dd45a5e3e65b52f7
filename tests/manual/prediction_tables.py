"""How well accuracies are predicted, as tables."""

from __future__ import annotations

from backend.reproductions.prediction_quality import prediction_quality
from backend.schemas.prediction_quality import PredictionQuality
from tests.manual.marks import table

KINDS = {"programming": "programming error", "read": "read noise"}


def _measured() -> PredictionQuality:
    found = prediction_quality()
    assert found is not None, "prediction.json is among what ships"
    return found


def predictedmargins() -> str:
    """Noise margins, and under them how long predictions take."""
    heads = ["margin of", "networks:", "rank correlation:", "predicted / measured, median (10 to 90 %):", "error:", "RMS error:"]
    quality = _measured()
    rows: list[list[object]] = [
        [
            KINDS[one.kind],
            one.networks,
            f"{one.rank_correlation:.2f} [{one.low:.2f}, {one.high:.2f}]",
            f"{one.ratio:.2f} ({one.ratio_10:.2f} to {one.ratio_90:.2f})",
            f"{100 * one.error:+.1f} points",
            f"{100 * one.rms:.1f} points",
        ]
        for one in quality.margins
    ]
    seconds = (
        f"On one core, the tables of a network took {quality.tables_s:.1f} s (median; at most {quality.most_tables_s:.1f} s), "
        f"a curve of 20 points then {1000 * quality.curve_s:.0f} ms (at most {1000 * quality.most_curve_s:.0f} ms)."
    )
    return f"{table(heads, rows)}\n\n{seconds}"


def predictedbands() -> str:
    """Errors of all points by group of settings and by what is left of the clean accuracy."""
    rows: list[list[object]] = [
        [
            one.group,
            f"{100 * one.low:.0f} % and more" if one.high == 1 else f"{100 * one.low:.0f} to {100 * one.high:.0f} %",
            one.points,
            f"{100 * one.error:+.1f} points",
            f"{100 * one.rms:.1f} points",
        ]
        for one in _measured().bands
    ]
    return table(["settings", "left of the clean accuracy", "points:", "error:", "RMS error:"], rows)


def predictedfailures() -> str:
    """The worst."""
    rows: list[list[object]] = [
        [f"`{one.network}`", KINDS[one.kind], f"{100 * one.predicted:.2f} %", f"{100 * one.measured:.2f} %"]
        for one in _measured().failures
    ]
    return table(["network", "margin of", "predicted:", "measured:"], rows)
